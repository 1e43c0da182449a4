#include "bounds/log_cache.h"

#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

#include "bounds/log_factorial.h"
#include "lib/arith/elementary.h"

namespace relugap::bounds {
namespace {

constexpr std::uint64_t kTable = 1 << 12;     // smaller arguments have a place of their own
constexpr std::size_t kMostOthers = 1 << 16;  // the others are forgotten when they become too many
constexpr int kBits = 80;

/// Values of one function by argument, each computed at its first use.
template <class Function>
class Memo {
 public:
  explicit Memo(Function compute) : compute_(compute), small_(kTable, Slot{1, 0}) {}

  Interval operator()(std::uint64_t n) {
    if (n < kTable) {
      Slot& slot = small_[n];
      if (slot.lo > slot.hi) slot = computed(n);
      return {slot.lo, slot.hi};
    }
    if (others_.size() >= kMostOthers) others_.clear();
    const auto [place, is_new] = others_.try_emplace(n);
    if (is_new) place->second = computed(n);
    return {place->second.lo, place->second.hi};
  }

 private:
  struct Slot {  // lo > hi: not yet known
    double lo, hi;
  };

  Slot computed(std::uint64_t n) {
    const PrecisionScope scope(kBits);
    const Interval value = to_interval(compute_(n));
    return {value.lower(), value.upper()};
  }

  Function compute_;
  std::vector<Slot> small_;
  std::unordered_map<std::uint64_t, Slot> others_;
};

MpInterval log_integer(std::uint64_t n) { return enclose_log(enclose_mp(Rational(n))); }

}  // namespace

Interval enclose_log_integer(std::uint64_t n) {
  thread_local Memo memo(log_integer);
  return memo(n);
}

Interval enclose_log_factorial_double(std::uint64_t n) {
  thread_local Memo memo(enclose_log_factorial);
  return memo(n);
}

}  // namespace relugap::bounds
