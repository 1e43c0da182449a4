#include "verify/consistent/cone_set.h"

#include <algorithm>
#include <cmath>

#include "lib/core/error.h"

namespace relugap::verify {

ConeSet::ConeSet(const Knowledge& k)
    : dimension(k.samples.dimension()), norm(k.p), lipschitz(k.lipschitz), samples(k.samples.size()) {
  RELUGAP_CHECK(k.lipschitz.lower() >= 0 && std::isfinite(k.lipschitz.upper()));
  const samples::NumberTable& points = k.samples.points;
  std::vector<double> moved(dimension);
  for (std::size_t j = 0; j < samples; ++j) {
    bool exact = true;
    for (std::size_t i = 0; i < dimension; ++i) {
      const double at = points.lower(j, i);
      apexes.push_back(at);
      moved[i] = points.is_double(j, i) ? 0.0 : directed::sub_up(points.upper(j, i), at);
      exact = exact && moved[i] == 0;
    }
    const double slack = exact ? 0.0 : directed::mul_up(lipschitz.upper(), norm.upper(moved));
    const Interval label = k.labels.enclosure(k.samples.source[j], 0);
    const double above = directed::add_up(label.upper(), slack),
                 below = directed::sub_down(label.lower(), slack);
    upper_value[0].push_back(above);
    upper_value[1].push_back(-below);
    lower_value[0].push_back(below);
    lower_value[1].push_back(-above);
  }
  if (std::isinf(k.at_zero.upper())) return;
  apexes.insert(apexes.end(), dimension, 0.0);
  for (std::size_t s = 0; s < 2; ++s) {
    upper_value[s].push_back(k.at_zero.upper());
    lower_value[s].push_back(k.at_zero.lower());
  }
}

}  // namespace relugap::verify
