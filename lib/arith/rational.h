#pragma once

#include <boost/multiprecision/gmp.hpp>

namespace relugap {

/// Exact fractions and integers (GMP). Their operators build expression templates: name the type, not `auto`.
using Rational = boost::multiprecision::mpq_rational;
using Integer = boost::multiprecision::mpz_int;

/// The value of x, exactly. Requires: x finite.
Rational exact(double x);

/// The largest double <= r; -inf if r is below all finite ones. Exact for subnormal results too. Never -0.
double round_down(const Rational& r);

/// The smallest double >= r; +inf if r is above all finite ones. Exact for subnormal results too. Never -0.
double round_up(const Rational& r);

}  // namespace relugap
