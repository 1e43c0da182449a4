#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "bounds/witness/arms.h"
#include "bounds/witness/gauge_tree.h"

namespace relugap::bounds::witness {

/// n^(-1/q), which is 1 for q = inf.
double estimate_root(double n, double q);

/// (1 + t^q)^(-1/q): what a joint norm leaves to the weights of layer 2 beside a bias that is t times the largest one.
double estimate_share(double t, double q);

/// Heights of bumps in plain floating point, as multiples of c and without the factor of layers 3 to L: the bias B of
/// layer 2, which all bumps of one class share that factor with.
class HeightEstimate {
 public:
  explicit HeightEstimate(const NetworkClass& h);

  /// The arms at a centre with these sides; nothing if N_1 is too small.
  std::optional<std::vector<Arm>> arms(const std::vector<std::size_t>& coordinates,
                                       const std::vector<Side>& sides, std::size_t group) const;
  /// The gauge of the best weights at the centre, in multiples of c. Coordinates of the gauge count within J.
  Gauge gauge(const std::vector<Arm>& arms, const std::vector<std::size_t>& coordinates,
              const std::vector<double>& centre) const;
  /// The bias when the nearest sample has this distance in the gauge.
  double bias(double distance) const;
  /// The bias that Theorem 4's volume argument gives with m samples in a box of volume exp(log_volume), for a centre with
  /// these sides, all of whose sample-free neighbourhood lies in the box.
  double typical_bias(const std::vector<std::size_t>& coordinates, const std::vector<Side>& sides,
                      std::size_t group, double log_volume, double samples) const;
  /// Whether the gauge depends on the sides only, as long as |y_i| <= 1.
  bool gauge_is_constant(std::size_t group) const { return group == 1 && !joint_; }
  /// No bias exceeds this one.
  double largest() const;

 private:
  double q_, c_, n1_, n2_;
  bool joint_, copies_pay_;
};

}  // namespace relugap::bounds::witness
