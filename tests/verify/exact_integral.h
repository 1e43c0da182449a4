#pragma once

#include <array>
#include <functional>
#include <vector>

#include "lib/net/network.h"
#include "lib/target/domain.h"

namespace relugap::test {

/// An affine function v_0 + v_1 x_1 + v_2 x_2 with exact coefficients.
using Affine = std::array<Rational, 3>;

/// Integrals over a box of R^1 or R^2 of h = f - g for two networks, in exact rationals.
///
/// The box (in one dimension times [0,1]) is cut along the lines where a neuron of f or g changes sign, so that h is affine
/// on every convex polygon, and the polygons into triangles, where |h|^p (cut where h changes sign) and products of affine
/// functions have closed forms.
class ExactIntegral {
 public:
  /// Requires: both networks have domain.dimension() inputs, 1 or 2, and one output.
  ExactIntegral(const net::Network& f, const net::Network& g, const target::RationalBox& domain);

  /// int |h|^p.
  Rational power(int p) const;
  /// int h v for an affine function v of x.
  Rational times(const Affine& v) const;
  /// int h^2.
  Rational square() const;
  /// max h and min h: an affine function has them at corners.
  Rational largest() const;
  Rational smallest() const;
  std::size_t pieces() const { return pieces_.size(); }

 private:
  using Point = std::array<Rational, 2>;
  struct Piece {
    std::vector<Point> corners;  ///< of a convex polygon, in order
    Affine h;
  };
  std::vector<Piece> pieces_;
};

/// v at x (x_2 = 0 in one dimension).
Rational value(const Affine& v, const std::array<Rational, 2>& x);

/// The network 0 on R^d.
net::Network zero_network(std::size_t inputs);

}  // namespace relugap::test
