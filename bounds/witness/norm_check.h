#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "bounds/class.h"
#include "lib/arith/rational.h"

namespace relugap::bounds::witness {

/// The absolute values of some doubles that are not zero, with how often each occurs.
class Magnitudes {
 public:
  void add(double value, std::uint64_t times = 1);
  void add(const std::vector<double>& values) {
    for (const double v : values) add(v);
  }

  /// Whether the entrywise norm is certainly at most c.
  ///
  /// Exact for q = inf, for integers q up to 64 and for a single value; otherwise (sum of the q-th powers of value/c by MPFR
  /// with 320 bits, rounded up) <= 1, so that equality counts as false.
  bool norm_at_most(const Exponent& q, const Rational& c) const;

 private:
  std::map<double, std::uint64_t> counts_;
};

}  // namespace relugap::bounds::witness
