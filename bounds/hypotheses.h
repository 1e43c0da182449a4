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
/// The text shows the number H_max if `digits` is kDigits.
Hypothesis below_height_cap(const NetworkClass& h, const Rational& eps, int digits = kDigits);

/// Adds "the error is uniform" as a violated hypothesis if the query asks for an L^p error with p < inf.
void require_uniform_norm(Bound& bound, const Query& query);

/// Whether the domain is [a,a+1]^d with -1 <= a <= 0.
bool is_unit_cube(const Query& query);

/// Adds "the domain is [a,a+1]^d, -1 <= a <= 0" as a violated hypothesis if the query has another box.
/// What is proved on [0,1]^d holds on these cubes [docs/theorems.md, section 1].
void require_unit_cube(Bound& bound, const Query& query);

/// Adds "the domain has a side of positive length" as a violated hypothesis if it is a point.
void require_some_length(Bound& bound, const Query& query);

/// Adds "the domain is [0,1]^d" as a violated hypothesis if it is not.
void require_zero_one_cube(Bound& bound, const Query& query);

bool all_hold(const std::vector<Hypothesis>& hypotheses);

/// "3.16227..." : the first six digits of x, for words around a number.
std::string leading_digits(const PowerProduct& x);

}  // namespace relugap::bounds
