#pragma once

#include <span>
#include <variant>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/arith/rational.h"
#include "lib/target/evaluate.h"
#include "verify/relax/affine_form.h"
#include "verify/side.h"

namespace relugap::verify {

/// Encloses f(x) at one exact point in the interval arithmetic I. Fails: std::domain_error where a formula is not shown to be
/// defined in this arithmetic.
template <class I>
I evaluate_at(const Side& f, std::span<const Rational> x) {
  if (std::holds_alternative<Zero>(f)) return point<I>(0.0);
  std::vector<I> values;
  values.reserve(x.size());
  for (const Rational& v : x) values.push_back(point<I>(v));
  if (const auto* network = std::get_if<net::Network>(&f)) return net::evaluate(*network, values)[0];
  return target::evaluate<I>(std::get<target::Formula>(f), values);
}

/// Encloses f(x) at one exact point: in double intervals first, then in MPFR arithmetic with up to 4096 bits, until the width
/// is at most `unimportant` or about an ulp of the value.
///
/// Fails: std::domain_error where a formula is not defined.
Interval enclose_value(const Side& f, std::span<const Rational> x, double unimportant = 0);

}  // namespace relugap::verify
