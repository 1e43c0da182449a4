#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/net/network.h"
#include "lib/target/domain.h"
#include "verify/relax/affine_form.h"
#include "verify/side.h"

namespace relugap::test {

/// Dense and ReLU layers of these widths, entries from `number`; with diagonals, now and then a Diagonal of fractions in
/// between and activations that leave some coordinates alone.
net::Network random_net(const std::vector<std::size_t>& widths, const std::function<double()>& number,
                        bool diagonals = false);

/// d inputs, then blocks h + A max(0, h), h of this width, then LeakyReLU with slope alpha and one output.
net::Network random_residual_net(std::size_t d, std::size_t width, int blocks, const Rational& alpha,
                                 const std::function<double()>& number);

/// A formula of rational operations (+ - * / by positive sums of squares, powers, abs, min, max): exact in rationals.
std::string random_rational_formula(std::size_t dimension, int depth);

/// f(x) in exact rationals. Requires: a formula without transcendental functions.
Rational exact_value(const verify::Side& f, const std::vector<Rational>& x);

/// |f(x) - g(x)| in exact rationals. Requires: formulas without transcendental functions.
Rational exact_difference(const verify::Side& f, const verify::Side& g, const std::vector<Rational>& x);

/// A point of the box: corners, faces, middle, fractions, doubles.
std::vector<Rational> random_point(const target::RationalBox& box);

/// The same box in exact ends.
target::RationalBox to_rational(const verify::CentredBox& box);

}  // namespace relugap::test
