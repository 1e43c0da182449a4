#include "bounds/explanation.h"

#include <algorithm>
#include <set>

namespace relugap::bounds {
namespace {

bool is_lower(const Bound& b) { return b.kind == Kind::lower && b.status == Status::proved; }

// What a violated hypothesis means, beyond its own words.
std::string meaning(const std::string& hypothesis) {
  const auto about = [&](const char* words) { return hypothesis.find(words) == 0; };
  if (about("at least 3 layers")) return ": with fewer layers no bump with bounded support exists";
  if (about("output width")) return ": the theorems are about scalar functions";
  if (about("at least 2 neurons")) return ": the smallest bump needs two neurons in the first hidden layer";
  if (about("eps < H_max"))
    return ": H_max is the greatest height of a bump in this class, and a larger eps is reached without any "
           "bump "
           "standing in the way";
  return {};
}

}  // namespace

std::string why_unanswered(const BoundReport& report) {
  const auto& bounds = report.bounds;
  const bool applies =
      std::any_of(bounds.begin(), bounds.end(), [](const Bound& b) { return is_lower(b) && b.value; });
  std::string reasons;
  std::set<std::string> seen;
  for (const Bound& b : bounds) {
    if (!is_lower(b)) continue;
    for (const Hypothesis& h : b.hypotheses)
      if (!h.holds && seen.insert(h.text).second)
        reasons += (reasons.empty() ? "" : "; ") + h.text + meaning(h.text);
  }
  return applies || reasons.empty() ? "" : "no proved lower bound applies, for it needs " + reasons;
}

}  // namespace relugap::bounds
