#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bounds/bound.h"
#include "bounds/class.h"
#include "lib/core/json.h"

namespace relugap::bounds {

/// A question about the unit ball of an approximation space: functions on [0,1]^d with sup norm <= 1 that ReLU networks
/// of n nonzero weights approximate uniformly up to n^-alpha, for every n. The networks have at most l(n) layers and
/// coefficients of modulus at most c(n), c(n) of the order n^theta. [docs/theorems.md, Theorem 12]
struct RateRequest {
  Rational alpha;                        ///< > 0
  Rational theta;                        ///< >= 0; 0 means bounded coefficients
  std::optional<std::uint64_t> depth;    ///< sup l(n); nothing if the depth is not bounded
  Exponent norm = Exponent::infinity();  ///< p: the error is measured in L^p
  std::uint64_t dimension = 1;           ///< d >= 1
};

/// Which beta are possible in "error <= constant * m^-beta with m samples, for every m": all sides exact.
struct Rate {
  std::optional<Rational> gamma;  ///< theta depth + floor(depth / 2); nothing if it is infinite
  Rational achieved;              ///< a deterministic, non-adaptive and linear algorithm has this beta
  Rational at_most;               ///< no algorithm, randomized ones included, has a greater one
};

/// Theorem 12 applied to one request.  Guarantees: if some hypothesis does not hold, `rate` is empty.
struct RateReport {
  RateRequest request;
  std::vector<Hypothesis> hypotheses = {};
  std::optional<Rate> rate = {};
};

/// Reads alpha > 0, theta >= 0, depth (an integer >= 1, or inf), norm and dimension (an integer >= 1) from texts.
/// Fails: InputError that names the option.
RateRequest parse_rate_request(std::string_view alpha, std::string_view theta, std::string_view depth,
                               std::string_view norm, std::string_view dimension);

/// The object of schema relugap.rate/1 [docs/formats.md]; numbers are exact texts ("1/12").
Json to_json(const RateReport& report);
/// A few lines for people, with the hypotheses.
std::string to_text(const RateReport& report);
/// A header line and one line for each report (RFC 4180).
std::string to_csv(const std::vector<RateReport>& reports);
/// A booktabs table with a row for each report.
std::string to_latex(const std::vector<RateReport>& reports);

}  // namespace relugap::bounds
