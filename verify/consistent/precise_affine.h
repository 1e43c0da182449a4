#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "verify/consistent/cone_set.h"
#include "verify/relax/affine_form.h"
#include "verify/side.h"

namespace relugap::verify {

/// -s f(c + r t) <= constant + sum_k slope_k t_k on the box, from MPFR arithmetic with 256 bits.
///
/// Fails: nothing if a formula is not shown to be defined on the box, or if no finite bound is found.
struct PreciseAffine {
  double constant;
  std::vector<double> slope;
};
std::optional<PreciseAffine> upper_affine_precise(const Side& f, const CentredBox& box, Sign sign,
                                                  const std::function<bool()>& stop);

}  // namespace relugap::verify
