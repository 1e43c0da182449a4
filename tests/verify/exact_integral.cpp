#include "tests/verify/exact_integral.h"

#include "lib/core/error.h"

namespace relugap::test {
namespace {

using Point = std::array<Rational, 2>;
using Polygon = std::vector<Point>;

/// The part of a convex polygon where v >= 0 (times sign); empty if it has no area.
Polygon clip(const Polygon& polygon, const Affine& v, int sign) {
  Polygon part;
  const std::size_t n = polygon.size();
  bool inside = false;
  for (std::size_t i = 0; i < n; ++i) {
    const Point &a = polygon[i], &b = polygon[(i + 1) % n];
    const Rational at_a = sign * value(v, a), at_b = sign * value(v, b);
    if (at_a >= 0) part.push_back(a);
    if (at_a > 0) inside = true;
    if ((at_a > 0 && at_b < 0) || (at_a < 0 && at_b > 0)) {
      const Rational share = at_a / (at_a - at_b);
      part.push_back({Rational(a[0] + share * (b[0] - a[0])), Rational(a[1] + share * (b[1] - a[1]))});
    }
  }
  if (!inside) part.clear();
  return part;
}

/// Calls visit with the corners and the area of each triangle.
template <class Visit>
void for_each_triangle(const Polygon& polygon, const Visit& visit) {
  for (std::size_t i = 2; i < polygon.size(); ++i) {
    const Point &a = polygon[0], &b = polygon[i - 1], &c = polygon[i];
    Rational area = ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2;
    if (area < 0) area = -area;
    visit(std::array<Point, 3>{a, b, c}, area);
  }
}

struct Region {
  Polygon polygon;
  std::vector<Affine> f, g;  ///< the activations of both networks at the layer reached
};

/// Takes one side of the regions through a network.
void pass(const net::Network& network, std::vector<Affine> Region::*side, std::vector<Region>& regions) {
  for (const net::Layer& layer : network.layers()) {
    if (const auto* relu = std::get_if<net::Relu>(&layer)) {
      for (std::size_t j = 0; j < (regions[0].*side).size(); ++j) {
        if (!relu->rectifies(j)) continue;
        std::vector<Region> next;
        for (const Region& region : regions) {
          for (const int sign : {1, -1}) {
            Region part = region;
            part.polygon = clip(region.polygon, (region.*side)[j], sign);
            // Where the neuron is zero on the whole polygon neither part has a corner inside: once is enough.
            const bool zero =
                part.polygon.empty() && sign == 1 && clip(region.polygon, (region.*side)[j], -1).empty();
            if (zero) part.polygon = region.polygon;
            if (part.polygon.empty()) continue;
            if (sign < 0 || zero) (part.*side)[j] = {0, 0, 0};
            next.push_back(std::move(part));
          }
        }
        regions = std::move(next);
      }
      continue;
    }
    for (Region& region : regions) {
      std::vector<Affine>& x = region.*side;
      std::vector<Affine> z;
      if (const auto* dense = std::get_if<net::Dense>(&layer)) {
        for (std::size_t j = 0; j < dense->rows; ++j) {
          Affine sum{exact(dense->bias[j]), 0, 0};
          for (std::size_t i = 0; i < dense->cols; ++i)
            for (std::size_t k = 0; k < 3; ++k) sum[k] += exact(dense->weight(j, i)) * x[i][k];
          z.push_back(sum);
        }
      } else {
        const auto& diagonal = std::get<net::Diagonal>(layer);
        for (std::size_t j = 0; j < diagonal.size(); ++j) {
          Affine scaled = x[j];
          for (Rational& v : scaled) v *= diagonal.scale[j];
          scaled[0] += diagonal.shift[j];
          z.push_back(scaled);
        }
      }
      x = std::move(z);
    }
  }
}

/// sum over i + j + k = p of a^i b^j c^k.
Rational complete_symmetric(const std::array<Rational, 3>& v, int p) {
  std::vector<Rational> sum(static_cast<std::size_t>(p) + 1, 0);
  sum[0] = 1;
  for (const Rational& x : v)
    for (std::size_t i = 1; i < sum.size(); ++i) sum[i] += x * sum[i - 1];
  return sum.back();
}

}  // namespace

Rational value(const Affine& v, const std::array<Rational, 2>& x) { return v[0] + v[1] * x[0] + v[2] * x[1]; }

net::Network zero_network(std::size_t inputs) {
  return {inputs, {net::Dense{1, inputs, std::vector<double>(inputs, 0.0), {0.0}}}};
}

ExactIntegral::ExactIntegral(const net::Network& f, const net::Network& g,
                             const target::RationalBox& domain) {
  const std::size_t d = domain.dimension();
  RELUGAP_CHECK((d == 1 || d == 2) && f.inputs() == d && g.inputs() == d);
  const Rational lo = d == 2 ? domain.lo[1] : Rational(0), hi = d == 2 ? domain.hi[1] : Rational(1);
  const Rational &left = domain.lo[0], &right = domain.hi[0];
  Region whole{{Point{left, lo}, Point{right, lo}, Point{right, hi}, Point{left, hi}}, {Affine{0, 1, 0}}, {}};
  if (d == 2) whole.f.push_back({0, 0, 1});
  whole.g = whole.f;
  std::vector<Region> regions{whole};
  pass(f, &Region::f, regions);
  pass(g, &Region::g, regions);
  for (Region& region : regions) {
    Affine h;
    for (std::size_t k = 0; k < 3; ++k) h[k] = region.f[0][k] - region.g[0][k];
    pieces_.push_back({std::move(region.polygon), h});
  }
}

Rational ExactIntegral::power(int p) const {
  Rational total = 0;
  for (const Piece& piece : pieces_) {
    for (const int sign : {1, -1}) {
      // int over a triangle of v^p = area 2 / ((p+1)(p+2)) sum over i+j+k = p of v_1^i v_2^j v_3^k.
      for_each_triangle(clip(piece.corners, piece.h, sign), [&](const auto& corners, const Rational& area) {
        std::array<Rational, 3> v;
        for (std::size_t i = 0; i < 3; ++i) v[i] = sign * value(piece.h, corners[i]);
        total += area * 2 / ((p + 1) * (p + 2)) * complete_symmetric(v, p);
      });
    }
  }
  return total;
}

Rational ExactIntegral::times(const Affine& v) const {
  Rational total = 0;
  for (const Piece& piece : pieces_) {
    for_each_triangle(piece.corners, [&](const auto& corners, const Rational& area) {
      Rational a = 0, b = 0, both = 0;
      for (const Point& corner : corners) {
        a += value(piece.h, corner);
        b += value(v, corner);
        both += value(piece.h, corner) * value(v, corner);
      }
      total += area / 12 * (a * b + both);
    });
  }
  return total;
}

Rational ExactIntegral::largest() const {
  Rational largest = value(pieces_.at(0).h, pieces_[0].corners.at(0));
  for (const Piece& piece : pieces_)
    for (const Point& corner : piece.corners) largest = std::max<Rational>(largest, value(piece.h, corner));
  return largest;
}

Rational ExactIntegral::smallest() const {
  Rational smallest = value(pieces_.at(0).h, pieces_[0].corners.at(0));
  for (const Piece& piece : pieces_)
    for (const Point& corner : piece.corners) smallest = std::min<Rational>(smallest, value(piece.h, corner));
  return smallest;
}

Rational ExactIntegral::square() const { return power(2); }

}  // namespace relugap::test
