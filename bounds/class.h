#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/arith/rational.h"

namespace relugap::bounds {

/// Exponent q of an entrywise norm: a rational number in [1, inf) or infinity.
class Exponent {
 public:
  static Exponent infinity() { return Exponent(); }
  /// Requires: q >= 1.
  explicit Exponent(Rational q);

  bool infinite() const { return !value_; }
  /// q itself. Requires: not infinite.
  const Rational& value() const;
  /// 1/q, and 0 for q = inf.
  Rational reciprocal() const;
  std::string text() const;
  friend bool operator==(const Exponent&, const Exponent&) = default;

 private:
  Exponent() = default;
  std::optional<Rational> value_;
};

/// The class H^q_{N,c}: ReLU networks with widths N = (N_0, ..., N_L), as functions on [0,1]^{N_0}, whose layers satisfy
///
///   ||W^l||_q <= c and ||b^l||_q <= c   (joint = false),   or   ||(W^l, b^l)||_q <= c   (joint = true),
///
/// with entrywise norms. No activation follows the last layer. [docs/theorems.md, section 1]
struct NetworkClass {
  std::vector<std::uint64_t> widths;  ///< N_0, ..., N_L, all >= 1, at least two of them
  Exponent q;
  Rational coefficient;  ///< c > 0
  bool joint = false;

  std::uint64_t dimension() const { return widths.front(); }
  std::size_t layers() const { return widths.size() - 1; }  ///< L, the number of affine layers
  /// sum_l N_l (N_{l-1} + 1): weights and biases of all layers.
  Integer parameters() const;
  /// (1 - 2/q)_+: what one factor N_l contributes to slopes and Lipschitz constants.
  Rational copy_exponent() const;
};

/// Reads "16,48,48,1", "45-46-1-1" or, with repetitions, "16,48x7,1".
/// Fails: InputError (empty, not a number, zero, above 10^9, fewer than two widths, more than 10^6 of them).
std::vector<std::uint64_t> parse_widths(std::string_view text);

/// Reads "inf" or a decimal or fraction >= 1; `what` names it in the error.  Fails: InputError.
Exponent parse_exponent(std::string_view text, std::string_view what = "q");

/// Reads a decimal or fraction > 0; `what` names it in the error.  Fails: InputError.
Rational parse_positive(std::string_view text, std::string_view what);

/// Reads a number of samples: an integer >= 1 (also as 1e6).  Fails: InputError.
Integer parse_samples(std::string_view text);

/// Widths as text with runs shortened: "16,48x7,1".
std::string text(const std::vector<std::uint64_t>& widths);

/// The shortest exact text of a rational: "2", "1e-3", "1.5", "1/3".
std::string text(const Rational& value);

}  // namespace relugap::bounds
