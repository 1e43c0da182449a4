#include "tests/bounds/witness/cases.h"

#include <algorithm>
#include <string>

#include "lib/core/error.h"
#include "tests/support/random.h"

namespace relugap::bounds::witness::test {

NetworkClass make_class(std::string_view widths, std::string_view q, std::string_view c, bool joint) {
  return {parse_widths(widths), parse_exponent(q), parse_positive(c, "coefficient"), joint};
}

NetworkClass random_class() {
  const std::string_view exponents[] = {"1", "3/2", "2", "5/2", "3", "inf"};
  NetworkClass h = make_class("1,2,1", exponents[rng().integer(0, 5)], "1", rng().coin());
  h.widths = {static_cast<std::uint64_t>(rng().integer(1, 4)),
              static_cast<std::uint64_t>(rng().integer(2, 12))};
  for (int l = rng().integer(1, 3); l > 0; --l)
    h.widths.push_back(static_cast<std::uint64_t>(rng().integer(1, 5)));
  h.widths.push_back(1);
  h.coefficient = Rational(rng().integer(1, 30), rng().integer(1, 10));
  return h;
}

samples::SampleSet random_samples(const target::RationalBox& box, int most) {
  samples::NumberTable table(box.dimension());
  for (int m = rng().integer(1, most); m > 0; --m)
    for (std::size_t i = 0; i < box.dimension(); ++i) {
      Rational t = rng().coin() ? Rational(rng().integer(0, 7), 7) : exact(rng().uniform(0, 1));
      const Rational x = box.lo[i] + t * (box.hi[i] - box.lo[i]);
      RELUGAP_CHECK(table.append(x));
    }
  return samples::distinct(std::move(table));
}

target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

std::vector<Rational> point(const samples::SampleSet& samples, std::size_t j) {
  std::vector<Rational> x;
  for (std::size_t i = 0; i < samples.dimension(); ++i) x.push_back(samples.points.exact(j, i));
  return x;
}

}  // namespace relugap::bounds::witness::test
