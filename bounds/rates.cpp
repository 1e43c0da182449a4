#include "bounds/rates.h"

#include <limits>
#include <utility>

#include "bounds/names.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/version.h"

namespace relugap::bounds {
namespace {

constexpr std::string_view kTheorem = "approximation-space-rate";
constexpr std::string_view kSource = "Theorem 12";

Rational number(std::string_view source, const std::string& what) {
  try {
    return parse_decimal(source);
  } catch (const InputError& error) {
    throw InputError(what + ": " + error.what());
  }
}

std::uint64_t count(std::string_view source, const std::string& what, const std::string& expected) {
  const Rational value = number(source, what);
  if (value < 1 || denominator(value) != 1 || value > std::numeric_limits<std::int32_t>::max())
    throw InputError(what + ": expected " + expected + ", found '" + std::string(source) + "'");
  return static_cast<std::uint64_t>(numerator(value));
}

std::string depth_text(const RateRequest& r) { return r.depth ? std::to_string(*r.depth) : "inf"; }
std::string gamma_text(const Rate& rate) { return rate.gamma ? text(*rate.gamma) : "inf"; }

// The exponents of the two sides: "beta = 1/12" or "1/12 <= beta <= 7/12".
std::string range(const Rate& rate) {
  if (rate.achieved == rate.at_most) return "beta = " + text(rate.achieved);
  return text(rate.achieved) + " <= beta <= " + text(rate.at_most);
}

std::string ball(const RateRequest& r) {
  return "alpha = " + text(r.alpha) + ", coefficients up to n^" + text(r.theta) + ", " +
         (r.depth ? "at most " + depth_text(r) + " layers" : "any number of layers") +
         ", d = " + std::to_string(r.dimension);
}

}  // namespace

RateRequest parse_rate_request(std::string_view alpha, std::string_view theta, std::string_view depth,
                               std::string_view norm, std::string_view dimension) {
  RateRequest request{parse_positive(alpha, "alpha"), number(theta, "theta"), {}, Exponent::infinity(), 1};
  if (request.theta < 0)
    throw InputError("theta: expected a number >= 0, found '" + std::string(theta) + "'");
  if (depth != "inf" && depth != "infinity")
    request.depth = count(depth, "depth", "a number of layers >= 1, or inf");
  request.norm = parse_exponent(norm, "norm");
  request.dimension = count(dimension, "d", "a dimension >= 1");
  return request;
}

Json to_json(const RateReport& report) {
  const RateRequest& r = report.request;
  Json hypotheses = Json::array();
  for (const Hypothesis& h : report.hypotheses) hypotheses.push_back({{"text", h.text}, {"holds", h.holds}});
  Json json = {{"schema", "relugap.rate/1"},
               {"alpha", text(r.alpha)},
               {"theta", text(r.theta)},
               {"depth", r.depth ? Json(*r.depth) : Json("inf")},
               {"d", r.dimension},
               {"norm", r.norm.text()},
               {"theorem", kTheorem},
               {"source", kSource},
               {"status", name(Status::proved)},
               {"hypotheses", hypotheses},
               {"gamma", nullptr},
               {"beta", nullptr}};
  if (report.rate) {
    json["gamma"] = gamma_text(*report.rate);
    json["beta"] = {text(report.rate->achieved), text(report.rate->at_most)};
  }
  json["version"] = version();
  return json;
}

std::string to_text(const RateReport& report) {
  const RateRequest& r = report.request;
  std::string out = "ball      " + ball(r) +
                    "\nquestion  best beta in: error <= constant * m^-beta with m samples, norm L^" +
                    r.norm.text() + "\n\n";
  if (report.rate)
    out += "  " + range(*report.rate) + "   (gamma = " + gamma_text(*report.rate) + ")   " +
           std::string(kTheorem) + ", proved, " + std::string(kSource) +
           "\n  the left side by a deterministic linear algorithm, the right side for all algorithms, "
           "randomized ones included\n";
  else
    out += "  does not apply: " + std::string(kTheorem) + ", " + std::string(kSource) + "\n";
  out += "\nhypotheses\n";
  for (const Hypothesis& h : report.hypotheses)
    out += std::string(h.holds ? "  holds     " : "  VIOLATED  ") + h.text + "\n";
  return out;
}

std::string to_csv(const std::vector<RateReport>& reports) {
  std::string out = "alpha,theta,depth,d,norm,theorem,status,applies,gamma,beta_lower,beta_upper\r\n";
  for (const RateReport& report : reports) {
    const RateRequest& r = report.request;
    out += text(r.alpha) + "," + text(r.theta) + "," + depth_text(r) + "," + std::to_string(r.dimension) +
           "," + r.norm.text() + "," + std::string(kTheorem) + "," + name(Status::proved);
    out += report.rate ? ",yes," + gamma_text(*report.rate) + "," + text(report.rate->achieved) + "," +
                             text(report.rate->at_most) + "\r\n"
                       : std::string(",no,,,\r\n");
  }
  return out;
}

std::string to_latex(const std::vector<RateReport>& reports) {
  std::string out =
      "\\begin{tabular}{llllllll}\n\\toprule\n$\\alpha$ & $\\theta$ & depth & $d$ & $p$ & $\\gamma$ & "
      "$\\beta\\ge$ & $\\beta\\le$ \\\\\n\\midrule\n";
  const auto math = [](const std::string& s) { return s == "inf" ? "$\\infty$" : "$" + s + "$"; };
  for (const RateReport& report : reports) {
    const RateRequest& r = report.request;
    out += math(text(r.alpha)) + " & " + math(text(r.theta)) + " & " + math(depth_text(r)) + " & " +
           math(std::to_string(r.dimension)) + " & " + math(r.norm.text());
    out += report.rate ? " & " + math(gamma_text(*report.rate)) + " & " + math(text(report.rate->achieved)) +
                             " & " + math(text(report.rate->at_most)) + " \\\\\n"
                       : std::string(" & --- & --- & --- \\\\\n");
  }
  return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace relugap::bounds
