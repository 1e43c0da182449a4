#include "bounds/membership.h"

#include <algorithm>
#include <utility>

#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

// z = W x + b with exact entries, row by row.
struct Affine {
  std::size_t rows, cols;
  std::vector<Rational> weights, bias;
};

Affine affine(const net::Dense& d) {
  Affine a{d.rows, d.cols, {}, {}};
  a.weights.reserve(d.weights.size());
  for (const double w : d.weights) a.weights.push_back(exact(w));
  for (const double b : d.bias) a.bias.push_back(exact(b));
  return a;
}

Affine affine(const net::Diagonal& d) {
  const std::size_t n = d.scale.size();
  Affine a{n, n, std::vector<Rational>(n * n), d.shift};
  for (std::size_t i = 0; i < n; ++i) a.weights[i * n + i] = d.scale[i];
  return a;
}

// next after first.
Affine compose(Affine first, const net::Diagonal& next) {
  for (std::size_t i = 0; i < first.rows; ++i) {
    for (std::size_t j = 0; j < first.cols; ++j) first.weights[i * first.cols + j] *= next.scale[i];
    first.bias[i] = next.scale[i] * first.bias[i] + next.shift[i];
  }
  return first;
}

bool is_diagonal(const Affine& a) {
  if (a.rows != a.cols) return false;
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.cols; ++j)
      if (i != j && a.weights[i * a.cols + j] != 0) return false;
  return true;
}

Affine compose(const Affine& first, const net::Dense& dense) {
  Affine next = affine(dense);
  Affine result{next.rows, first.cols, std::vector<Rational>(next.rows * first.cols), std::move(next.bias)};
  const bool diagonal = is_diagonal(first);
  for (std::size_t i = 0; i < next.rows; ++i)
    for (std::size_t k = 0; k < next.cols; ++k) {
      const Rational& w = next.weights[i * next.cols + k];
      result.bias[i] += w * first.bias[k];
      const std::size_t begin = diagonal ? k : 0, end = diagonal ? k + 1 : first.cols;
      for (std::size_t j = begin; j < end; ++j)
        result.weights[i * first.cols + j] += w * first.weights[k * first.cols + j];
    }
  return result;
}

LayerNorms norms(const Affine& a) {
  LayerNorms n{a.rows, a.cols, {}, {}};
  for (const Rational& w : a.weights) n.weights.add(w);
  for (const Rational& b : a.bias) n.bias.add(b);
  return n;
}

// The entry of `norms` for q, raised to the power p.
const Rational& select(const EntrywiseNorms& norms, const Exponent& q) {
  if (q.infinite()) return norms.inf;
  RELUGAP_CHECK(q.value() == 1 || q.value() == 2);
  return q.value() == 1 ? norms.one : norms.two_squared;
}

}  // namespace

void EntrywiseNorms::add(const Rational& entry) {
  const Rational size = abs(entry);
  one += size;
  two_squared += size * size;
  if (size > inf) inf = size;
}

Integer Membership::parameters() const {
  Integer sum = 0;
  for (const LayerNorms& layer : layers) sum += Integer(layer.rows) * Integer(layer.cols + 1);
  return sum;
}

Rational Membership::smallest_coefficient_power(const Exponent& q) const {
  Rational largest = 0;
  for (const LayerNorms& layer : layers)
    largest = std::max({largest, select(layer.weights, q), select(layer.bias, q)});
  return largest;
}

Membership measure(const net::Network& network) {
  Membership m;
  m.widths = {network.inputs()};
  std::optional<Affine> run;  // the affine map since the last ReLU
  const auto close = [&] {
    m.layers.push_back(norms(*run));
    m.widths.push_back(run->rows);
    run.reset();
  };
  for (const net::Layer& layer : network.layers()) {
    if (const auto* dense = std::get_if<net::Dense>(&layer))
      run = run ? compose(*run, *dense) : affine(*dense);
    else if (const auto* diagonal = std::get_if<net::Diagonal>(&layer))
      run = run ? compose(std::move(*run), *diagonal) : affine(*diagonal);
    else if (run)
      close();
    else if (m.layers.empty())
      m.obstacle = "an activation stands before the first affine layer";
  }
  if (run)
    close();
  else if (!m.obstacle)
    m.obstacle = m.layers.empty() ? "it has no affine layer" : "an activation follows the last affine layer";
  if (!m.obstacle && m.widths.back() != 1)
    m.obstacle = "it has " + std::to_string(m.widths.back()) + " outputs, the networks of the class have one";
  return m;
}

std::optional<PowerProduct> norm_from_power(const Rational& power, const Exponent& q) {
  if (power == 0) return std::nullopt;
  const bool square = !q.infinite() && q.value() == 2;
  return PowerProduct(power).pow(square ? Rational(1, 2) : Rational(1));
}

std::vector<Exponent> exact_exponents() { return {Exponent(1), Exponent(2), Exponent::infinity()}; }

}  // namespace relugap::bounds
