#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <string>

#include "bounds/theorems/bgv2023_uniform.h"
#include "bounds/theorems/bump_deterministic.h"
#include "bounds/theorems/bump_randomized.h"
#include "bounds/theorems/grouped_deterministic.h"
#include "bounds/theorems/grouped_randomized.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using Apply = Bound (*)(const NetworkClass&, const Query&);

/// Widths d, 3d, ..., 3d, 1 with `layers` affine layers.
struct Architecture {
  std::uint64_t d = 0;
  std::size_t layers = 0;
  friend bool operator==(const Architecture&, const Architecture&) = default;
};

NetworkClass class_of(const Architecture& a, const char* q, const char* c) {
  std::vector<std::uint64_t> widths(a.layers + 1, 3 * a.d);
  widths.front() = a.d;
  widths.back() = 1;
  return {widths, parse_exponent(q), parse_positive(c, "c")};
}

struct Found {
  Architecture architecture;
  Integer parameters;
  double exponent;
};

/// The architecture with fewest parameters, below 15 000, for which the theorem proves more than 10^80 samples for 1e-3.
std::optional<Found> smallest(Apply theorem, const char* q, const char* c, std::size_t most_layers) {
  const Query query{.goal = SamplesFor{Rational(1, 1000)}, .digits = 6};
  std::optional<Found> best;
  for (std::size_t layers = 3; layers <= most_layers; ++layers) {
    for (std::uint64_t d = 1;; ++d) {
      const NetworkClass h = class_of({d, layers}, q, c);
      if (h.parameters() >= (best ? best->parameters : Integer(15000))) break;
      const Bound bound = theorem(h, query);
      if (bound.value && bound.value->log10.lower() > 80)
        best = Found{{d, layers}, h.parameters(), bound.value->log10.lower()};
    }
  }
  return best;
}

struct Expected {
  std::uint64_t d;
  std::size_t layers;
  int parameters;
  double exponent;  ///< rounded to one decimal
};
constexpr Expected kNone{0, 0, 0, 0};

void check(const std::optional<Found>& found, const Expected& expected) {
  REQUIRE(found.has_value() == (expected.d != 0));
  if (!found) return;
  CHECK(found->architecture == Architecture{expected.d, expected.layers});
  CHECK(found->parameters == expected.parameters);
  CHECK(std::fabs(found->exponent - expected.exponent) <= 0.0501);
}

}  // namespace

TEST_CASE("regression: the smallest architectures d, 3d, ..., 3d, 1 that need more than 10^80 samples") {
  struct Row {
    const char *q, *c;
    Expected recalled_8, recalled_12, deterministic, randomized;
  };
  const Row rows[] = {
      {"1", "1", kNone, kNone, kNone, kNone},
      {"1", "2", kNone, kNone, kNone, kNone},
      {"1", "3", kNone, kNone, kNone, kNone},
      {"1", "4", kNone, kNone, {15, 8, 13186, 82.9}, {15, 8, 13186, 81.3}},
      {"1", "10", {16, 8, 14977, 83.7}, {9, 12, 7858, 87.6}, {9, 8, 4834, 80.4}, {12, 6, 5833, 80.2}},
      {"2", "1", kNone, kNone, kNone, kNone},
      {"2", "2", kNone, kNone, {28, 3, 9661, 81.4}, {29, 3, 10354, 82.4}},
      {"2", "3", kNone, kNone, {24, 3, 7129, 82.6}, {24, 3, 7129, 80.7}},
      {"2", "5", kNone, {11, 12, 11650, 82.1}, {20, 3, 4981, 82.3}, {20, 3, 4981, 80.5}},
      {"2", "10", {12, 8, 8497, 84.4}, {8, 11, 5641, 81.7}, {16, 3, 3217, 80.4}, {17, 3, 3622, 83.7}},
      {"inf", "1", {10, 8, 5941, 91.5}, {7, 11, 4348, 85.3}, {16, 3, 3217, 85.4}, {16, 3, 3217, 83.8}},
      {"inf", "2", {8, 8, 3841, 87.8}, {6, 10, 2881, 80.1}, {14, 3, 2479, 85.8}, {14, 3, 2479, 84.2}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.q);
    CAPTURE(row.c);
    check(smallest(bgv2023_uniform, row.q, row.c, 8), row.recalled_8);
    check(smallest(bgv2023_uniform, row.q, row.c, 12), row.recalled_12);
    check(smallest(bump_deterministic, row.q, row.c, 8), row.deterministic);
    check(smallest(bump_randomized, row.q, row.c, 8), row.randomized);
  }
}

TEST_CASE("grouped bumps need no larger architectures than the simple ones") {
  for (const char* q : {"1", "2", "inf"}) {
    for (const char* c : {"2", "4", "10"}) {
      CAPTURE(q);
      CAPTURE(c);
      const auto simple = smallest(bump_deterministic, q, c, 8),
                 grouped = smallest(grouped_deterministic, q, c, 8);
      if (simple) {
        REQUIRE(grouped.has_value());
        CHECK(grouped->parameters <= simple->parameters);
      }
      const auto simple_randomized = smallest(bump_randomized, q, c, 8);
      const auto grouped_randomized_found = smallest(grouped_randomized, q, c, 8);
      if (simple_randomized) {
        REQUIRE(grouped_randomized_found.has_value());
        CHECK(grouped_randomized_found->parameters <= simple_randomized->parameters);
      }
    }
  }
}

}  // namespace relugap::bounds
