#include "tests/bounds/bump_network.h"

#include <algorithm>
#include <cmath>

#include "tests/bounds/support.h"

namespace relugap::bounds::test {
namespace {

bool is_infinite(const NetworkClass& h) { return h.q.infinite(); }

// q in {1, 2}.
int small_exponent(const NetworkClass& h) { return h.q.value() == 1 ? 1 : 2; }

Rational to_the_q(const NetworkClass& h, const Rational& x) {
  return small_exponent(h) == 1 ? x : Rational(x * x);
}

// A rational just below x^(1/q), q in {1, 2}: exactly x for q = 1.
Rational root_below(const NetworkClass& h, const Rational& x) {
  if (small_exponent(h) == 1) return x;
  const Integer scale = ten_to(30);
  const Rational scaled = x * scale * scale;
  return Rational(Integer(sqrt(Integer(numerator(scaled) / denominator(scaled)))), scale);
}

Rational square_root_below(std::uint64_t n) {
  const Integer scale = ten_to(30);
  return Rational(Integer(sqrt(Integer(n * scale * scale))), scale);
}

ExactLayer zero_layer(std::size_t rows, std::size_t cols) {
  return {std::vector(rows, std::vector<Rational>(cols)), std::vector<Rational>(rows)};
}

std::size_t copies(const NetworkClass& h, std::size_t layer) { return is_infinite(h) ? h.widths[layer] : 1; }

// Layers 2 to L after the given first layer: second-layer weights `out` (one per first neuron), then equal weights.
// Sets the height as the given fraction of the greatest one.
void finish(BumpNetwork& u, const NetworkClass& h, const std::vector<Rational>& out,
            const Rational& fraction) {
  const Rational& c = h.coefficient;
  const std::size_t n2 = copies(h, 2), last = h.layers();
  ExactLayer second = zero_layer(n2, out.size());
  for (std::size_t i = 0; i < n2; ++i) {
    second.weights[i] = out;
    second.bias[i] = c * fraction;
  }
  u.layers.push_back(second);
  Rational factor = 1;  // of layers 3 to L
  for (std::size_t l = 3; l <= last; ++l) {
    const std::size_t rows = l == last ? 1 : copies(h, l), cols = copies(h, l - 1);
    ExactLayer layer = zero_layer(rows, cols);
    for (auto& row : layer.weights) std::fill(row.begin(), row.end(), c);
    factor *= c * cols;
    u.layers.push_back(layer);
  }
  u.height = c * fraction * factor;
  u.plus *= factor;
  u.minus *= factor;
  u.across *= factor;
}

}  // namespace

BumpNetwork cross_polytope_network(const NetworkClass& h, std::vector<std::size_t> j, std::vector<Rational> y,
                                   const Rational& fraction) {
  const std::size_t d = j.size(), all = is_infinite(h) ? h.widths[1] / d : 2;
  const std::size_t r_plus = (all + 1) / 2, r_minus = all / 2;
  // a and beta: norm c of 2 d' equal entries.
  const Rational a = is_infinite(h) ? h.coefficient : root_below(h, to_the_q(h, h.coefficient) / (2 * d));
  BumpNetwork u{{}, std::move(j), std::move(y), 0, 0, 0, 0};
  ExactLayer first;
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t k = 0; k < r_plus + r_minus; ++k) {
      const Rational slope = k < r_plus ? a : Rational(-a);
      first.weights.emplace_back(h.dimension());
      first.weights.back()[u.coordinates[i]] = slope;
      first.bias.push_back(-slope * u.centre[i]);
    }
  u.layers.push_back(first);
  u.plus = a * a * r_plus;
  u.minus = a * a * r_minus;
  finish(u, h, std::vector<Rational>(first.bias.size(), -a), fraction);
  return u;
}

BumpNetwork simplex_network(const NetworkClass& h, std::vector<std::size_t> j, std::vector<Rational> y,
                            const Rational& fraction) {
  const std::size_t d = j.size(), half = (d + 1) / 2, blocks = is_infinite(h) ? h.widths[1] / (d + 1) : 1;
  const Rational& c = h.coefficient;
  Rational a = c, a0 = c / half, twice_s = c * c / half;
  if (!is_infinite(h)) {
    const std::size_t weight = std::max(d, small_exponent(h) == 1 ? half : half * half);  // D
    const Rational root = square_root_below(weight);
    a0 = root_below(h, to_the_q(h, c) / (weight + d * root));
    a = root_below(h, (to_the_q(h, c) - weight * to_the_q(h, a0)) / d);
    twice_s = root_below(h, to_the_q(h, c) / (d / to_the_q(h, a) + 1 / to_the_q(h, a0)));
  }
  BumpNetwork u{{}, std::move(j), std::move(y), 0, 0, 0, 0};
  ExactLayer first;
  std::vector<Rational> out;
  for (std::size_t block = 0; block < blocks; ++block) {
    std::vector<Rational> across(h.dimension());
    Rational across_bias = 0;
    for (std::size_t i = 0; i < d; ++i) {
      const int sign = i % 2 ? 1 : -1;
      first.weights.emplace_back(h.dimension());
      first.weights.back()[u.coordinates[i]] = sign * a;
      first.bias.push_back(-sign * a * u.centre[i]);
      out.push_back(-twice_s / a);
      across[u.coordinates[i]] = -sign * a0;
      across_bias += sign * a0 * u.centre[i];
    }
    first.weights.push_back(across);
    first.bias.push_back(across_bias);
    out.push_back(-twice_s / a0);
  }
  u.layers.push_back(first);
  u.plus = u.minus = u.across = twice_s / 2 * blocks;
  finish(u, h, out, fraction);
  return u;
}

Rational run(const BumpNetwork& u, std::vector<Rational> x) {
  for (std::size_t l = 0; l < u.layers.size(); ++l) {
    std::vector<Rational> z = u.layers[l].bias;
    for (std::size_t i = 0; i < z.size(); ++i) {
      for (std::size_t j = 0; j < x.size(); ++j) z[i] += u.layers[l].weights[i][j] * x[j];
      if (l + 1 < u.layers.size() && z[i] < 0) z[i] = 0;
    }
    x = std::move(z);
  }
  return x.front();
}

Rational gauge(const BumpNetwork& u, const std::vector<Rational>& z) {
  Rational sum = 0, alternating = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    sum += z[i] > 0 ? Rational(u.plus * z[i]) : Rational(-u.minus * z[i]);
    alternating += i % 2 ? z[i] : Rational(-z[i]);
  }
  return sum + u.across * abs(alternating);
}

Rational formula(const BumpNetwork& u, const std::vector<Rational>& x) {
  std::vector<Rational> z;
  for (std::size_t i = 0; i < u.coordinates.size(); ++i) z.push_back(x[u.coordinates[i]] - u.centre[i]);
  return std::max(Rational(0), Rational(u.height - gauge(u, z)));
}

bool in_class(const BumpNetwork& u, const NetworkClass& h) {
  if (u.layers.size() != h.layers()) return false;
  const auto small_enough = [&](const std::vector<Rational>& entries) {
    Rational sum = 0, largest = 0;
    for (const Rational& e : entries) {
      largest = std::max(largest, Rational(abs(e)));
      if (!is_infinite(h)) sum += to_the_q(h, abs(e));
    }
    return is_infinite(h) ? largest <= h.coefficient : sum <= to_the_q(h, h.coefficient);
  };
  for (std::size_t l = 0; l < h.layers(); ++l) {
    const ExactLayer& layer = u.layers[l];
    std::vector<Rational> entries;
    for (const auto& row : layer.weights) entries.insert(entries.end(), row.begin(), row.end());
    if (layer.bias.size() > h.widths[l + 1] || !small_enough(entries) || !small_enough(layer.bias))
      return false;
  }
  return true;
}

}  // namespace relugap::bounds::test
