#pragma once

#include "lib/arith/interval.h"

/// Addresses of the inline functions of interval arithmetic, so that the copy that the linker has chosen is
/// called.
struct IntervalOperations {
  using Binary = relugap::Interval (*)(const relugap::Interval&, const relugap::Interval&);
  Binary add, subtract, multiply, divide;
  double (*multiply_down)(double, double);
  double (*multiply_up)(double, double);
  double (*divide_down)(double, double);
  double (*divide_up)(double, double);
};

inline IntervalOperations interval_operations() {
  using Binary = IntervalOperations::Binary;
  return {static_cast<Binary>(&boost::numeric::operator+),
          static_cast<Binary>(&boost::numeric::operator-),
          static_cast<Binary>(&boost::numeric::operator*),
          static_cast<Binary>(&relugap::operator/),
          &relugap::directed::mul_down,
          &relugap::directed::mul_up,
          &relugap::directed::div_down,
          &relugap::directed::div_up};
}

/// The same table, filled in a translation unit that was compiled without the project's flags.
IntervalOperations plain_interval_operations();
