#pragma once

#include <cstddef>
#include <memory>

#include "verify/relax/tile_pair.h"
#include "verify/side.h"

namespace relugap::verify {

/// Bounds of h = f - g where at least one side is a formula and the other one a formula, a network or zero: a Taylor model of
/// the formulas' difference (taylor_formula.h, target::difference), plus the linear bounds of the network.
///
///   s h(t) <= p(t) + error + constant + sum_k slope_k t_k   on [-1,1]^d,
///
/// and the polynomial on the right is bounded as a whole (polynomial_bound.h). So formulas against formulas converge with the
/// order of the model in one dimension and to third order in others, and where the network is affine its slopes cancel with
/// those of the formula. Where no Taylor model can be had, or the box is so wide that it says little, the affine enclosure of
/// the same difference (formula_form.h) takes its place.
/// Rounding: polynomial and network are added in double; each sum errs by u times its value, which joins the error; the
/// constants are added upward.
/// The linear bounds that `enclose` gives have slopes 0: all is in the constant.
/// Nothing for other sides, or too many dimensions (taylor_order).
std::unique_ptr<TilePair> make_formula_pair(const Side& f, const Side& g, std::size_t dimension);

}  // namespace relugap::verify
