#include "tests/verify/consistent/sample_data.h"

#include <algorithm>

#include "lib/arith/elementary.h"
#include "lib/core/error.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

namespace relugap::test {

verify::Knowledge SampleData::knowledge() {
  samples::NumberTable rows(points.front().size());
  table = samples::NumberTable(1);
  for (std::size_t j = 0; j < points.size(); ++j) {
    for (const Rational& x : points[j]) RELUGAP_CHECK(rows.append(x));
    RELUGAP_CHECK(table.append(labels[j]));
  }
  set = samples::distinct(std::move(rows));
  const Interval zero = at_zero ? enclose(*at_zero) : Interval(0.0, std::numeric_limits<double>::infinity());
  return {set, table, p, enclose(lipschitz), zero};
}

MpInterval enclose_p_norm(const std::vector<Rational>& z, const std::optional<Rational>& p) {
  Rational largest = 0, sum = 0;
  MpInterval total = enclose_mp(0.0);
  for (const Rational& entry : z) {
    const Rational size = abs(entry);
    largest = std::max(largest, size);
    sum += p && *p == 2 ? Rational(size * size) : size;
    if (p && *p != 1 && *p != 2 && size != 0) total += enclose_pow(enclose_mp(size), enclose_mp(*p));
  }
  if (!p) return enclose_mp(largest);
  if (*p == 1 || largest == 0) return enclose_mp(sum);
  if (*p == 2) return enclose_sqrt(enclose_mp(sum));
  return enclose_pow(total, enclose_mp(Rational(1 / *p)));
}

MpInterval SampleData::envelope(const std::vector<Rational>& x, verify::Sign sign) const {
  const PrecisionScope scope(200);
  std::optional<MpInterval> least;
  const auto consider = [&](const MpInterval& value) {
    least = least
                ? MpInterval(std::min(least->lower(), value.lower()), std::min(least->upper(), value.upper()))
                : value;
  };
  for (std::size_t j = 0; j < points.size(); ++j) {
    std::vector<Rational> z;
    for (std::size_t k = 0; k < x.size(); ++k) z.push_back(x[k] - points[j][k]);
    const Rational label = sign == verify::Sign::Above ? labels[j] : Rational(-labels[j]);
    consider(enclose_mp(label) + enclose_mp(lipschitz) * enclose_p_norm(z, p));
  }
  if (at_zero) consider(enclose_mp(*at_zero) + enclose_mp(lipschitz) * enclose_p_norm(x, p));
  return *least;
}

std::optional<Rational> random_exponent() {
  switch (rng().integer(0, 7)) {
    case 0:
    case 1:
      return Rational(1);
    case 2:
    case 3:
      return Rational(2);
    case 4:
      return Rational(3, 2);
    case 5:
      return rng().coin() ? Rational(3) : Rational(101, 100);
    case 6:
      return rng().coin() ? Rational(1001, 10) : Rational(10001);
    default:
      return std::nullopt;
  }
}

SampleData random_samples(const target::RationalBox& box, std::size_t count) {
  SampleData data;
  data.lipschitz = Rational(rng().integer(1, 40), rng().integer(1, 7));
  data.p = random_exponent();
  for (std::size_t j = 0; j < count; ++j) {
    const std::vector<Rational> x = random_point(box);
    // y = Lambda times a function that is 1-Lipschitz in the max norm.
    Rational y = abs(Rational(x[0] - Rational(1, 3)));
    for (const Rational& v : x) y = std::max(y, Rational(v / 2));
    data.points.push_back(x);
    data.labels.push_back(data.lipschitz * y);
  }
  return data;
}

}  // namespace relugap::test
