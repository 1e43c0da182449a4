#include "bounds/theorems/approximation_space_rate.h"

#include "bounds/hypotheses.h"

namespace relugap::bounds {

RateReport approximation_space_rate(const RateRequest& request) {
  RateReport report{request};
  const auto& [alpha, theta, depth, norm, dimension] = request;
  report.hypotheses = {
      {"alpha > 0 (" + text(alpha) + ")", alpha > 0},
      {"theta >= 0 (" + text(theta) + ")", theta >= 0},
      {"depth >= 3 (" + (depth ? std::to_string(*depth) : "not bounded") + ")", !depth || *depth >= 3}};
  if (!all_hold(report.hypotheses)) return report;
  Rate rate{};
  if (depth) {
    rate.gamma = Rational(theta * *depth + *depth / 2);
    rate.achieved = alpha / ((alpha + *rate.gamma) * dimension);
  }
  rate.at_most = rate.achieved + norm.reciprocal();
  report.rate = rate;
  return report;
}

}  // namespace relugap::bounds
