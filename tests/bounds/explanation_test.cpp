#include "bounds/explanation.h"

#include <doctest/doctest.h>

#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

std::string why(const char* widths, const char* q, const char* c, const char* eps) {
  return why_unanswered(test::samples_for(test::make_class(widths, q, c), eps));
}

TEST_CASE("where a proved lower bound applies there is nothing to explain") {
  CHECK(why("4,8,8,1", "2", "1", "1e-3").empty());
}

TEST_CASE("a violated hypothesis is named with what was found and what it means") {
  CHECK(why("4,8,1", "2", "1", "1e-3").find("at least 3 layers (L = 2): with fewer layers no bump") !=
        std::string::npos);
  CHECK(why("4,8,8,2", "2", "1", "1e-3").find("output width 1 (N_L = 2)") != std::string::npos);
  const std::string cap = why("4,8,8,1", "2", "1", "5");
  CHECK(cap.find("eps < H_max") != std::string::npos);
  CHECK(cap.find("(eps = 5)") != std::string::npos);
  CHECK(cap.find("greatest height of a bump") != std::string::npos);
  CHECK(cap.find('\n') == std::string::npos);
}

TEST_CASE("a question for upper bounds alone is not explained") {
  const BoundReport report =
      evaluate({test::make_class("4,8,1", "2", "1"), {.goal = SamplesFor{1}}, {"lipschitz-grid"}});
  CHECK(why_unanswered(report).empty());
}

}  // namespace
}  // namespace relugap::bounds
