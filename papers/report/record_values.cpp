#include "papers/report/record_values.h"

#include <cmath>
#include <limits>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"

namespace relugap::report {

double bound_value(const Json& object, const char* key) {
  const auto value = object.find(key);
  if (value != object.end()) {
    if (value->is_number()) return value->get<double>();
    if (*value == "inf") return std::numeric_limits<double>::infinity();
    if (*value == "-inf") return -std::numeric_limits<double>::infinity();
  }
  throw InputError("record: " + std::string(key) + ": expected a number, found " +
                   (value == object.end() ? "nothing" : value->dump()));
}

Enclosure enclosure_of(const Json& certify) {
  const std::string status = certify.at("status").get<std::string>();
  return {bound_value(certify, "lower"), bound_value(certify, "upper"), status == "converged", status};
}

Shortfall shortfall_of(double estimate, const Enclosure& enclosure) {
  const Rational s = exact(estimate);
  return {Rational(1 - s / exact(enclosure.lower)), Rational(1 - s / exact(enclosure.upper))};
}

const Json* theorem_bound(const Json& report, std::string_view theorem) {
  for (const Json& bound : report.at("bounds")) {
    if (bound.at("theorem") == theorem) {
      const auto value = bound.find("value");
      return value != bound.end() && value->is_array() ? &bound : nullptr;
    }
  }
  return nullptr;
}

const Json* best_bound(const Json& report, const char* kind) {
  const auto best = report.find("best");
  if (best == report.end() || !best->contains(kind) || !best->at(kind).is_string()) return nullptr;
  return theorem_bound(report, best->at(kind).get<std::string>());
}

namespace {

constexpr double kLargestExponent =
    90000;  // of 10 in a decimal that parse_decimal reads, with room for digits

std::size_t proved_end(const Json& bound) { return bound.at("kind") == "lower" ? 0 : 1; }

}  // namespace

double claimed_log10(const Json& bound) {
  const std::size_t end = proved_end(bound);
  return bound_value({{"log10", bound.at("log10").at(end)}}, "log10");
}

std::optional<Rational> claimed_value(const Json& bound) {
  if (std::abs(claimed_log10(bound)) > kLargestExponent) return std::nullopt;
  const Json& text = bound.at("value").at(proved_end(bound));
  return parse_decimal(text.is_string() ? text.get<std::string>() : text.dump());
}

bool proves_more_than(const Json& lower_bound, const Rational& limit) {
  if (const std::optional<Rational> value = claimed_value(lower_bound)) return *value > limit;
  const Integer whole =
      numerator(limit) / denominator(limit) + 1;  // limit < whole < 10^(number of its digits)
  return limit <= 0 || claimed_log10(lower_bound) >= static_cast<double>(whole.str().size());
}

bool is_violated(const Json& certify, const Json& estimate) {
  const Enclosure enclosure = enclosure_of(certify);
  return enclosure.lower > enclosure.upper || bound_value(estimate, "proved_at_point") > enclosure.upper;
}

}  // namespace relugap::report
