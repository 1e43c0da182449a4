#include "bounds/witness/gauge_tree.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/random.h"

namespace relugap::bounds::witness {
namespace {

TEST_CASE(
    "the nearest point in a random gauge is found, also among equal points and for gauges that miss "
    "directions") {
  for (int k = 0; k < scaled(200); ++k) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 5)),
                      m = static_cast<std::size_t>(rng().integer(1, 300));
    std::vector<double> points;
    const bool coarse = rng().coin();
    for (std::size_t i = 0; i < m * d; ++i)
      points.push_back(coarse ? rng().integer(0, 3) : rng().uniform(0, 3));
    Gauge gauge;
    for (std::size_t i = 0; i < d; ++i) {
      gauge.plus.push_back(rng().coin() ? rng().uniform(0, 2) : 0);
      gauge.minus.push_back(rng().coin() ? rng().uniform(0, 2) : 0);
    }
    if (rng().coin()) {
      Gauge::Cross cross{rng().uniform(0, 2), {}, {}};
      for (std::size_t i = 0; i < d; ++i)
        if (rng().coin()) {
          cross.coordinates.push_back(i);
          cross.signs.push_back(rng().coin() ? 1 : -1);
        }
      gauge.cross.push_back(cross);
    }
    const GaugeTree tree(points, d);
    for (int n = 0; n < 10; ++n) {
      std::vector<double> y;
      for (std::size_t i = 0; i < d; ++i) y.push_back(rng().uniform(-1, 4));
      double least = gauge.at(points.data(), y.data());
      for (std::size_t j = 1; j < m; ++j) least = std::min(least, gauge.at(points.data() + j * d, y.data()));
      const GaugeTree::Nearest found = tree.nearest(gauge, y.data());
      CHECK(found.distance == gauge.at(found.point, y.data()));
      CHECK(found.distance <= least * (1 + 1e-12) + 1e-15);
    }
  }
}

}  // namespace
}  // namespace relugap::bounds::witness
