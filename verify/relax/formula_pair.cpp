#include "verify/relax/formula_pair.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "lib/core/error.h"
#include "lib/target/difference.h"
#include "verify/relax/formula_form.h"
#include "verify/relax/network_form.h"
#include "verify/relax/polynomial_bound.h"
#include "verify/relax/taylor_formula.h"

namespace relugap::verify {
namespace {

using kernel::kLanes;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr unsigned kFirstBits = 128, kLastBits = 4096;
constexpr double kSettled = 0x1p-40;  // more bits that change a bound by less than this part of it are enough

/// What the network adds to s h, at most: constant + sum_k slope_k t_k + [-doubt, doubt].
template <class N>
struct Addend {
  N constant;
  std::vector<double> slope;
  double doubt = 0;
};

double sum_up(double a, double b) { return directed::add_up(a, b); }
MpFloat sum_up(const MpFloat& a, const MpFloat& b) { return MpfrRounding().add_up(a, b); }
double double_up(double a) { return a; }
double double_up(const MpFloat& a) { return round_up(a); }
double nearest_double(double a) { return a; }
double nearest_double(const MpFloat& a) { return mpfr_get_d(a.get(), MPFR_RNDN); }

/// Bounds s h from the model of the formulas' difference and what the network adds.
class ModelBound {
 public:
  explicit ModelBound(const TaylorBasis& basis) : basis_(basis), bound_(basis), c_(basis.count()) {}

  /// An upper bound of s p + error + addend over [-1,1]^d, s = -1 if `negated`, and a point where it is nearly reached.
  template <class N>
  double upper(const TaylorModel<N>& model, bool negated, const Addend<N>* addend, std::span<double> peak) {
    double doubt = to_doubles(model.coefficient, negated, c_) + model.error;
    N constant = negated ? N(-model.coefficient[0]) : N(model.coefficient[0]);
    if (addend != nullptr) {
      doubt += add_slopes(addend->slope, c_) + addend->doubt;
      constant = sum_up(constant, addend->constant);
    }
    doubt = widened(doubt);
    if (!(doubt < kInfinity)) return kInfinity;
    const double tolerance = doubt / 4 + std::fabs(nearest_double(constant)) * 0x1p-50;
    const double rest = directed::add_up(bound_.upper(c_, tolerance, peak), doubt);
    const double result = double_up(sum_up(constant, N(rest)));
    return std::isnan(result) ? kInfinity : result;
  }

  /// How much of the last bound goes, about, if coordinate k is split.
  double score(std::size_t k) const {
    double sum = 0;
    for (std::size_t i = 1 + basis_.dimension(); i < c_.size(); ++i)
      sum += std::fabs(c_[i]) * static_cast<double>(basis_.exponent(i, k)) /
             static_cast<double>(basis_.degree(i));
    return sum;
  }

 private:
  const TaylorBasis& basis_;
  PolynomialBound bound_;
  std::vector<double> c_;
};

class FormulaPair final : public TilePair {
 public:
  /// h = formula + sign network; sign is 0 without a network.
  FormulaPair(target::Formula formula, const net::Network* network, int sign, std::size_t d)
      : formula_(std::move(formula)),
        network_(network),
        sign_(sign),
        basis_(d, taylor_order(d)),
        taylor_(formula_, basis_),
        bound_(basis_),
        box_{std::vector<double>(d), std::vector<double>(d)},
        t_(d) {
    for (std::vector<double>& p : peaks_) p.resize(d * kLanes);
  }

  bool needs_f() const override { return sign_ > 0; }
  bool needs_g() const override { return sign_ < 0; }

  void enclose(const kernel::BoxTile& box, const Part& f, const Part& g, kernel::SideBounds& h) override {
    const kernel::SideBounds* network = sign_ > 0 ? &f.bounds : sign_ < 0 ? &g.bounds : nullptr;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t k = 0; k < box_.dimension(); ++k) {
        box_.centre[k] = box.centre[k * kLanes + lane];
        box_.radius[k] = box.radius[k * kLanes + lane];
      }
      const std::optional<TaylorModel<double>> model = enclose_box();
      for (std::size_t s = 0; s < 2; ++s) {
        const kernel::LinearUpperBound* linear = network == nullptr        ? nullptr
                                                 : (sign_ > 0) == (s == 0) ? &network->positive
                                                                           : &network->negative;
        bound_lane(model, s, lane, linear, s == 0 ? h.positive : h.negative);
      }
    }
  }

  bool peak(std::size_t sign, std::size_t lane, std::span<double> t) const override {
    for (std::size_t k = 0; k < t.size(); ++k) t[k] = peaks_[sign][k * kLanes + lane];
    return true;
  }

  std::optional<PeakBound> enclose_precisely(const CentredBox& box, Objective objective,
                                             const std::function<bool()>& stop, double enough) override {
    const std::size_t d = box.dimension();
    PeakBound best{kInfinity, box.centre};
    for (unsigned bits = kFirstBits; bits <= kLastBits; bits *= 2) {
      const PrecisionScope scope(bits);
      double upper = -kInfinity;
      bool settled = false;
      try {
        const TaylorModel<MpFloat> model = precise(bits).enclose(box);
        std::optional<AffineBounds<MpInterval>> network;
        if (network_ != nullptr) network = enclose_network<MpInterval>(*network_, box, stop);
        for (const bool negated : {false, true}) {
          if (objective == (negated ? Objective::Largest : Objective::Smallest)) continue;
          Addend<MpFloat> addend;
          if (network) addend = add_network(*network, negated);
          const double next = bound_.upper(model, negated, network ? &addend : nullptr, t_);
          if (next > upper) {
            upper = next;
            for (std::size_t k = 0; k < d; ++k)
              best.peak[k] = std::clamp(box.centre[k] + box.radius[k] * t_[k], box.centre[k] - box.radius[k],
                                        box.centre[k] + box.radius[k]);
          }
        }
        settled =
            network_ == nullptr
                ? model.rounding <= kSettled * std::fabs(upper) || model.rounding <= kSettled * model.error
                : bits > kFirstBits && best.upper - upper <= kSettled * std::fabs(upper);
      } catch (const std::domain_error&) {
        return std::nullopt;
      }
      if (objective == Objective::Absolute) upper = std::max(upper, 0.0);
      best.upper = std::min(best.upper, upper);
      if (settled || best.upper <= enough || (stop && stop())) break;
    }
    return best;
  }

 private:
  /// The Taylor model over box_, or the affine enclosure as one where that says more; nothing if there is neither.
  std::optional<TaylorModel<double>> enclose_box() const {
    std::optional<TaylorModel<double>> model;
    try {
      model = taylor_.enclose(box_);
    } catch (const std::domain_error&) {
    }
    const auto deviation = [](const TaylorModel<double>& m) {
      return TaylorArithmetic<double>::deviation(m);
    };
    if (model && model->error <= deviation(*model) / 4) return model;
    try {
      const AffineForm<Interval> form = enclose_formula<Interval>(formula_, box_);
      if (!std::isfinite(form.constant.lower()) || !std::isfinite(form.constant.upper())) return model;
      const double middle = std::clamp(median(form.constant), form.constant.lower(), form.constant.upper());
      Interval rest = form.constant - Interval(middle);
      TaylorModel<double> affine = taylor_.arithmetic().constant(middle, 0.0);
      for (std::size_t k = 0; k < form.slope.size(); ++k) {
        affine.coefficient[1 + k] =
            std::clamp(median(form.slope[k]), form.slope[k].lower(), form.slope[k].upper());
        affine.size[1] += std::fabs(affine.coefficient[1 + k]);
        rest += symmetric(form.slope[k] - Interval(affine.coefficient[1 + k]));
      }
      affine.error = abs(rest).upper();
      if (std::isfinite(affine.error) && std::isfinite(affine.size[1]) &&
          (!model || deviation(affine) < deviation(*model)))
        return affine;
    } catch (const std::domain_error&) {
      // Not defined on the whole box, as far as can be seen: smaller boxes may tell.
    }
    return model;
  }

  void bound_lane(const std::optional<TaylorModel<double>>& model, std::size_t sign, std::size_t lane,
                  const kernel::LinearUpperBound* network, kernel::LinearUpperBound& out) {
    const std::size_t d = box_.dimension();
    double total_radius = 0;
    for (const double r : box_.radius) total_radius += r;
    for (std::size_t k = 0; k < d; ++k) {
      out.slope[k * kLanes + lane] = 0;
      out.score[k * kLanes + lane] = total_radius > 0 ? box_.radius[k] / total_radius : 0.0;
      peaks_[sign][k * kLanes + lane] = 0;
    }
    out.constant[lane] = kInfinity;
    out.rounding[lane] = 0;
    if (!model || (network != nullptr && !(network->constant[lane] < kInfinity))) return;
    Addend<double> addend;
    if (network != nullptr) {
      addend.constant = network->constant[lane];
      for (std::size_t k = 0; k < d; ++k) addend.slope.push_back(network->slope[k * kLanes + lane]);
    }
    out.constant[lane] = bound_.upper(*model, sign == 1, network != nullptr ? &addend : nullptr, t_);
    out.rounding[lane] = model->rounding + 4 * kernel::kUnit * TaylorArithmetic<double>::magnitude(*model);
    const double lost = std::max(0.0, model->error - model->rounding);
    for (std::size_t k = 0; k < d; ++k) {
      double& score = out.score[k * kLanes + lane];
      score = score * lost + bound_.score(k) + (network != nullptr ? network->score[k * kLanes + lane] : 0.0);
      peaks_[sign][k * kLanes + lane] = t_[k];
    }
    if (network != nullptr)
      out.rounding[lane] += network->rounding[lane] + 4 * kernel::kUnit * std::fabs(addend.constant);
  }

  Addend<MpFloat> add_network(const AffineBounds<MpInterval>& network, bool negated) const {
    const bool above = (sign_ > 0) != negated;  // s h needs network from above, else minus network
    const AffineForm<MpInterval>& form = above ? network.upper : network.lower;
    Addend<MpFloat> addend;
    addend.constant = above ? form.constant.upper() : -form.constant.lower();
    for (const MpInterval& slope : form.slope) {
      const Interval s = to_interval(above ? slope : MpInterval(-slope));
      addend.slope.push_back(std::clamp(median(s), s.lower(), s.upper()));
      addend.doubt = widened(addend.doubt + abs(s - Interval(addend.slope.back())).upper());
    }
    return addend;
  }

  const TaylorFormula<MpFloat>& precise(unsigned bits) {
    std::unique_ptr<TaylorFormula<MpFloat>>& found = precise_[bits];
    if (!found) found = std::make_unique<TaylorFormula<MpFloat>>(formula_, basis_);
    return *found;
  }

  target::Formula formula_;
  const net::Network* network_;
  int sign_;
  TaylorBasis basis_;
  TaylorFormula<double> taylor_;
  std::map<unsigned, std::unique_ptr<TaylorFormula<MpFloat>>> precise_;
  ModelBound bound_;
  CentredBox box_;
  std::vector<double> t_;
  std::array<std::vector<double>, 2> peaks_;
};

}  // namespace

std::unique_ptr<TilePair> make_formula_pair(const Side& f, const Side& g, std::size_t dimension) {
  const auto *a = std::get_if<target::Formula>(&f), *b = std::get_if<target::Formula>(&g);
  if ((a == nullptr && b == nullptr) || taylor_order(dimension) == 0) return nullptr;
  const target::Formula zero = target::Formula::parse("0");
  std::optional<target::Formula> both;
  try {
    both = target::difference(a != nullptr ? *a : zero, b != nullptr ? *b : zero);
  } catch (const InputError&) {
    return nullptr;  // too long as one formula
  }
  target::Formula& formula = *both;
  if (const auto* network = std::get_if<net::Network>(&f))
    return std::make_unique<FormulaPair>(std::move(formula), network, 1, dimension);
  if (const auto* network = std::get_if<net::Network>(&g))
    return std::make_unique<FormulaPair>(std::move(formula), network, -1, dimension);
  return std::make_unique<FormulaPair>(std::move(formula), nullptr, 0, dimension);
}

}  // namespace relugap::verify
