#include "lib/core/quote.h"

#include <doctest/doctest.h>

namespace relugap {
namespace {

TEST_CASE("a quoted text stays on one line and in ASCII") {
  CHECK(quote("fc1.weight") == "'fc1.weight'");
  CHECK(quote("") == "''");
  CHECK(quote("a\nb\t\x7f\xff") == "'a\\x0ab\\x09\\x7f\\xff'");
}

TEST_CASE("a long text is cut and marked") {
  CHECK(quote("abcdef", 6) == "'abcdef'");
  CHECK(quote("abcdefg", 6) == "'abcdef...'");
}

}  // namespace
}  // namespace relugap
