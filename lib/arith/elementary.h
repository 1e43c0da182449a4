#pragma once

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"

/// Enclosures of elementary functions, through MPFR's correctly rounded functions with directed rounding
/// (libm is not trusted). I is Interval or MpInterval.
///
/// Guarantees: the result contains f(t) for every t in x. Its ends are the exact range of f over x, rounded
/// outward once: to double for Interval, to the precision in force for MpInterval. Infinite ends of x mean
/// limits.
/// Fails: std::domain_error where the function is not defined on all of x.
namespace relugap {

Interval enclose_exp(const Interval& x);
MpInterval enclose_exp(const MpInterval& x);

/// Natural logarithm. Fails: std::domain_error unless lower(x) > 0.
Interval enclose_log(const Interval& x);
MpInterval enclose_log(const MpInterval& x);

/// Square root. Fails: std::domain_error unless lower(x) >= 0.
Interval enclose_sqrt(const Interval& x);
MpInterval enclose_sqrt(const MpInterval& x);

Interval enclose_tanh(const Interval& x);
MpInterval enclose_tanh(const MpInterval& x);

/// Sine and cosine. Which multiples of pi/2 lie in x is decided rigorously at any size of argument (for an
/// MpInterval with an end beyond 2^65536 the answer is [-1, 1]).
Interval enclose_sin(const Interval& x);
MpInterval enclose_sin(const MpInterval& x);
Interval enclose_cos(const Interval& x);
MpInterval enclose_cos(const MpInterval& x);

/// Tangent. Fails: std::domain_error if a pole may lie in x.
Interval enclose_tan(const Interval& x);
MpInterval enclose_tan(const MpInterval& x);

/// x^n for an integer n, with t^0 = 1. Fails: std::domain_error if n < 0 and x contains 0.
Interval enclose_pow(const Interval& x, int n);
MpInterval enclose_pow(const MpInterval& x, int n);

/// x^y for real y. Fails: std::domain_error unless lower(x) > 0.
MpInterval enclose_pow(const MpInterval& x, const MpInterval& y);

/// Gamma(x). Fails: std::domain_error unless lower(x) > 0.
MpInterval enclose_gamma(const MpInterval& x);

/// pi. Boost's own constant for a user-defined number type is [3, 4].
template <class I>
I enclose_pi();
template <>
Interval enclose_pi<Interval>();
template <>
MpInterval enclose_pi<MpInterval>();

}  // namespace relugap
