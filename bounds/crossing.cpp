#include "bounds/crossing.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "bounds/catalogue.h"
#include "lib/arith/decimal.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

constexpr unsigned kBits = 192;
constexpr double kExactLog10 = 10'000;  // up to here printed values are compared as rationals

Interval enclose_log10(const Rational& x) {
  const PrecisionScope scope(kBits);
  return to_interval(enclose_log(enclose_mp(x)) / enclose_log(enclose_mp(Rational(10))));
}

const ParameterRange& last_range(const Sweep& sweep) { return sweep.request.ranges.back(); }

// The statements to follow, in the order of the catalogue, the best ones first.
std::vector<Crossing> statements(const Sweep& sweep) {
  std::vector<Crossing> list = {{.statement = "deterministic"}, {.statement = "randomized"}};
  for (const Bound& bound : sweep.points.front().bounds)
    if (bound.kind == Kind::lower)
      list.push_back({.statement = bound.theorem, .recalled = bound.status == Status::recalled});
  return list;
}

// The indices of the values of the last range, smallest value first.
std::vector<std::size_t> increasing_order(const ParameterRange& range) {
  std::vector<std::size_t> order(range.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return range.values[a] < range.values[b]; });
  return order;
}

}  // namespace

Threshold::Threshold(const Rational& value) : value_(value), log10_(enclose_log10(value)) {
  RELUGAP_CHECK(value > 0);
}

bool Threshold::is_exceeded_by(const Bound& bound) const {
  if (!bound.value || bound.kind != Kind::lower) return false;
  const Interval& log10 = bound.value->log10;
  if (log10.lower() > log10_.upper()) return true;
  // The printed value may be more than the number behind the logarithm: an integer above it (at most 2 if below 1, at most
  // twice as much else).
  if (log10.upper() < log10_.lower() - 1 && log10_.lower() > 1) return false;
  if (log10.upper() > kExactLog10 || log10.upper() < -kExactLog10) return false;
  return parse_decimal(bound.value->down) > value_;
}

Threshold parse_threshold(std::string_view text) { return Threshold(parse_positive(text, "exceeds")); }

const Bound* bound_at(const SweepPoint& point, const std::string& statement) {
  const auto& best = point.best;
  if (statement == "deterministic" && !best.deterministic) return nullptr;
  if (statement == "randomized" && !best.randomized) return nullptr;
  const std::string& id = statement == "deterministic" ? *best.deterministic
                          : statement == "randomized"  ? *best.randomized
                                                       : statement;
  for (const Bound& bound : point.bounds)
    if (bound.theorem == id) return bound.value ? &bound : nullptr;
  return nullptr;
}

Crossings find_crossings(const Sweep& sweep, const Threshold& threshold) {
  const std::size_t length = last_range(sweep).values.size();
  const std::vector<std::size_t> order = increasing_order(last_range(sweep));
  Crossings result{threshold, {}};
  for (std::size_t line = 0; line < sweep.points.size(); line += length) {
    for (Crossing crossing : statements(sweep)) {
      crossing.line = line;
      for (const std::size_t i : order) {
        const Bound* bound = bound_at(sweep.points[line + i], crossing.statement);
        if (bound && threshold.is_exceeded_by(*bound)) crossing.exceeding.push_back(line + i);
      }
      result.crossings.push_back(std::move(crossing));
    }
  }
  return result;
}

bool Crossings::any() const {
  return std::any_of(crossings.begin(), crossings.end(),
                     [](const Crossing& c) { return !c.recalled && !c.exceeding.empty(); });
}

std::string runs_text(const Sweep& sweep, const std::vector<std::size_t>& points) {
  const ParameterRange& range = last_range(sweep);
  const std::vector<std::size_t> order = increasing_order(range);
  std::vector<std::size_t> place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[order[k]] = k;
  const auto index = [&](std::size_t point) { return point % range.values.size(); };
  std::string out;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t end = i;
    while (end + 1 < points.size() && place[index(points[end + 1])] == place[index(points[end])] + 1) ++end;
    out += (out.empty() ? "" : ", ") + range.values[index(points[i])].text();
    if (end > i) out += (end > i + 1 ? ".." : ", ") + range.values[index(points[end])].text();
    i = end + 1;
  }
  return out;
}

}  // namespace relugap::bounds
