#include "verify/search/domain_point.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "verify/relax/difference.h"

namespace relugap::verify {

OpenBox double_hull(const target::RationalBox& domain) {
  OpenBox hull;
  for (std::size_t k = 0; k < domain.dimension(); ++k) {
    hull.lo.push_back(round_down(domain.lo[k]));
    hull.hi.push_back(round_up(domain.hi[k]));
    RELUGAP_CHECK(std::isfinite(hull.lo[k]) && std::isfinite(hull.hi[k]));
  }
  hull.upper = std::numeric_limits<double>::infinity();
  return hull;
}

std::vector<Rational> nearest_point(const target::RationalBox& domain, const std::vector<double>& x) {
  std::vector<Rational> point;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double lo = round_up(domain.lo[k]), hi = round_down(domain.hi[k]);
    point.push_back(lo <= hi ? exact(std::clamp(x[k], lo, hi)) : domain.lo[k]);
  }
  return point;
}

double lower_difference(const Side& f, const Side& g, const std::vector<Rational>& x, double ignorable,
                        double width, Objective objective) {
  try {
    if (objective == Objective::Absolute) return enclose_difference(f, g, x, ignorable, width).lower();
    const Interval h = enclose_signed_difference(f, g, x, ignorable, width);
    return objective == Objective::Largest ? h.lower() : -h.upper();
  } catch (const std::domain_error& error) {
    refuse_near(x, std::string("that are defined everywhere on the domain, found ") + error.what());
  }
}

void refuse_near(const std::vector<Rational>& x, const std::string& reason, const std::string& role) {
  std::string place;
  for (const Rational& v : x) place += (place.empty() ? "" : ", ") + decimal_down(v, 6);
  throw InputError(role + ": near x = (" + place + "): expected functions " + reason);
}

void refuse_undefined(const std::vector<Rational>& x, const std::string& role) {
  refuse_near(
      x,
      "that are shown to be defined everywhere on the domain (ends rounded outward to double), found a "
      "division by zero or an argument out of range",
      role);
}

}  // namespace relugap::verify
