#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bounds/class.h"

namespace relugap::bounds::witness {

/// Neurons rho(a v . (x - y)) of a first layer, `copies` equal ones; v has the given signs in the given input coordinates.
struct Arm {
  struct Term {
    std::size_t coordinate;
    int sign;
  };
  std::vector<Term> terms;
  std::uint64_t copies = 1;
  std::size_t unit = 0;  ///< arms of one unit share the coordinates of the unit
};

/// Where the centre lies in one coordinate: at an end of the domain one arm is enough, because no sample lies behind it.
enum class Side { interior, low_end, high_end };

/// The arms of a bump around a centre with these sides in the coordinates J (in increasing order):
///
///   at an end     one arm, pointing into the domain;
///   interior      units of `group` coordinates each (the last one may be smaller): a unit of one coordinate has the two
///                 arms of design C, a larger one the arms e_i x_i, e alternating, and -sum e_i x_i of designs S and G.
///
/// For q > 2 the n_1 neurons are shared out evenly, for q <= 2 every arm has one copy. Returns nothing if n_1 is too small.
std::optional<std::vector<Arm>> arms_at(const std::vector<std::size_t>& coordinates,
                                        const std::vector<Side>& sides, std::size_t group, std::uint64_t n1,
                                        bool copies_pay);

/// Weights of the neurons of one arm, in multiples of c: `in` times v in layer 1, `out` from each copy into layer 2.
struct ArmWeights {
  double in, out;
};

/// The best weights, up to rounding, for which layers 1 and 2 have norms at most c = 1 (n_2 equal neurons in layer 2).
///
/// With bias[k] = |v_k . y|, D_k = max{|v_k|_1, bias^q} (joint norm: |v_k|_1 + bias^q) and slopes P_k = copies in out in
/// given ratios p_k, Cauchy-Schwarz gives  P_k = p_k [n_2^(-1/2) / sum_k sqrt(D_k) copies^(1-q/2) p_k^(q/2)]^(2/q)  with
/// copies D_k in^q proportional to copies out^q; q = inf: in = 1/max{1, bias}, out = 1. [docs/theorems.md, Theorem 13]
/// Plain floating point: the network made from them is verified.
std::vector<ArmWeights> estimate_weights(const std::vector<Arm>& arms, const std::vector<double>& bias,
                                         double q, bool joint, double n2);

/// Whether copies of neurons increase slopes: q > 2.
bool copies_pay(const NetworkClass& h);

/// q as a double, infinity included, for estimates.
double estimate_exponent(const NetworkClass& h);

}  // namespace relugap::bounds::witness
