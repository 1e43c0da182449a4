#include "verify/lipschitz/local_lipschitz.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "verify/lipschitz/gradient.h"
#include "verify/search/box_queue.h"
#include "verify/search/split.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSpot =
    0x1p-20;  // edge of the boxes that are tried for the lower bound, in edges of the box

class Search {
 public:
  Search(const net::Network& f, const target::RationalBox& domain, InputNorm norm,
         const LocalLipschitzOptions& options)
      : f_(f), domain_(domain), norm_(norm), options_(options), queue_(domain.dimension()) {}

  LocalLipschitz run() {
    OpenBox root;
    for (std::size_t k = 0; k < domain_.dimension(); ++k) {
      root.lo.push_back(round_down(domain_.lo[k]));
      root.hi.push_back(round_up(domain_.hi[k]));
      RELUGAP_CHECK(std::isfinite(root.lo[k]) && std::isfinite(root.hi[k]));
      inside_lo_.push_back(round_up(domain_.lo[k]));
      inside_hi_.push_back(round_down(domain_.hi[k]));
    }
    root.upper = kInfinity;
    bound(root);
    Children children;
    OpenBox box;
    while (!queue_.empty() && !is_done() && !is_out_of_budget()) {
      queue_.pop(box);
      split(box, children);
      if (children.boxes().size() == 1) {  // nothing left to split
        settled_ = std::max(settled_, box.upper);
        continue;
      }
      for (OpenBox& child : children.boxes()) bound(child);
    }
    result_.upper = {upper()};
    result_.converged = is_done();
    RELUGAP_CHECK(result_.lower.value <= result_.upper.value);
    return result_;
  }

 private:
  double upper() const { return queue_.empty() ? settled_ : std::max(settled_, queue_.top_upper()); }

  bool is_done() const {
    const double lower = result_.lower.value;
    return directed::sub_up(upper(), lower) <= directed::mul_down(options_.relative_gap, lower);
  }

  bool is_out_of_budget() const {
    return result_.boxes >= options_.most_boxes ||
           std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count() >=
               options_.time_limit_seconds;
  }

  Interval dual_norm(std::vector<Interval> slopes) const {
    for (std::size_t k = 0; k < slopes.size(); ++k)
      if (domain_.lo[k] == domain_.hi[k]) slopes[k] = Interval(0.0);
    return enclose_dual_norm(slopes, norm_);
  }

  void bound(OpenBox& box) {
    ++result_.boxes;
    const CentredBox around = centred(box);
    const SlopeEnclosure found = enclose_slopes(f_, around);
    box.upper = std::min(box.upper, dual_norm(found.slopes).upper());
    look_near(around);
    if (box.upper <= result_.lower.value) return settle(box.upper);
    if (found.affine) return settle(box.upper);
    std::vector<double> score(box.lo.size());
    for (std::size_t k = 0; k < score.size(); ++k)
      score[k] = (box.hi[k] - box.lo[k]) * abs(found.slopes[k]).upper();
    choose_split(score, box);
    queue_.push(box);
  }

  void settle(double upper) { settled_ = std::max(settled_, upper); }

  /// Raises the lower bound if f is affine and steep on a small box about the centre that lies in D.
  void look_near(const CentredBox& around) {
    CentredBox spot = around;
    for (std::size_t k = 0; k < spot.dimension(); ++k) {
      if (domain_.lo[k] == domain_.hi[k]) continue;  // the whole, tiny, enclosure of this coordinate
      spot.radius[k] *= kSpot;
      const bool fits = spot.radius[k] > 0 &&
                        directed::sub_down(spot.centre[k], spot.radius[k]) >= inside_lo_[k] &&
                        directed::add_up(spot.centre[k], spot.radius[k]) <= inside_hi_[k];
      if (!fits) return;
    }
    const SlopeEnclosure found = enclose_slopes(f_, spot);
    if (!found.affine) return;
    const double lower = dual_norm(found.slopes).lower();
    if (lower > result_.lower.value || result_.witness.empty()) {
      result_.lower = {std::max(lower, result_.lower.value)};
      result_.witness = spot.centre;
    }
  }

  const net::Network& f_;
  const target::RationalBox& domain_;
  InputNorm norm_;
  const LocalLipschitzOptions& options_;
  std::vector<double> inside_lo_, inside_hi_;
  BoxQueue queue_;
  double settled_ = 0;
  LocalLipschitz result_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

LocalLipschitz enclose_local_lipschitz(const net::Network& f, const target::RationalBox& domain,
                                       InputNorm norm, const LocalLipschitzOptions& options) {
  RELUGAP_CHECK(f.outputs() == 1 && f.inputs() == domain.dimension());
  return Search(f, domain, norm, options).run();
}

}  // namespace relugap::verify
