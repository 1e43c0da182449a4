#pragma once

#include <cstddef>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/kernel/expand_network_tile.h"
#include "verify/norm/local_pair.h"
#include "verify/norm/power_mean.h"

namespace relugap::verify {

/// Moments of h = f - g over one box from the expansions of both sides (nullptr: the zero function).
///
/// h = A + sum_j R_j phi_j(z_j) with A affine, phi_j(z) = relu(z) - lambda_j z, z_j = affine + sum_i w_ji phi_i(z_i) + rounding.
/// Let c_i be (near) E phi_i and C_j = affine + sum_i w_ji c_i. In the norm |.| of L^2(cube), layer by layer,
///
///   |z_j - C_j| <= rounding + sum_i |w_ji| |phi_i(z_i) - c_i|,
///   |phi_i(z_i) - c_i| <= e_i + (E (phi_i(C_i) - c_i)^2)^(1/2),   e_i = max(lambda_i, 1 - lambda_i) |z_i - C_i|
///
/// (phi_i has the slopes -lambda_i and 1 - lambda_i). With P = A + sum_j R_j phi_j(C_j) and e = sum_j |R_j| e_j, |h - P| <= e, so
///
///   |E h - E P| <= e,   |E t_k h - E t_k P| <= e / sqrt 3,   |E h^2 - E P^2| <= 2 e sqrt(E P^2) + e^2,
///   E P = A_0 + sum_j R_j E phi_j(C_j),
///   E P^2 = E A^2 + 2 sum_j R_j E A phi_j + sum_j R_j^2 E phi_j^2 + sum_{i != j} R_i R_j E phi_i phi_j,
///
/// everything exact up to rounding (cube_moments.h) but the last sum, 0 <= E phi_i phi_j <= min(sup phi_i E phi_j, ...).
/// So a box whose undecided neurons do not feed each other loses nothing in E h, whatever their number.
/// Rounding: balls. Guarantees: the containments (the whole line where nothing is known, or for more than
/// kMostTerms neurons, which splitting will reduce). Without `all` only first is computed.
Moments enclose_moments(const kernel::Expansion* f, const kernel::Expansion* g, const LocalCoordinates& at,
                        bool all);

inline constexpr std::size_t kMostTerms = 96;

}  // namespace relugap::verify
