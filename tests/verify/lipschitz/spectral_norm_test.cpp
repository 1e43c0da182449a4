#include "verify/lipschitz/spectral_norm.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/arith/rational.h"
#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

TEST_CASE("sound: one row has its Euclidean norm, rounded up") {
  for (int i = 0; i < scaled(500); ++i) {
    const auto n = static_cast<std::size_t>(rng().integer(1, 40));
    IntervalMatrix w{1, n, {}};
    Rational square = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double x = rng().uniform(-1, 1) * std::exp2(rng().integer(-3, 3));
      w.entries.emplace_back(x);
      square += exact(x) * exact(x);
    }
    if (rng().coin()) std::swap(w.rows, w.cols);
    const Rational bound = exact(upper_spectral_norm(w));
    REQUIRE(bound * bound >= square);
    CHECK(bound * bound <= square * (1 + exact(1e-13)));
  }
}

TEST_CASE("sound: no vector is stretched more, and the bound is within a percent of the truth") {
  for (int i = 0; i < scaled(60); ++i) {
    const auto rows = static_cast<std::size_t>(rng().integer(1, 12)),
               cols = static_cast<std::size_t>(rng().integer(1, 12));
    const double scale = rng().integer(0, 3) ? 1 : std::exp2(rng().integer(-400, 400));
    IntervalMatrix w{rows, cols, {}};
    for (std::size_t j = 0; j < rows * cols; ++j) w.entries.emplace_back(scale * rng().uniform(-1, 1));
    const Rational bound = exact(upper_spectral_norm(w));
    // The power method in doubles gives a direction; how much it is stretched is exact.
    std::vector<double> v(cols, 1.0);
    for (int step = 0; step < 300; ++step) {
      std::vector<double> image(rows, 0.0), back(cols, 0.0);
      double size = 0;
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c) image[r] += w.at(r, c).lower() / scale * v[c];
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c) back[c] += w.at(r, c).lower() / scale * image[r];
      for (const double x : back) size = std::max(size, std::fabs(x));
      if (size > 0)
        for (std::size_t c = 0; c < cols; ++c) v[c] = back[c] / size;
    }
    Rational stretched = 0, length = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      Rational sum = 0;
      for (std::size_t c = 0; c < cols; ++c) sum += exact(w.at(r, c).lower()) * exact(v[c]);
      stretched += sum * sum;
    }
    for (const double x : v) length += exact(x) * exact(x);
    REQUIRE(stretched <= bound * bound * length);
    CHECK(stretched * Rational(102, 100) >= bound * bound * length);
  }
}

TEST_CASE("contract: zero, intervals and huge matrices have valid bounds") {
  CHECK(upper_spectral_norm({2, 2, std::vector<Interval>(4, Interval(0.0))}) <= 1e-150);
  CHECK(upper_spectral_norm({1, 1, {Interval(-3.0, 2.0)}}) >= 3);
  CHECK(upper_spectral_norm({2, 2, std::vector<Interval>(4, Interval(1e308))}) >= 1.7e308);
}
