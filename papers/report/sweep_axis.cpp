#include "papers/report/sweep_axis.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::report {

namespace {

constexpr double kLogarithmicFrom = 50;  // largest by smallest value

bool is_integer(const std::optional<Rational>& value) { return value && denominator(*value) == 1; }

/// What the marks need on both sides.
Axis with_room(const std::vector<double>& positions) {
  const auto [lo, hi] = std::minmax_element(positions.begin(), positions.end());
  const double room = *hi > *lo ? 0.03 * (*hi - *lo) : 0.5;
  Axis axis;
  axis.lo = *lo - room;
  axis.hi = *hi + room;
  return axis;
}

/// Ticks at the values themselves where these are few integers, so that no label stands between two of them.
void label_integers(SweepAxis& result, const VariedParameter& parameter) {
  if (!std::all_of(parameter.values.begin(), parameter.values.end(), is_integer)) return;
  if (parameter.values.size() > 12) return;
  for (std::size_t i = 0; i < parameter.values.size(); ++i)
    result.axis.labels.push_back({result.positions[i], parameter.texts[i]});
}

/// Which of the values, in increasing order, get a label: all if they fit, else multiples of 2, 5, 10, 20, ... if the
/// values are integers, else every so many.
std::vector<bool> labelled_places(const VariedParameter& parameter, const std::vector<std::size_t>& order,
                                  std::size_t wanted) {
  const std::size_t count = order.size();
  const bool integers = std::all_of(parameter.values.begin(), parameter.values.end(), is_integer);
  std::vector<bool> labelled(count, true);
  if (count <= wanted) return labelled;
  for (long decade = 1; integers && decade < 1'000'000'000; decade *= 10) {
    for (const long step : {decade, 2 * decade, 5 * decade}) {
      for (std::size_t k = 0; k < count; ++k)
        labelled[k] = numerator(*parameter.values[order[k]]) % step == 0;
      const auto labels = static_cast<std::size_t>(std::count(labelled.begin(), labelled.end(), true));
      if (labels >= 2 && labels <= wanted) return labelled;
    }
  }
  const std::size_t every = (count + wanted - 1) / std::max<std::size_t>(1, wanted);
  for (std::size_t k = 0; k < count; ++k) labelled[k] = k % every == 0;
  return labelled;
}

}  // namespace

double estimate_log10(const Rational& x) {
  RELUGAP_CHECK(x > 0);
  const PrecisionScope scope(64);
  return to_interval(enclose_log(enclose_mp(x)) / enclose_log(enclose_mp(Rational(10)))).lower();
}

SweepAxis scaled_axis(const VariedParameter& parameter) {
  const auto& values = parameter.values;
  RELUGAP_CHECK(!values.empty() && parameter.texts.size() == values.size());
  const bool infinite =
      std::any_of(values.begin(), values.end(), [](const auto& x) { return !x.has_value(); });
  if (infinite) return ordered_axis(parameter, static_cast<int>(values.size()));
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  SweepAxis result;
  const bool logarithmic = **least > 0 && **most >= **least * Rational(static_cast<long>(kLogarithmicFrom));
  for (const auto& value : values)
    result.positions.push_back(logarithmic ? estimate_log10(*value) : round_down(*value));
  result.axis = with_room(result.positions);
  result.axis.label = parameter.label;
  result.axis.exponents = logarithmic;
  if (!logarithmic) label_integers(result, parameter);
  return result;
}

SweepAxis ordered_axis(const VariedParameter& parameter, int wanted) {
  const auto& values = parameter.values;
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return values[a] && (!values[b] || *values[a] < *values[b]);
  });
  SweepAxis result;
  result.positions.resize(values.size());
  const auto labelled = labelled_places(parameter, order, static_cast<std::size_t>(wanted));
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto place = static_cast<double>(k);
    result.positions[order[k]] = place;
    if (labelled[k]) result.axis.labels.push_back({place, parameter.texts[order[k]]});
  }
  result.axis.lo = -0.5;
  result.axis.hi = static_cast<double>(values.size()) - 0.5;
  result.axis.label = parameter.label;
  return result;
}

}  // namespace relugap::report
