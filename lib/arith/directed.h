#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "lib/arith/fast_math_guard.h"

/// Directed rounding of + - * / sqrt without ever leaving round-to-nearest.
///
///   f_down(x, y) = max { z in F : z <= f(x, y) },   f_up(x, y) = min { z in F : z >= f(x, y) },
///
/// with F the binary64 numbers, -inf and +inf. Both are exact roundings, for subnormal results and overflow
/// too.
///
/// Method: r = fl(f(x, y)) in round-to-nearest, then the sign of the residual f(x, y) - r from an error-free
/// transformation, then the neighbour of r if it lies on the wrong side. Since r is a nearest element of F,
/// the wanted number is r or its neighbour, and the sign of the residual says which. The residual is exact
/// because
///   add   TwoSum: fl(x + y) - (x + y) is a double for all x, y without overflow (additions never underflow
///         inexactly), and Knuth's six operations find it; |x|, |y| <= 2^990 keeps all intermediate values
///         finite.
///   mul   Veltkamp splitting with 2^27 + 1 gives halves of at most 26 bits, whose products are exact, and
///         Dekker's sum of them finds x y - r. With e(x) the exponent of x, everything in it is a multiple of
///         2^(e(x) - 52) 2^(e(y) - 52) and |x y| < 2^(e(x) + e(y) + 2), so |r| >= 2^-960 keeps that quantum
///         above 2^-1067 and nothing underflows; |x|, |y|, |r| <= 2^990 keep the splitting (factor 2^27)
///         finite.
///   div   x - r y is a double when x and r are not tiny (|x|, |r| >= 2^-960 by the same count); p + e = r y
///         exactly by Dekker, x - p is exact (p within 2 ulps of x, Sterbenz), hence (x - p) - e is exact.
///   sqrt  x - r r likewise is a double.
/// Outside of these ranges, and for infinite arguments, the functions slow_* answer, through MPFR.
///
/// No mode is switched, so no compiler can merge the two directions or move an operation across a switch, and
/// threads do not matter. opaque() hides values from the optimiser: nothing is folded, contracted to FMA or
/// reassociated, so the functions are also right in a translation unit compiled without the project's flags,
/// whose copy of an inline function the linker may choose.
///
/// Requires: round-to-nearest and gradual underflow (check_floating_point_environment), no NaN argument.
namespace relugap::directed {

/// The same value, unknown to the optimiser.
inline double opaque(double x) {
#if defined(__x86_64__)
  asm("" : "+x"(x));
  return x;
#elif defined(__aarch64__)
  asm("" : "+w"(x));
  return x;
#else
  volatile double hidden = x;
  return hidden;
#endif
}

/// The largest double below x (x finite or +inf; below the lowest finite one: -inf).
inline double next_down(double x) {
  if (x == 0) return -std::numeric_limits<double>::denorm_min();
  const auto pattern = std::bit_cast<std::int64_t>(x);
  return std::bit_cast<double>(x > 0 ? pattern - 1 : pattern + 1);
}

/// The smallest double above x (x finite or -inf).
inline double next_up(double x) { return -next_down(-x); }

/// The exactly rounded results by MPFR, for every pair of arguments. With infinite ones:
/// 0 * inf = 0, and a result that has no value (inf - inf, inf / inf) is -inf downward, +inf upward.
double slow_add_down(double x, double y);
double slow_add_up(double x, double y);
double slow_mul_down(double x, double y);
double slow_mul_up(double x, double y);
double slow_div_down(double x, double y);
double slow_div_up(double x, double y);
double slow_sqrt_down(double x);
double slow_sqrt_up(double x);

namespace detail {

constexpr double kTiny = 0x1p-960;
constexpr double kHuge = 0x1p+990;

inline bool at_most_huge(double x) { return std::fabs(x) <= kHuge; }
inline bool in_range(double x) { return std::fabs(x) >= kTiny && std::fabs(x) <= kHuge; }

/// value rounded to nearest, and a residual of the same sign as (exact result - value).
struct Rounded {
  double value;
  double residual;
};

inline double down(Rounded r) { return r.residual < 0 ? next_down(r.value) : r.value; }
inline double up(Rounded r) { return r.residual > 0 ? next_up(r.value) : r.value; }

/// Knuth's TwoSum. Requires: at_most_huge(x), at_most_huge(y).
inline Rounded two_sum(double x, double y) {
  const double sum = opaque(x + y);
  const double y_part = opaque(sum - x);
  const double x_part = opaque(sum - y_part);
  const double y_error = opaque(y - y_part);
  const double x_error = opaque(x - x_part);
  return {sum, opaque(x_error + y_error)};
}

/// x = head + tail with at most 26 bits each. Requires: at_most_huge(x).
inline void split(double x, double& head, double& tail) {
  const double scaled = opaque(134217729.0 * x);  // 2^27 + 1
  const double rest = opaque(scaled - x);
  head = opaque(scaled - rest);
  tail = opaque(x - head);
}

/// x y - product, by Dekker. Requires: product = fl(x y), in_range(product), at_most_huge(x),
/// at_most_huge(y).
inline double product_residual(double x, double y, double product) {
  double x_head, x_tail, y_head, y_tail;
  split(x, x_head, x_tail);
  split(y, y_head, y_tail);
  const double a = opaque(opaque(x_head * y_head) - product);
  const double b = opaque(a + opaque(x_head * y_tail));
  const double c = opaque(b + opaque(x_tail * y_head));
  return opaque(c + opaque(x_tail * y_tail));
}

inline bool sum_is_plain(double x, double y) { return at_most_huge(x) && at_most_huge(y); }

inline bool product_is_plain(double x, double y, double product) {
  return in_range(product) && at_most_huge(x) && at_most_huge(y);
}

inline bool quotient_is_plain(double x, double y, double quotient) {
  return in_range(x) && in_range(quotient) && at_most_huge(y);
}

/// Requires: quotient = fl(x / y), quotient_is_plain(x, y, quotient).
inline Rounded quotient_with_residual(double x, double y, double quotient) {
  const double product = opaque(quotient * y);
  const double error = product_residual(quotient, y, product);
  const double remainder = opaque(opaque(x - product) - error);  // = x - quotient y
  return {quotient, y < 0 ? -remainder : remainder};
}

/// Requires: root = fl(sqrt(x)), in_range(x).
inline Rounded root_with_residual(double x, double root) {
  const double square = opaque(root * root);
  const double error = product_residual(root, root, square);
  return {root, opaque(opaque(x - square) - error)};
}

}  // namespace detail

inline double add_down(double x, double y) {
  x = opaque(x), y = opaque(y);
  if (!detail::sum_is_plain(x, y)) return slow_add_down(x, y);
  return detail::down(detail::two_sum(x, y));
}

inline double add_up(double x, double y) {
  x = opaque(x), y = opaque(y);
  if (!detail::sum_is_plain(x, y)) return slow_add_up(x, y);
  return detail::up(detail::two_sum(x, y));
}

inline double sub_down(double x, double y) { return add_down(x, -y); }
inline double sub_up(double x, double y) { return add_up(x, -y); }

inline double mul_down(double x, double y) {
  x = opaque(x), y = opaque(y);
  const double product = opaque(x * y);
  if (!detail::product_is_plain(x, y, product)) return slow_mul_down(x, y);
  return detail::down({product, detail::product_residual(x, y, product)});
}

inline double mul_up(double x, double y) {
  x = opaque(x), y = opaque(y);
  const double product = opaque(x * y);
  if (!detail::product_is_plain(x, y, product)) return slow_mul_up(x, y);
  return detail::up({product, detail::product_residual(x, y, product)});
}

/// Requires: y != 0.
inline double div_down(double x, double y) {
  x = opaque(x), y = opaque(y);
  const double quotient = opaque(x / y);
  if (!detail::quotient_is_plain(x, y, quotient)) return slow_div_down(x, y);
  return detail::down(detail::quotient_with_residual(x, y, quotient));
}

/// Requires: y != 0.
inline double div_up(double x, double y) {
  x = opaque(x), y = opaque(y);
  const double quotient = opaque(x / y);
  if (!detail::quotient_is_plain(x, y, quotient)) return slow_div_up(x, y);
  return detail::up(detail::quotient_with_residual(x, y, quotient));
}

/// Requires: x >= 0.
inline double sqrt_down(double x) {
  x = opaque(x);
  if (!detail::in_range(x)) return slow_sqrt_down(x);
  return detail::down(detail::root_with_residual(x, opaque(std::sqrt(x))));
}

/// Requires: x >= 0.
inline double sqrt_up(double x) {
  x = opaque(x);
  if (!detail::in_range(x)) return slow_sqrt_up(x);
  return detail::up(detail::root_with_residual(x, opaque(std::sqrt(x))));
}

}  // namespace relugap::directed
