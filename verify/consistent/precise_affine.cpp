#include "verify/consistent/precise_affine.h"

#include <cmath>
#include <stdexcept>

#include "verify/relax/formula_form.h"
#include "verify/relax/network_form.h"

namespace relugap::verify {
namespace {

constexpr unsigned kBits = 256;

struct Bounds {
  const CentredBox& box;
  const std::function<bool()>& stop;

  AffineBounds<MpInterval> operator()(const Zero&) const {
    const MpInterval zero = enclose_mp(0.0);
    const AffineForm<MpInterval> form{zero, std::vector<MpInterval>(box.dimension(), zero)};
    return {form, form};
  }
  AffineBounds<MpInterval> operator()(const net::Network& f) const {
    return enclose_network<MpInterval>(f, box, stop);
  }
  AffineBounds<MpInterval> operator()(const target::Formula& f) const {
    const AffineForm<MpInterval> form = enclose_formula<MpInterval>(f, box);
    return {form, form};
  }
};

}  // namespace

std::optional<PreciseAffine> upper_affine_precise(const Side& f, const CentredBox& box, Sign sign,
                                                  const std::function<bool()>& stop) {
  const PrecisionScope scope(kBits);
  try {
    const AffineBounds<MpInterval> bounds = std::visit(Bounds{box, stop}, f);
    const bool above = sign == Sign::Above;
    const AffineForm<MpInterval>& form = above ? bounds.lower : bounds.upper;
    MpInterval constant = above ? -form.constant : form.constant;
    PreciseAffine result{0, {}};
    for (const MpInterval& entry : form.slope) {
      const MpInterval slope = above ? MpInterval(-entry) : entry;
      const double middle = median(to_interval(slope));
      if (!std::isfinite(middle)) return std::nullopt;
      result.slope.push_back(middle);
      constant += symmetric(MpInterval(slope - enclose_mp(middle)));
    }
    result.constant = to_interval(constant).upper();
    if (!std::isfinite(result.constant)) return std::nullopt;
    return result;
  } catch (const std::domain_error&) {
    return std::nullopt;
  }
}

}  // namespace relugap::verify
