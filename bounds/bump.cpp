#include "bounds/bump.h"

#include <algorithm>
#include <cmath>

#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

bool pays_to_copy(const NetworkClass& h) { return h.q.infinite() || h.q.value() > 2; }

// c^L (N_2 ... N_{L-1})^(1-2/q)_+, with the factor 2^(-2/q) of a joint norm: the part of sigma without d'.
PowerProduct common_slope(const NetworkClass& h) {
  PowerProduct slope = height_cap(h) * PowerProduct(h.coefficient);
  return h.joint ? slope * PowerProduct(2).pow(-h.q.reciprocal()) : slope;
}

// D^(1/2) for D = max{d', ceil(d'/2)^q}, q finite; nothing if the maximum is undecided.
std::optional<PowerProduct> root_of_bias_weight(std::uint64_t active, const Rational& q) {
  const PowerProduct first(active), second = PowerProduct((active + 1) / 2).pow(q);
  const std::partial_ordering order = compare(first, second);
  if (order == std::partial_ordering::unordered) return std::nullopt;
  return (order == std::partial_ordering::less ? second : first).pow(Rational(1, 2));
}

}  // namespace

PowerProduct height_cap(const NetworkClass& h) {
  RELUGAP_CHECK(h.layers() >= 3);
  PowerProduct cap = PowerProduct(h.coefficient).pow(h.layers() - 1);
  const Rational e = h.copy_exponent();
  if (e > 0)
    cap *= PowerProduct::product({h.widths.begin() + 2, h.widths.begin() + static_cast<long>(h.layers())})
               .pow(e);
  return h.joint ? cap * PowerProduct(2).pow(-h.q.reciprocal()) : cap;
}

std::optional<Bump> cross_polytope_bump(const NetworkClass& h, std::uint64_t active) {
  const std::uint64_t first = h.widths[1];
  if (active < 1 || active > h.dimension() || active > first / 2) return std::nullopt;
  const Rational gamma = 2 * h.q.reciprocal();
  const std::uint64_t copies = pays_to_copy(h) ? first / active : 2;
  const std::uint64_t plus = (copies + 1) / 2, minus = copies / 2;
  PowerProduct slope = common_slope(h) * PowerProduct(2 * active).pow(-gamma);
  if (plus == minus) {
    slope *= PowerProduct(plus).pow(1 - gamma);
  } else {
    const Rational nu = (1 - gamma) / (1 + gamma), half(1, 2);
    slope *= PowerProduct::sum({{half, PowerProduct(plus).pow(-nu)}, {half, PowerProduct(minus).pow(-nu)}})
                 .pow(-(1 + gamma));
  }
  return Bump{active, "C" + std::to_string(plus) + "," + std::to_string(minus), slope};
}

std::optional<Bump> simplex_bump(const NetworkClass& h, std::uint64_t active) {
  const std::uint64_t first = h.widths[1];
  if (active < 1 || active > h.dimension() || active > first - 1) return std::nullopt;
  const std::uint64_t blocks = pays_to_copy(h) ? first / (active + 1) : 1;
  PowerProduct slope = common_slope(h) * PowerProduct(2) * PowerProduct(blocks).pow(h.copy_exponent()) *
                       PowerProduct::binomial(2 * active, active).pow(-Rational(1, active));
  if (h.q.infinite()) {
    slope /= PowerProduct((active + 1) / 2);
  } else {
    const auto root = root_of_bias_weight(active, h.q.value());
    if (!root) return std::nullopt;
    slope *= PowerProduct::sum({{active, PowerProduct()}, {1, *root}}).pow(-2 * h.q.reciprocal());
  }
  return Bump{active, "S" + std::to_string(blocks), slope, true};
}

}  // namespace relugap::bounds
