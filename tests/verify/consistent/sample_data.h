#pragma once

#include <optional>
#include <vector>

#include "lib/arith/mp_interval.h"
#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"
#include "verify/consistent/cone_set.h"

namespace relugap::test {

/// Exact samples with exact labels, Lambda and the bound at 0, for tests of Theorem 14.
struct SampleData {
  std::vector<std::vector<Rational>> points;
  std::vector<Rational> labels;
  std::optional<Rational> p;
  Rational lipschitz = 1;
  std::optional<Rational> at_zero;

  samples::SampleSet set{samples::NumberTable(1), {}, 0};
  samples::NumberTable table{1};

  /// Fills set and table. The result refers to this object.
  verify::Knowledge knowledge();

  /// s (f - envelope) turned the way of the theorem: min_j (s y_j + Lambda ||x - x_j||_p), enclosed with 200 bits.
  MpInterval envelope(const std::vector<Rational>& x, verify::Sign sign) const;
};

/// Encloses ||z||_p. Requires: an open PrecisionScope of the wanted precision.
MpInterval enclose_p_norm(const std::vector<Rational>& z, const std::optional<Rational>& p);

/// One of the exponents 1, 3/2, 2, 3, 101/100, 1001/10, inf.
std::optional<Rational> random_exponent();

/// `count` points in the box, some of them no doubles, some of them on its boundary, with labels that have the Lipschitz
/// constant in the max norm (hence in every p).
SampleData random_samples(const target::RationalBox& box, std::size_t count);

}  // namespace relugap::test
