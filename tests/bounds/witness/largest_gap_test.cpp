#include "bounds/witness/largest_gap.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "bounds/witness/verify.h"
#include "bounds/witness/witness.h"
#include "tests/bounds/witness/cases.h"
#include "tests/support/random.h"

namespace relugap::bounds::witness {
namespace {

const Rational kNearly = 1 - Rational(1, Integer(1) << 40);

// R of the statement by brute force, q = 2 or inf, widths 1,N,1,1: slopes c^3 times 1/2, 1/2 and 1 for q = 2 and
// c^3 times ceil(N/2), floor(N/2) and N for q = inf.
Rational brute_force(const NetworkClass& h, const samples::SampleSet& samples,
                     const target::RationalBox& box) {
  const Rational c3 = h.coefficient * h.coefficient * h.coefficient;
  const std::uint64_t n = h.widths[1];
  Rational p = c3, m = c3, end = c3;
  if (h.q.infinite()) {
    p *= (n + 1) / 2;
    m *= n / 2;
    end *= n;
  } else {
    p /= 2;
    m /= 2;
  }
  std::vector<Rational> x;
  for (std::size_t j = 0; j < samples.size(); ++j) x.push_back(samples.points.exact(j, 0));
  std::sort(x.begin(), x.end());
  Rational best = std::max(Rational(end * (x.front() - box.lo[0])), Rational(end * (box.hi[0] - x.back())));
  for (std::size_t j = 1; j < x.size(); ++j)
    best = std::max(best, Rational((x[j] - x[j - 1]) / (1 / p + 1 / m)));
  return best;
}

TEST_CASE("with one input the height is that of the largest gap, ends included, never more") {
  for (int k = 0; k < scaled(300); ++k) {
    NetworkClass h = test::make_class("1,2,1,1", rng().coin() ? "2" : "inf", "1");
    h.widths[1] = static_cast<std::uint64_t>(rng().integer(2, 9));
    h.coefficient = Rational(rng().integer(8, 30), 8);
    const target::RationalBox box =
        test::cube(1, rng().coin() ? Rational(-1, 2) : Rational(0), Rational(rng().integer(1, 2), 2));
    const samples::SampleSet samples = test::random_samples(box, 20);
    const Rational reach =
        std::min(brute_force(h, samples, box), Rational(h.coefficient * h.coefficient));  // H_max
    const auto witness = find_witness(h, samples, box, {});
    REQUIRE(witness.has_value() == (reach > 0));
    if (!witness) continue;
    const Verdict verdict = verify_witness(witness->network, h, samples, witness->centre, 1);
    CHECK(!verdict.not_in_class);
    CHECK(!verdict.not_zero);
    CHECK(verdict.height_is_norm);
    CHECK(verdict.height <= reach);
    CHECK(verdict.height >= reach * kNearly);
    // Theorem 4: no samples do better than (sigma/2) |D| / m.
    const Rational floor = brute_force(h, samples, box);
    const Rational half_slope =
        h.q.infinite() ? Rational(1 / (Rational(1, (h.widths[1] + 1) / 2) + Rational(1, h.widths[1] / 2)))
                       : Rational(1, 4);
    const Rational c3 = h.coefficient * h.coefficient * h.coefficient;
    CHECK(floor >= half_slope * c3 * (box.hi[0] - box.lo[0]) / samples.size());
  }
}

TEST_CASE("gaps that doubles do not tell apart are compared exactly") {
  samples::NumberTable table(1);
  const Rational tiny(1, Integer(1) << 80), third(1, 3);
  for (const Rational& x : {Rational(0), third, Rational(2 * third + tiny), Rational(1)})
    CHECK(table.append(x));
  const samples::SampleSet samples = samples::distinct(table);
  const NetworkClass h = test::make_class("1,2,1,1", "2", "1");
  const Region region = estimate_largest_gap(HeightEstimate(h), samples, test::cube(1, 0, 1), 0);
  CHECK(region.centre[0] > 0.34);
  CHECK(region.centre[0] < 0.66);
}

}  // namespace
}  // namespace relugap::bounds::witness
