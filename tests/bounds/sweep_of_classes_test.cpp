#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

// Thousands of random classes, boxes and norms: what must hold between the theorems, and what must not change a number.

namespace relugap::bounds {
namespace {

NetworkClass random_class() {
  NetworkClass h = test::random_class({"1", "10/9", "3/2", "2", "9/4", "4", "100", "inf"});
  h.joint = rng().coin();
  return h;
}

Query random_query() {
  Query query{.goal = SamplesFor{test::random_eps()}, .digits = 6};
  if (rng().coin())
    query.goal = ErrorWith{Integer(rng().bits() >> static_cast<unsigned>(rng().integer(1, 63))) + 1};
  return query;
}

target::RationalBox random_box(std::size_t d) {
  target::RationalBox box;
  for (std::size_t k = 0; k < d; ++k) {
    const Rational a(rng().integer(-16, 15), 8);
    box.lo.push_back(a);
    box.hi.push_back(a + Rational(rng().integer(1, 16), 8));
  }
  return box;
}

/// The same numbers, up to what the enclosure of a logarithm leaves open.
void check_same(const BoundReport& a, const BoundReport& b) {
  REQUIRE(a.bounds.size() == b.bounds.size());
  for (std::size_t i = 0; i < a.bounds.size(); ++i) {
    CAPTURE(a.bounds[i].theorem);
    REQUIRE(a.bounds[i].value.has_value() == b.bounds[i].value.has_value());
    if (!a.bounds[i].value) continue;
    const Interval &x = a.bounds[i].value->log10, &y = b.bounds[i].value->log10;
    CHECK(x.lower() <= y.upper() + 1e-9);
    CHECK(y.lower() <= x.upper() + 1e-9);
  }
}

BoundReport report(const NetworkClass& h, const Query& query) { return evaluate({h, query, {}}); }

}  // namespace

TEST_CASE("no lower bound exceeds the upper bound: uniform norm and L^p, cubes and boxes, both questions") {
  for (int i = scaled(3000); i > 0; --i) {
    const NetworkClass h = random_class();
    Query query = random_query();
    if (rng().coin()) query.domain = random_box(h.dimension());
    if (rng().integer(0, 3) == 0) query.norm = parse_exponent(rng().coin() ? "1" : "5/2");
    const BoundReport answers = report(h, query);
    const Bound& upper = *answers.find("lipschitz-grid");
    if (!upper.value) continue;
    for (const Bound& b : answers.bounds) {
      if (b.kind != Kind::lower || !b.value || b.status != Status::proved) continue;
      CAPTURE(text(h.widths));
      CAPTURE(b.theorem);
      CHECK(b.value->log10.lower() <= upper.value->log10.upper());
      CHECK(parse_decimal(b.value->down) <= parse_decimal(upper.value->up));
    }
  }
}

TEST_CASE("reflected boxes and boxes with their sides in another order give the same numbers") {
  for (int i = scaled(200); i > 0; --i) {
    const NetworkClass h = random_class();
    Query query = random_query();
    query.domain = random_box(h.dimension());
    const BoundReport before = report(h, query);
    target::RationalBox& box = *query.domain;
    for (std::size_t k = 0; k < h.dimension(); ++k) {
      if (rng().coin()) continue;
      const Rational lo = box.lo[k];
      box.lo[k] = -box.hi[k];
      box.hi[k] = -lo;
    }
    std::reverse(box.lo.begin(), box.lo.end());
    std::reverse(box.hi.begin(), box.hi.end());
    check_same(before, report(h, query));
  }
}

TEST_CASE("c and eps on one scale: c times s and eps times s^L ask for the same samples below the cap") {
  // The slope is c^L times a number of the widths; s >= 1 only raises H_max / eps = c^(L-1) P / eps by 1/s, so the cap is
  // kept out of the way.
  for (int i = scaled(200); i > 0; --i) {
    NetworkClass h = test::random_class({"1", "2", "4", "inf"});
    Query query{.goal = SamplesFor{test::random_eps() / 100000}, .digits = 6};
    const BoundReport before = report(h, query);
    const Rational s(3, 2);
    Rational& eps = std::get<SamplesFor>(query.goal).eps;
    h.coefficient *= s;
    for (std::size_t l = 0; l < h.layers(); ++l) eps *= s;
    const BoundReport after = report(h, query);
    for (const char* id : {"bump-deterministic", "bump-high-probability", "lipschitz-grid"}) {
      const Bound &a = *before.find(id), &b = *after.find(id);
      if (!a.value || !b.value) continue;
      CAPTURE(id);
      CHECK(std::fabs(a.value->log10.lower() - b.value->log10.lower()) <= 1e-9);
    }
  }
}

TEST_CASE("for q <= 2 the lower bounds do not depend on the widths behind the first hidden layer") {
  for (int i = scaled(200); i > 0; --i) {
    NetworkClass h = test::random_class({"1", "3/2", "2"});
    const Query query = random_query();
    const BoundReport before = report(h, query);
    for (std::size_t l = 2; l < h.layers(); ++l)
      h.widths[l] += static_cast<std::uint64_t>(rng().integer(0, 50));
    const BoundReport after = report(h, query);
    for (const Bound& a : before.bounds) {
      if (a.kind != Kind::lower || !a.value || a.status != Status::proved) continue;
      const Bound& b = *after.find(a.theorem);
      REQUIRE(b.value.has_value());
      CAPTURE(a.theorem);
      CHECK(a.value->down == b.value->down);
    }
  }
}

}  // namespace relugap::bounds
