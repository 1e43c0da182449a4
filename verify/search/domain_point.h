#pragma once

#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/target/domain.h"
#include "verify/relax/objective.h"
#include "verify/search/box_queue.h"
#include "verify/side.h"

namespace relugap::verify {

/// The smallest box of doubles around the domain, bound +inf.
OpenBox double_hull(const target::RationalBox& domain);

/// The point of the domain nearest to x, exactly; a double in the coordinates where the domain contains one.
std::vector<Rational> nearest_point(const target::RationalBox& domain, const std::vector<double>& x);

/// A proved lower bound of |f - g| at the point (at least 0), or of f - g, or g - f: to the relative width (0: about double
/// precision), or until the absolute difference is seen to be at most, or the signed one to be known to, `ignorable`.
/// Fails: InputError where a formula is not defined.
double lower_difference(const Side& f, const Side& g, const std::vector<Rational>& x, double ignorable,
                        double width = 0, Objective objective = Objective::Absolute);

/// Throws the InputError "ROLE: near x = (...): expected functions REASON".
[[noreturn]] void refuse_near(const std::vector<Rational>& x, const std::string& reason,
                              const std::string& role = "target");

/// Refuses the domain because near this point a formula is not shown to be defined.
[[noreturn]] void refuse_undefined(const std::vector<Rational>& x, const std::string& role = "target");

}  // namespace relugap::verify
