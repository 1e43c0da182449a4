#include "verify/norm/power_mean.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "lib/arith/elementary.h"
#include "lib/arith/mp_interval.h"
#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

/// A continuous function on [-1,1], affine between its knots.
struct Polyline {
  std::vector<Rational> t, value;
};

Polyline random_polyline(double offset) {
  Polyline h;
  std::vector<double> knots{-1, 1};
  for (int i = rng().integer(0, 4); i > 0; --i) knots.push_back(rng().uniform(-1, 1));
  std::sort(knots.begin(), knots.end());
  for (const double t : knots) {
    h.t.push_back(exact(t));
    h.value.push_back(exact(rng().uniform(-1, 1) + offset));
  }
  return h;
}

/// Affine bounds of h with random slopes, as tight as their constants can be in double.
AffinePair bounds(const Polyline& h) {
  AffinePair pair;
  pair.lower_slope = {rng().uniform(-1, 1)};
  pair.upper_slope = {rng().coin() ? pair.lower_slope[0] : rng().uniform(-1, 1)};
  Rational lower = h.value[0] - exact(pair.lower_slope[0]) * h.t[0],
           upper = h.value[0] - exact(pair.upper_slope[0]) * h.t[0];
  for (std::size_t i = 0; i < h.t.size(); ++i) {
    lower = std::min<Rational>(lower, h.value[i] - exact(pair.lower_slope[0]) * h.t[i]);
    upper = std::max<Rational>(upper, h.value[i] - exact(pair.upper_slope[0]) * h.t[i]);
  }
  pair.lower = round_down(lower);
  pair.upper = round_up(upper);
  return pair;
}

/// E h, E t h, E h^2 for t uniform on [-1,1] (Simpson's rule is exact on every piece).
struct ExactMoments {
  Rational first = 0, with = 0, second = 0;
};
ExactMoments exact_moments(const Polyline& h) {
  ExactMoments m;
  for (std::size_t i = 0; i + 1 < h.t.size(); ++i) {
    const Rational width = h.t[i + 1] - h.t[i];
    for (int k = 0; k <= 2; ++k) {
      const Rational weight = width / 12 * (k == 1 ? 4 : 1), t = h.t[i] + width * k / 2,
                     v = h.value[i] + (h.value[i + 1] - h.value[i]) * k / 2;
      m.first += weight * v;
      m.with += weight * t * v;
      m.second += weight * v * v;
    }
  }
  return m;
}

/// The moments as enclosures of a random width.
Moments enclosed(const ExactMoments& exact_values) {
  const double width = rng().coin() ? 0.0 : std::exp2(rng().integer(-50, -3));
  const auto around = [&](const Rational& x) {
    return Interval(round_down(x - exact(width)), round_up(x + exact(width)));
  };
  Moments moments;
  moments.first = around(exact_values.first);
  moments.second = around(exact_values.second);
  moments.with_coordinate = {ball(around(exact_values.with))};
  return moments;
}

/// v^(p+1) for v >= 0.
MpInterval raised(const Rational& v, const Rational& p) {
  if (v == 0) return enclose_mp(0.0);
  return enclose_pow(enclose_mp(v), enclose_mp(Rational(p + 1)));
}

/// E |h|^p to 300 bits: between knots of values a and b the integral of |.|^p is width (F(b) - F(a)) / (b - a),
/// F(v) = sgn(v) |v|^(p+1) / (p+1).
MpInterval exact_power_mean(const Polyline& h, const Rational& p) {
  const auto antiderivative = [&](const Rational& v) {
    const MpInterval size = raised(v < 0 ? Rational(-v) : v, p) / enclose_mp(Rational(p + 1));
    return v < 0 ? MpInterval(-size) : size;
  };
  MpInterval total = enclose_mp(0.0);
  for (std::size_t i = 0; i + 1 < h.t.size(); ++i) {
    const Rational width = (h.t[i + 1] - h.t[i]) / 2;
    const Rational &a = h.value[i], &b = h.value[i + 1];
    if (a == b) {
      total += enclose_mp(width) * raised(a < 0 ? Rational(-a) : a, Rational(p - 1));
    } else {
      total += enclose_mp(width) * (antiderivative(b) - antiderivative(a)) / enclose_mp(Rational(b - a));
    }
  }
  return total;
}

const Rational kExponents[] = {1,
                               2,
                               3,
                               4,
                               Rational(3, 2),
                               Rational(11, 10),
                               Rational(5, 2),
                               Rational(7, 2),
                               Rational(9, 2),
                               7,
                               Rational("1000000001/1000000000")};

void check_polyline(const Polyline& h) {
  const AffinePair pair = bounds(h);
  const Moments known = enclosed(exact_moments(h));
  for (const Rational& p : kExponents) {
    CAPTURE(p.str());
    const MpInterval value = exact_power_mean(h, p);
    for (const Moments& moments : {known, Moments{}}) {
      const Interval mean = enclose_power_mean(pair, moments, p);
      REQUIRE(mean.lower() >= 0);
      REQUIRE(mean.lower() <= value.upper());
      REQUIRE(value.lower() <= mean.upper());
    }
  }
}

}  // namespace

TEST_CASE("sound: means of powers of functions that change sign, with and without moments") {
  const PrecisionScope scope(300);
  for (int i = 0; i < scaled(400); ++i) check_polyline(random_polyline(0));
}

TEST_CASE("sound: means of powers of functions of one sign") {
  const PrecisionScope scope(300);
  for (int i = 0; i < scaled(300); ++i) check_polyline(random_polyline(rng().coin() ? 2.5 : -2.5));
  for (int i = 0; i < scaled(100); ++i) check_polyline(random_polyline(20));
}

TEST_CASE("sound: functions of all sizes") {
  const PrecisionScope scope(300);
  for (int i = 0; i < scaled(200); ++i) {
    Polyline h = random_polyline(rng().coin() ? 0 : 3);
    const Rational size = exact(std::exp2(rng().integer(-350, 350)));
    for (Rational& v : h.value) v *= size;
    AffinePair pair;
    pair.lower_slope = pair.upper_slope = {0.0};
    pair.lower = round_down(*std::min_element(h.value.begin(), h.value.end()));
    pair.upper = round_up(*std::max_element(h.value.begin(), h.value.end()));
    const Moments known = enclosed(exact_moments(h));
    for (const Rational& p : kExponents) {
      const MpInterval value = exact_power_mean(h, p);
      for (const Moments& moments : {known, Moments{}}) {
        const Interval mean = enclose_power_mean(pair, moments, p);
        REQUIRE(mean.lower() <= value.upper());
        REQUIRE(value.lower() <= mean.upper());
      }
    }
  }
}

TEST_CASE("sound: the least and the greatest doubles as bounds") {
  const double values[] = {0.0, 4.9e-324, 1e-310, 1e-160, 1.0, 1e160, 1.7e308};
  for (const double a : values) {
    for (const double b : values) {
      for (const double low : {a, -a}) {
        if (low > b) continue;
        // h runs from low to b linearly: the pair is exact.
        const Polyline h{{-1, 1}, {exact(low), exact(b)}};
        AffinePair pair{low, b, {0.0}, {0.0}};
        const PrecisionScope scope(300);
        for (const Rational& p : kExponents) {
          const MpInterval value = exact_power_mean(h, p);
          const Interval mean = enclose_power_mean(pair, {}, p);
          REQUIRE(mean.lower() <= value.upper());
          REQUIRE(value.lower() <= mean.upper());
        }
      }
    }
  }
}

TEST_CASE("sound: the moments decide where the affine bounds are far off") {
  const PrecisionScope scope(300);
  for (int i = 0; i < scaled(300); ++i) {
    // Nearly affine, of either sign: the tail and r of the argument are what is left.
    Polyline h = random_polyline(0);
    const double slope = rng().uniform(-1, 1), constant = rng().uniform(-1, 1),
                 small = std::exp2(rng().integer(-30, -3));
    for (std::size_t k = 0; k < h.t.size(); ++k)
      h.value[k] = exact(constant) + exact(slope) * h.t[k] + exact(small) * h.value[k];
    check_polyline(h);
  }
}

TEST_CASE("tight: affine functions have the exact mean of |h| and h^2") {
  // E |t| = 1/2, E t^2 = 1/3.
  const AffinePair t{0.0, 0.0, {1.0}, {1.0}};
  const Interval one = enclose_power_mean(t, {}, 1), two = enclose_power_mean(t, {}, 2);
  CHECK(one.lower() >= 0.5 - 1e-14);
  CHECK(one.upper() <= 0.5 + 1e-14);
  CHECK(two.upper() - two.lower() <= 1e-14);
  CHECK(contains(two, Rational(1, 3)));
}

TEST_CASE("contract: nothing known of h, and constants") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Rational& p : kExponents) {
    const Interval unknown = enclose_power_mean({-infinity, infinity, {0.0}, {0.0}}, {}, p);
    CHECK(unknown.lower() == 0);
    CHECK(unknown.upper() == infinity);
    CHECK(contains(enclose_power_mean({1, 1, {0.0}, {0.0}}, {}, p), 1));
    const Interval zero = enclose_power_mean({0, 0, {0.0}, {0.0}}, {}, p);
    CHECK(zero.lower() == 0);
    CHECK(zero.upper() == 0);
    CHECK(contains(enclose_power_mean({-1, -1, {0.0, 0.0}, {0.0, 0.0}}, {}, p), 1));
  }
}

TEST_CASE("contract: powers of intervals contain the powers of their ends") {
  for (const char* text : {"1/3", "1/2", "2/3", "3/2", "5", "64", "65", "1000", "1000001/3"}) {
    const Rational e(text);
    for (const double x : {0.0, 4.9e-324, 1e-300, 0.5, 1.0, 2.0, 1e300}) {
      const Interval y = enclose_power(Interval(x), e);
      const PrecisionScope scope(200);
      const MpInterval value = x == 0 ? enclose_mp(0.0) : enclose_pow(enclose_mp(x), enclose_mp(e));
      CHECK(y.lower() <= value.upper());
      CHECK(value.lower() <= y.upper());
    }
  }
}
