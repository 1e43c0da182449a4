#include "bounds/witness/witness.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "bounds/membership.h"
#include "bounds/theorems/bump_deterministic.h"
#include "bounds/witness/build.h"
#include "bounds/witness/covering.h"
#include "bounds/witness/points.h"
#include "bounds/witness/random.h"
#include "bounds/witness/verify.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/net/onnx_reader.h"
#include "lib/net/onnx_writer.h"
#include "tests/bounds/witness/cases.h"
#include "tests/support/random.h"

namespace relugap::bounds::witness {
namespace {

TEST_CASE(
    "witnesses of random classes lie in them, vanish on the samples and have their height, in exact "
    "arithmetic") {
  int built = 0;
  for (int k = 0; k < scaled(150); ++k) {
    const NetworkClass h = test::random_class();
    const Rational lo(rng().integer(-6, 0), 2);
    const target::RationalBox box = test::cube(h.dimension(), lo, lo + Rational(rng().integer(1, 8), 3));
    const samples::SampleSet samples = test::random_samples(box, 40);
    CAPTURE(text(h.widths));
    CAPTURE(h.q.text());
    CAPTURE(text(h.coefficient));
    CAPTURE(h.joint);
    const auto witness = find_witness(h, samples, box, {static_cast<std::uint64_t>(k), 32, 1, {}});
    if (!witness) continue;
    ++built;
    const net::Network u = net::parse_onnx(net::to_onnx(witness->network), "written");
    const Verdict verdict = verify_witness(u, h, samples, witness->centre, 2);
    CHECK(!verdict.not_in_class);
    CHECK(!verdict.not_zero);
    CHECK(verdict.height_is_norm);
    CHECK(verdict.height > 0);
    // The same claims, by the code for any network.
    for (std::size_t j = 0; j < samples.size(); ++j) CHECK(net::evaluate(u, test::point(samples, j))[0] == 0);
    for (std::size_t i = 0; i < box.dimension(); ++i) {
      CHECK(witness->centre[i] >= box.lo[i]);
      CHECK(witness->centre[i] <= box.hi[i]);
    }
    const Membership m = measure(u);
    CHECK(m.widths == h.widths);
    if (h.q == Exponent(1) || h.q == Exponent(2) || h.q.infinite()) {
      const Rational c = h.q == Exponent(2) ? Rational(h.coefficient * h.coefficient) : h.coefficient;
      CHECK(m.smallest_coefficient_power(h.q, h.joint) <= c);
    }
    // Lower bound <= upper bound; u nowhere above its height.
    CHECK(verdict.height <= exact(upper_error_from_samples(h, samples, box)));
    const samples::SampleSet probes = test::random_samples(box, 20);
    for (std::size_t j = 0; j < probes.size(); ++j) {
      const Rational value = net::evaluate(u, test::point(probes, j))[0];
      CHECK(value >= 0);
      CHECK(value <= verdict.height);
    }
  }
  CHECK(built >= scaled(150) / 2);
}

TEST_CASE("the search does not depend on the number of threads, and reaches what Theorem 4 promises") {
  const NetworkClass h = test::make_class("3,8,1,1", "2", "1");
  const target::RationalBox box = test::cube(3, 0, 1);
  const samples::SampleSet samples = samples::distinct(random_points(box, 500, 3));
  const auto one = find_witness(h, samples, box, {1, 64, 1, {}}),
             two = find_witness(h, samples, box, {1, 64, 2, {}});
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one->network == two->network);
  // (sigma/2) (3!/500)^(1/3) with sigma = 1/6: its cube is 6/(500 12^3).
  const Verdict verdict = verify_witness(one->network, h, samples, one->centre, 1);
  CHECK(verdict.height * verdict.height * verdict.height >= Rational(6, 500 * 12 * 12 * 12));
}

TEST_CASE("samples on corners and faces do not keep the search from the interior") {
  const NetworkClass h =
      test::make_class("4,5,1,1", "2", "1");  // room for a simplex bump, not for a cross-polytope
  const target::RationalBox box = test::cube(4, 0, 1);
  Random random(1);
  samples::NumberTable table(4);
  for (int j = 0; j < 3000; ++j)
    for (int i = 0; i < 4; ++i)
      table.append(j < 16                 ? (j >> i & 1)
                   : random.below(2) == 0 ? random.unit()
                                          : static_cast<double>(random.below(2)));
  const samples::SampleSet samples = samples::distinct(std::move(table));
  const auto witness = find_witness(h, samples, box, {});
  REQUIRE(witness);
  Query query{ErrorWith{Integer(samples.size())}};
  const auto promised = bump_deterministic(h, query).value;
  REQUIRE(promised);
  CHECK(verify_witness(witness->network, h, samples, witness->centre, 1).height >=
        2 * parse_decimal(promised->down));
}

TEST_CASE("few samples: the height is the greatest of the class, up to rounding") {
  const NetworkClass h = test::make_class("2,12,4,1", "inf", "2");
  const target::RationalBox box = test::cube(2, 0, 1);
  const samples::SampleSet samples = samples::distinct(random_points(box, 3, 3));
  const auto witness = find_witness(h, samples, box, {});
  REQUIRE(witness);
  CHECK(verify_witness(witness->network, h, samples, witness->centre, 1).height == 16);  // c^2 N_2
}

TEST_CASE("classes without bumps, and what does not fit, are refused") {
  const auto error = [](const NetworkClass& h) -> std::string {
    try {
      buildable(h);
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  };
  CHECK(error(test::make_class("2,12,1", "inf", "2")).find("at least 3 layers") != std::string::npos);
  CHECK(error(test::make_class("2,12,4,2", "inf", "2")).find("single output") != std::string::npos);
  CHECK(error(test::make_class("2,12,4,1", "inf", "1e-200")).find("2^-300") != std::string::npos);
  CHECK(error(test::make_class("1000000,100000,4,1", "2", "1")).find("2^24") != std::string::npos);
  const NetworkClass huge = buildable(test::make_class("3,1000000000,1000000000,5,1", "inf", "1"));
  CHECK(huge.parameters() <= Integer(1) << 24);
  CHECK(huge.parameters() >= Integer(1) << 20);
  const NetworkClass deep = buildable(test::make_class("3,100,1000000x20,1", "2", "1"));
  CHECK(deep.widths[1] == 6);
  CHECK(deep.widths[2] == 1);
  CHECK(deep.widths.size() == 23);
}

TEST_CASE("large q, coefficients and domains of any size") {
  const auto height = [](const NetworkClass& h, const Rational& lo, const Rational& hi) {
    const target::RationalBox box = test::cube(h.dimension(), lo, hi);
    const samples::SampleSet samples = samples::distinct(random_points(box, 50, 1));
    const auto witness = find_witness(h, samples, box, {1, 16, 1, {}});
    REQUIRE(witness);
    const Verdict verdict = verify_witness(witness->network, h, samples, witness->centre, 1);
    CHECK(!verdict.not_in_class);
    CHECK(!verdict.not_zero);
    CHECK(verdict.height_is_norm);
    return verdict.height;
  };
  const Rational large = pow(Integer(10), 100);
  for (const bool joint : {false, true})
    for (const char* q : {"1", "2", "64/3", "1000", "2001/2", "inf"}) {
      CAPTURE(q);
      CHECK(height(test::make_class("2,9,3,1", q, "1", joint), 0, 1) >= Rational(1, 100));
      CHECK(height(test::make_class("2,9,3,1", q, "1", joint), -large, large) > 0);
      CHECK(height(test::make_class("2,9,3,1", q, "1e200", joint), 0, 1 / large) > 0);
      CHECK(height(test::make_class("2,9,3,1", q, "1e-80", joint), -1, large) > 0);
    }
}

TEST_CASE("a sample at the only candidate leaves no witness") {
  samples::NumberTable table(1);
  table.append(0.5);
  const samples::SampleSet samples = samples::distinct(std::move(table));
  const target::RationalBox point = test::cube(1, Rational(1, 2), Rational(1, 2));
  CHECK(!find_witness(test::make_class("1,2,1,1", "2", "1"), samples, point, {}));
}

}  // namespace
}  // namespace relugap::bounds::witness
