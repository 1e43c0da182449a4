#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"

namespace relugap::verify {

/// The box c_k - r_k <= x_k <= c_k + r_k; centre and radius finite, radius >= 0.
struct CentredBox {
  std::vector<double> centre, radius;

  std::size_t dimension() const { return centre.size(); }
};

/// An affine enclosure of a function over a CentredBox: h(c + r t) is in constant + sum_k slope_k t_k for each t in
/// [-1,1]^d, where constant and slope are intervals (constant also holds the remainder). I is Interval or MpInterval.
template <class I>
struct AffineForm {
  I constant;
  std::vector<I> slope;
};

/// Affine enclosures of a function from below and from above: the lower ends of `lower`, the upper ends of `upper` are
/// proved. For a formula both are the same.
template <class I>
struct AffineBounds {
  AffineForm<I> lower, upper;
};

/// The interval [x, x] or, for a rational, the smallest one around it.
template <class I>
I point(double x) {
  if constexpr (std::is_same_v<I, Interval>) {
    return Interval(x);
  } else {
    return enclose_mp(x);
  }
}
template <class I>
I point(const Rational& x) {
  if constexpr (std::is_same_v<I, Interval>) {
    return enclose(x);
  } else {
    return enclose_mp(x);
  }
}

/// [-|x|, |x|] for the largest |x| in the interval.
template <class I>
I symmetric(const I& x) {
  const I magnitude = abs(x);
  return I(-magnitude.upper(), magnitude.upper());
}

/// All values of the form over the box: constant + sum_k [-|slope_k|, |slope_k|].
template <class I>
I range(const AffineForm<I>& form) {
  I total = form.constant;
  for (const I& slope : form.slope) total += symmetric(slope);
  return total;
}

}  // namespace relugap::verify
