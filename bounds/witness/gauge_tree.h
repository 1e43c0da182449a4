#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace relugap::bounds::witness {

/// F(z) = sum_i (plus_i z_i^+ + minus_i z_i^-) + sum_g slope_g (v_g . z)^+ in plain floating point, all slopes >= 0.
struct Gauge {
  struct Cross {
    double slope;
    std::vector<std::size_t> coordinates;
    std::vector<double> signs;  // v
  };
  std::vector<double> plus, minus;
  std::vector<Cross> cross;

  /// F(x - y).
  double at(const double* x, const double* y) const;
  /// A number <= F(x - y) (up to rounding) for every x of the box.
  double over_box(const double* lo, const double* hi, const double* y) const;
};

/// A k-d tree over points that finds the nearest one in any such gauge.
///
/// Plain floating point: it tells the search where to look; heights are computed from the samples themselves.
class GaugeTree {
 public:
  /// `points`: row after row of `dimension` numbers.  Requires: at least one point.
  GaugeTree(std::vector<double> points, std::size_t dimension);

  struct Nearest {
    const double* point;
    double distance;
  };
  /// min_x F(x - y) and where it is attained.  Cost: logarithmic in few dimensions, a part of the points in many.
  Nearest nearest(const Gauge& gauge, const double* y) const;

  std::size_t dimension() const { return dimension_; }
  std::size_t size() const { return points_.size() / dimension_; }

 private:
  struct Node {
    std::uint32_t begin, end;  // points
    std::uint32_t left = 0;    // nodes; 0: a leaf
    std::uint32_t right = 0;
  };
  std::uint32_t build(std::vector<std::uint32_t>& order, const std::vector<double>& points,
                      std::uint32_t begin, std::uint32_t end);
  void visit(std::uint32_t node, double bound, const Gauge& gauge, const double* y, Nearest& best) const;
  const double* box(std::uint32_t node) const { return boxes_.data() + node * 2 * dimension_; }

  std::size_t dimension_;
  std::vector<double> points_;  // leaf after leaf
  std::vector<Node> nodes_;
  std::vector<double> boxes_;  // lo, then hi, per node
};

}  // namespace relugap::bounds::witness
