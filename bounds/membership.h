#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bounds/class.h"
#include "bounds/fold.h"
#include "bounds/power_product.h"
#include "lib/arith/rational.h"
#include "lib/net/network.h"

namespace relugap::bounds {

/// Entrywise norms of a list of exact numbers for q = 1, 2, inf; the one for q = 2 as its square.
struct EntrywiseNorms {
  Rational one, two_squared, inf;

  void add(const Rational& entry);
  friend bool operator==(const EntrywiseNorms&, const EntrywiseNorms&) = default;
};

/// One affine layer z = W x + b of the network, with everything exact that stands between two ReLUs folded into it.
struct LayerNorms {
  std::uint64_t rows, cols;
  EntrywiseNorms weights, bias;
};

/// A network as a member of the classes H^q_{N,c}, q = 1, 2, inf.
///
/// Scalings (input standardisation, say) are multiplied into the neighbouring weights in rational arithmetic, so that
/// widths and norms are those of the very function that the network computes on its raw input.
struct Membership {
  std::vector<std::uint64_t> widths;
  std::vector<LayerNorms> layers;
  std::optional<std::string>
      obstacle;  ///< why the network has not the form of the class (skip connections, activation on its output, several outputs)

  Integer parameters() const;
  /// The smallest c with ||W^l||_q, ||b^l||_q <= c for all l, or for the joint norm ||(W^l, b^l)||_q <= c, raised to the
  /// power p (p = 2 for q = 2, else 1). Requires: q is 1, 2 or inf.
  Rational smallest_coefficient_power(const Exponent& q, bool joint = false) const;
};

Membership measure(const FoldedNetwork& folded);
Membership measure(const net::Network& network);

/// A positive norm x given by x^p, p = 2 for q = 2 and 1 else; nothing if it is zero.
std::optional<PowerProduct> norm_from_power(const Rational& power, const Exponent& q);

/// The exponents 1, 2, inf for which norms are exact.
std::vector<Exponent> exact_exponents();

}  // namespace relugap::bounds
