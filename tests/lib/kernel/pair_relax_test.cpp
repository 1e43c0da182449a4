#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "lib/kernel/enclose_pair_tile.h"
#include "lib/kernel/roundoff.h"
#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// l_f <= z + delta <= u_f, l <= z <= u, a <= delta <= b, in this order; some (z, delta) lies in it.
using Ranges = std::array<double, 6>;

double size_of(int kind) {
  switch (kind) {
    case 0:
      return rng().uniform(0, 1);
    case 1:
      return std::exp2(rng().uniform(-1074, 900));
    case 2:
      return Rounding<double>::kEta * rng().integer(0, 9);
    default:
      return std::exp2(rng().integer(-60, 2)) * rng().uniform(1, 2);
  }
}

/// A range around x, which may be one of its ends.
void around(double x, int kind, double& lower, double& upper) {
  lower = rng().integer(0, 5) == 0 ? x : x - size_of(kind);
  upper = rng().integer(0, 5) == 0 ? x : x + size_of(kind);
}

/// Ranges of all kinds around a point: of one size, of sizes far apart, of a few subnormals.
Ranges random_ranges() {
  const int kind = rng().integer(0, 3), kind_delta = rng().integer(0, 2) == 0 ? rng().integer(0, 3) : kind;
  const double z = rng().integer(0, 3) == 0 ? 0.0 : (rng().coin() ? 1 : -1) * size_of(kind);
  const double delta = rng().integer(0, 3) == 0 ? 0.0 : (rng().coin() ? 1 : -1) * size_of(kind_delta);
  Ranges r{};
  around(z, kind, r[2], r[3]);
  around(delta, kind_delta, r[4], r[5]);
  // What the other two say, rounded outward, and sometimes more.
  around(z + delta, kind, r[0], r[1]);
  r[0] = std::nextafter(r[0], -INFINITY);
  r[1] = std::nextafter(r[1], INFINITY);
  if (rng().coin()) {
    r[0] = std::nextafter(r[2] + r[4], -INFINITY);
    r[1] = std::nextafter(r[3] + r[5], INFINITY);
  }
  return r;
}

Rational relu(const Rational& w) { return w > 0 ? w : Rational(0); }

/// Where z = 0 and z + delta = 0 cut the region, and its corners: D is linear in between, so a line that holds at these
/// points holds everywhere.
std::vector<std::array<Rational, 2>> extreme_points(const Ranges& r) {
  const Rational l_f = exact(r[0]), u_f = exact(r[1]), l = exact(r[2]), u = exact(r[3]), a = exact(r[4]),
                 b = exact(r[5]);
  std::vector<std::array<Rational, 2>> points;
  const auto add = [&](const Rational& z, const Rational& delta) {
    const Rational w = z + delta;
    if (l <= z && z <= u && a <= delta && delta <= b && l_f <= w && w <= u_f) points.push_back({z, delta});
  };
  for (const Rational& z : {l, u, Rational(0)}) {
    for (const Rational& delta : {a, b}) add(z, delta);
    for (const Rational& w : {l_f, u_f, Rational(0)}) add(z, w - z);
  }
  for (const Rational& delta : {a, b})
    for (const Rational& w : {l_f, u_f, Rational(0)}) add(w - delta, delta);
  return points;
}

/// f = g and one neuron of each: all that the lines ask for is the rounding.
struct Pair {
  TileNetwork g = random_network({1, 1, 1}, [] { return 1.0; });
  PairNetwork network = *PairNetwork::make(g, g);
};

}  // namespace

TEST_CASE(
    "sound: the lines of relu(z + delta) - relu(z) hold at the corners of its region and of its pieces, on "
    "every instruction set") {
  const Pair pair;
  std::array<int, 4> chosen{};  // APART or none, MIXED, STEEP, FLAT
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    AlignedVector ranges(6 * kLanes), lines(kPairLines * kLanes);
    for (int i = 0; i < scaled(400); ++i) {
      std::array<Ranges, kLanes> all;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        all[lane] = random_ranges();
        for (std::size_t k = 0; k < 6; ++k) ranges[k * kLanes + lane] = all[lane][k];
      }
      relax_pair_ranges(pair.network, ranges, rng().coin() ? 0.0 : rng().uniform(0, 2), lines);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const auto line = [&](PairLine which) { return exact(lines[which * kLanes + lane]); };
        REQUIRE(line(kAboveOffset) >= 0);
        REQUIRE(line(kBelowOffset) >= 0);
        for (const PairLine which : {kAboveDelta, kBelowDelta}) {
          REQUIRE(line(which) >= 0);
          REQUIRE(line(which) <= 1);
          const Rational on_z = line(which == kAboveDelta ? kAboveZ : kBelowZ);
          ++chosen[on_z == 0          ? (line(which) > 0 && line(which) < 1 ? 1 : 0)
                   : line(which) == 1 ? 2
                   : line(which) == 0 ? 3
                                      : 0];
        }
        for (std::size_t k = 0; k < 6; ++k) CAPTURE(all[lane][k]);
        CAPTURE(lane);
        for (const auto& [z, delta] : extreme_points(all[lane])) {
          const Rational difference = relu(z + delta) - relu(z);
          REQUIRE(difference <= line(kAboveDelta) * delta + line(kAboveZ) * z + line(kAboveOffset));
          REQUIRE(difference >= line(kBelowDelta) * delta + line(kBelowZ) * z - line(kBelowOffset));
          REQUIRE(relu(z) <= line(kUpperSlope) * z + line(kUpperOffset));
          REQUIRE(relu(z) >= line(kLowerSlope) * z);
        }
      }
    }
  });
  for (const int times : chosen) CHECK(times > scaled(100));
}

TEST_CASE(
    "tight: lines where one of the two neurons may change sign are no worse than the widest that holds") {
  const Pair pair;
  AlignedVector ranges(6 * kLanes), lines(kPairLines * kLanes);
  for (int i = 0; i < scaled(100); ++i) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double l = -rng().uniform(0.1, 1), u = rng().uniform(0.1, 1), a = -rng().uniform(0, 0.1),
                   b = rng().uniform(0, 0.1);
      const Ranges r{l + a, u + b, l, u, a, b};
      for (std::size_t k = 0; k < 6; ++k) ranges[k * kLanes + lane] = r[k];
    }
    relax_pair_ranges(pair.network, ranges, 0.0, lines);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const auto at = [&](std::size_t k) { return ranges[k * kLanes + lane]; };
      const auto line = [&](PairLine which) { return lines[which * kLanes + lane]; };
      const double z = (at(2) + at(3)) / 2, delta = (at(4) + at(5)) / 2;
      const double above = line(kAboveDelta) * delta + line(kAboveZ) * z + line(kAboveOffset);
      const double below = line(kBelowDelta) * delta + line(kBelowZ) * z - line(kBelowOffset);
      // MIXED at the middle: lambda delta + b+ a- / (b+ + a-), the same with the signs turned from below.
      const double product = at(5) * -at(4) / (at(5) - at(4));
      CHECK(above <= at(5) / (at(5) - at(4)) * delta + product + 1e-15);
      CHECK(below >= -at(4) / (at(5) - at(4)) * delta - product - 1e-15);
    }
  }
}
