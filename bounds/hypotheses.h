#pragma once

#include <string>
#include <vector>

#include "bounds/bound.h"
#include "bounds/class.h"
#include "bounds/power_product.h"

namespace relugap::bounds {

/// L >= 3: with fewer layers no bump with bounded support exists.
Hypothesis at_least_three_layers(const NetworkClass& h);
/// N_L = 1: the theorems are about scalar functions.
Hypothesis single_output(const NetworkClass& h);
/// N_1 >= 2: the smallest bump needs two neurons.
Hypothesis two_first_neurons(const NetworkClass& h);
/// The three above, which every bump needs.
std::vector<Hypothesis> bump_hypotheses(const NetworkClass& h);

/// eps < H_max, the greatest height of a bump. Requires: L >= 3. Undecided counts as not holding.
Hypothesis below_height_cap(const NetworkClass& h, const Rational& eps);

bool all_hold(const std::vector<Hypothesis>& hypotheses);

/// "3.16227..." : the first six digits of x, for words around a number.
std::string leading_digits(const PowerProduct& x);

}  // namespace relugap::bounds
