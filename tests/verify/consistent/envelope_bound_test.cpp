#include "verify/consistent/envelope_bound.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "tests/support/random.h"
#include "tests/verify/consistent/sample_data.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

CentredBox random_box(std::size_t d) {
  CentredBox box;
  for (std::size_t k = 0; k < d; ++k) {
    box.centre.push_back(rng().uniform(-1, 1));
    box.radius.push_back(rng().integer(0, 9) == 0 ? 0.0 : std::exp2(rng().integer(-30, 0)));
  }
  return box;
}

}  // namespace

TEST_CASE("sound: no point of the box has a larger envelope plus affine function, for every norm") {
  for (int i = 0; i < scaled(60); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 4));
    SampleData data = random_samples(cube(d, -1, 1), static_cast<std::size_t>(rng().integer(1, 60)));
    if (rng().coin()) data.at_zero = Rational(rng().integer(1, 9));
    const ConeSet cones(data.knowledge());
    const ConeTree tree(cones);
    EnvelopeBound bound(cones, tree);
    CentredBox box = random_box(d);
    // Often about a sample, where a cone has its tip.
    if (rng().coin())
      for (std::size_t k = 0; k < d; ++k) box.centre[k] = cones.apex(0)[k];
    std::vector<double> slope(d);
    for (double& s : slope) s = rng().coin() ? 0.0 : rng().uniform(-1, 1);
    const double constant = rng().uniform(-1, 1);
    for (const Sign sign : kSigns) {
      const EnvelopeMaximum found =
          bound.maximum(box, {constant, slope}, sign, rng().coin() ? rng().uniform(0, 3) : -1.0);
      for (int j = 0; j < 6; ++j) {
        std::vector<Rational> t, x;
        Rational affine = exact(constant);
        for (std::size_t k = 0; k < d; ++k) {
          t.push_back(j == 0         ? exact(found.t[k])
                      : rng().coin() ? Rational(rng().integer(-1, 1))
                                     : exact(rng().uniform(-1, 1)));
          x.push_back(exact(box.centre[k]) + exact(box.radius[k]) * t[k]);
          affine += exact(slope[k]) * t[k];
        }
        const PrecisionScope scope(200);
        const MpInterval value = data.envelope(x, sign) + enclose_mp(affine);
        REQUIRE(MpFloat(found.upper) >= value.lower());
        // The minimum over all cones at a point is proved as well.
        std::vector<double> lo, hi;
        for (const Rational& v : x) {
          lo.push_back(round_down(v));
          hi.push_back(round_up(v));
        }
        const MpInterval envelope = data.envelope(x, sign);
        const double lower = tree.lower_envelope(lo, hi, sign);
        REQUIRE(MpFloat(lower) <= envelope.upper());
        CHECK(lower >= to_interval(envelope).lower() - 1e-11);
      }
    }
  }
}

TEST_CASE(
    "tight: between samples on opposite sides the bound exceeds the envelope by the square of the box") {
  for (const std::optional<Rational>& p :
       {std::optional<Rational>(1), std::optional<Rational>(2), std::optional<Rational>(Rational(3, 2)),
        std::optional<Rational>()}) {
    SampleData data;
    data.p = p;
    data.points = {{0, 0}, {1, Rational(1, 10)}, {Rational(2, 5), 1}, {Rational(3, 5), Rational(-4, 5)}};
    data.labels = {0, 0, 0, 0};
    const ConeSet cones(data.knowledge());
    const ConeTree tree(cones);
    EnvelopeBound bound(cones, tree);
    const std::vector<double> slope{0, 0};
    // A point where the envelope is large, by a coarse grid.
    std::vector<double> top(2);
    double largest = 0;
    for (int i = 0; i <= 40; ++i)
      for (int j = -32; j <= 40; ++j) {
        const std::vector<double> x{i / 40.0, j / 40.0};
        const double value = tree.lower_envelope(x, x, Sign::Above);
        if (value > largest) {
          largest = value;
          top = x;
        }
      }
    for (const double radius : {1e-2, 1e-3}) {
      const CentredBox box{top, {radius, radius}};
      const double upper = bound.maximum(box, {0, slope}, Sign::Above, 0).upper;
      double inside = 0;
      for (int i = -8; i <= 8; ++i)
        for (int j = -8; j <= 8; ++j) {
          const std::vector<double> x{top[0] + radius * i / 8, top[1] + radius * j / 8};
          inside = std::max(inside, tree.lower_envelope(x, x, Sign::Above));
        }
      CHECK(upper >= inside - 1e-12);
      CHECK(upper - inside <= 0.1 * radius + 20 * radius * radius);
    }
  }
}

TEST_CASE("sound: the minimum over many cones is that of all of them, wherever the tree branches") {
  for (int i = 0; i < scaled(30); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 3));
    SampleData data = random_samples(cube(d, -1, 1), 400);
    data.p = rng().coin() ? std::optional<Rational>(1) : std::nullopt;
    // Labels that the points do not determine; of equal points only the first counts.
    std::map<std::vector<Rational>, Rational> first;
    for (std::size_t j = 0; j < data.points.size(); ++j)
      data.labels[j] = first
                           .try_emplace(data.points[j],
                                        data.labels[j] + 10 + data.lipschitz * exact(rng().uniform(0, 0.5)))
                           .first->second;
    const ConeSet cones(data.knowledge());
    const ConeTree tree(cones);
    for (int j = 0; j < 8; ++j) {
      const std::vector<Rational> x = random_point(cube(d, -1, 1));
      std::vector<double> lo, hi;
      for (const Rational& v : x) {
        lo.push_back(round_down(v));
        hi.push_back(round_up(v));
      }
      for (const Sign sign : kSigns) {
        const Interval envelope = to_interval(data.envelope(x, sign));
        const double lower = tree.lower_envelope(lo, hi, sign);
        REQUIRE(lower <= envelope.upper());
        CHECK(lower >= envelope.lower() - 1e-11);
      }
    }
  }
}
