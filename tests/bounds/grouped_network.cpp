#include "tests/bounds/grouped_network.h"

#include <algorithm>

#include "tests/bounds/support.h"

namespace relugap::bounds::test {
namespace {

using Kind = Group::Kind;
using Vector = std::vector<Rational>;

// A rational just below sqrt(x).
Rational root_below(const Rational& x) {
  const Integer scale = ten_to(40);
  const Rational scaled = x * scale * scale;
  return Rational(Integer(sqrt(Integer(numerator(scaled) / denominator(scaled)))), scale);
}

// What roots that are a little too small may add to the norm of layer 2.
Rational slack() { return 1 - Rational(1, ten_to(32)); }

// One neuron of layer 1 and the weight with which it lowers layer 2.
struct Neuron {
  Vector direction;  // over the coordinates of the group
  Rational out;
  std::uint64_t copies;
};

Vector scaled(Vector v, const Rational& by) {
  for (Rational& x : v) x *= by;
  return v;
}

Vector alternating(std::uint64_t n, const Rational& by) {
  Vector v;
  for (std::uint64_t k = 1; k <= n; ++k) v.push_back(k % 2 ? Rational(-by) : by);
  return v;
}

Vector unit(std::uint64_t n, std::uint64_t k, const Rational& by) {
  Vector v(n);
  v[k] = by;
  return v;
}

// Kinds C and D, C as D with one coordinate. `share` = n_g / d'.
std::vector<Neuron> difference(const NetworkClass& h, const Group& g, const Rational& share) {
  const std::uint64_t n = g.size;
  const Rational& c = h.coefficient;
  const Rational reach = n == 1 ? Rational(1) : g.reach, lambda = g.ratio;
  Rational a, a0, out, out0;
  if (h.q.infinite()) {
    a = out = out0 = c;
    a0 = c / std::max(Rational(1), reach);
  } else if (h.q.value() == 2) {  // A = n + sqrt(D) lambda, slope c^2 share / A in all
    const Rational root = root_below(std::max(Rational(n), Rational(reach * reach)));
    const Rational slope = c * c * share / (n + (root + Rational(1, ten_to(39))) * lambda);
    a = root_below(slope / g.plus);
    a0 = root_below(slope * lambda / g.minus / (root + Rational(1, ten_to(39))));
    out = slack() * slope / g.plus / a;
    out0 = slack() * slope * lambda / g.minus / a0;
  } else {  // A = n r^(1/2) + sqrt(D lambda r'), slope (c share / A)^2
    const Rational tiny(1, ten_to(39)), d = std::max(Rational(n), reach);
    const Rational plus = root_below(g.plus) + tiny, cross = root_below(lambda * g.minus * d) + tiny;
    const Rational base = c * share / (n * plus + cross);
    a = base / plus;
    a0 = base * cross / (g.minus * d);
    out = base * base / g.plus / a;
    out0 = base * base * lambda / g.minus / a0;
  }
  std::vector<Neuron> neurons;
  for (std::uint64_t k = 0; k < n; ++k)
    neurons.push_back({unit(n, k, k % 2 ? a : Rational(-a)), out, g.plus});
  neurons.push_back({alternating(n, -a0), out0, g.minus});
  return neurons;
}

// Kind R: v_k = x e_k - y (1,...,1)/n up to rounding, v_0 = -sum v_k.
std::vector<Neuron> regular(const NetworkClass& h, const Group& g, const Rational& share) {
  const std::uint64_t n = g.size;
  // Gram matrix (1 + 1/n) I - (1/n) 11^T: v_k = alpha e_k - beta 1 with alpha^2 = 1 + 1/n, (alpha - n beta)^2 = 1/n.
  const Rational alpha = root_below(Rational(n + 1, n)), beta = (alpha - root_below(Rational(1, n))) / n;
  const Rational slope = h.coefficient * h.coefficient * share / (n + 1), a = root_below(slope);
  std::vector<Vector> v;
  Vector last(n);
  for (std::uint64_t k = 0; k < n; ++k) {
    Vector e(n, -beta);
    e[k] += alpha;
    for (std::uint64_t i = 0; i < n; ++i) last[i] -= e[i];
    v.push_back(e);
  }
  v.push_back(last);
  std::vector<Neuron> neurons;
  for (const Vector& e : v) neurons.push_back({scaled(e, a), slack() * slope / a, 1});
  return neurons;
}

std::vector<Vector> rotation(std::uint64_t n) {
  const Rational theta = n == 2 ? Rational(5, 7) : Rational(1, 3);
  if (n == 2) return {{1, -1}, {theta, theta}};
  if (n == 3) return {{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}};
  return {{1, 1, -1, -1}, {1, -1, 1, -1}, {1, -1, -1, 1}, {theta, theta, theta, theta}};
}

std::vector<Neuron> rotated(const NetworkClass& h, const Group& g) {
  const Rational& c = h.coefficient;
  std::vector<Neuron> neurons;
  for (const Vector& row : rotation(g.size)) {
    neurons.push_back({scaled(row, c), c, g.plus});
    neurons.push_back({scaled(row, -c), c, g.minus});
  }
  return neurons;
}

Rational determinant(std::vector<Vector> m) {
  Rational result = 1;
  for (std::size_t k = 0; k < m.size(); ++k) {
    std::size_t pivot = k;
    while (pivot < m.size() && m[pivot][k] == 0) ++pivot;
    if (pivot == m.size()) return 0;
    if (pivot != k) std::swap(m[pivot], m[k]), result = -result;
    result *= m[k][k];
    for (std::size_t j = k + 1; j < m.size(); ++j) {
      const Rational f = m[j][k] / m[k][k];
      for (std::size_t i = k; i < m.size(); ++i) m[j][i] -= f * m[k][i];
    }
  }
  return abs(result);
}

// n! vol{ sum_k s v_k^+ + s0 (-sum_k v_k)^+ < 1 } for s v_k = <d_k, z>, by the sum over signs of the statement.
Rational difference_integral(std::uint64_t n, const Rational& lambda) {
  const auto choose = [](std::uint64_t a, std::uint64_t b) {
    return factorial(a) / (factorial(b) * factorial(a - b));
  };
  Rational sum = choose(2 * n - 1, n);
  for (std::uint64_t j = 1; j <= n; ++j) sum += choose(2 * n - 1 - j, n - j) / power(lambda, j);
  return sum;
}

// The integral of exp(-gauge) over the group, from its neurons.
Rational integral(const Group& g, const std::vector<Neuron>& neurons) {
  const std::uint64_t n = g.size;
  std::vector<Vector> rows;
  if (g.kind == Kind::rotated) {
    Rational product = 1;
    for (std::uint64_t k = 0; k < n; ++k) {
      const Neuron &up = neurons[2 * k], &down = neurons[2 * k + 1];
      rows.push_back(up.direction);
      product *= 1 / (up.out * up.copies) + 1 / (down.out * down.copies);
    }
    return product / determinant(rows);
  }
  // <d_0, z> = -across sum_k <d_k, z> for one number `across`.
  for (std::uint64_t k = 0; k < n; ++k) rows.push_back(neurons[k].direction);
  const Neuron &first = neurons.front(), &last = neurons.back();
  Rational across = 0, sum = 0;
  for (const Vector& row : rows) sum += row[0];
  across = -last.direction[0] / sum;
  const Rational slope = first.out * first.copies;
  return difference_integral(n, across * last.out * last.copies / slope) /
         (power(slope, n) * determinant(rows));
}

}  // namespace

bool is_admissible_centre(const GroupedDesign& design, const Exponent&, const Vector& centre) {
  std::size_t at = 0;
  for (const auto& [g, count] : design.parts)
    for (std::uint64_t i = 0; i < count; ++i, at += g.size) {
      if (g.kind == Kind::difference) {
        Rational sum = 0;
        for (std::size_t k = 0; k < g.size; ++k) sum += k % 2 ? centre[at + k] : Rational(-centre[at + k]);
        if (abs(sum) > g.reach) return false;
      } else if (g.kind == Kind::rotated) {
        for (const Vector& row : rotation(g.size)) {
          Rational sum = 0;
          for (std::size_t k = 0; k < g.size; ++k) sum += row[k] * centre[at + k];
          if (abs(sum) > 1) return false;
        }
      }
    }
  return true;
}

GroupedNetwork grouped_network(const NetworkClass& h, const GroupedDesign& design,
                               std::vector<std::size_t> coordinates, Vector centre,
                               const Rational& fraction) {
  GroupedNetwork u{{}, std::move(coordinates), std::move(centre), 0, {}, {}, 1};
  const std::size_t active = u.coordinates.size();
  const bool inf = h.q.infinite();
  const Rational& c = h.coefficient;
  ExactLayer first;
  Vector out;
  std::size_t at = 0;
  for (const auto& [g, count] : design.parts)
    for (std::uint64_t i = 0; i < count; ++i, at += g.size) {
      const Rational share(g.size, active);
      const auto neurons = g.kind == Kind::regular   ? regular(h, g, share)
                           : g.kind == Kind::rotated ? rotated(h, g)
                                                     : difference(h, g, share);
      u.slope_power *= power(2, g.size) / integral(g, neurons);
      for (const Neuron& neuron : neurons) {
        Vector over_all(h.dimension()), over_active(active);
        Rational bias = 0;
        for (std::size_t k = 0; k < g.size; ++k) {
          over_all[u.coordinates[at + k]] = over_active[at + k] = neuron.direction[k];
          bias -= neuron.direction[k] * u.centre[at + k];
        }
        u.directions.push_back(over_active);
        u.weights.push_back(neuron.out * neuron.copies);
        for (std::uint64_t k = 0; k < neuron.copies; ++k) {
          first.weights.push_back(over_all);
          first.bias.push_back(bias);
          out.push_back(-neuron.out);
        }
      }
    }
  u.layers.push_back(first);
  Rational factor = 1;
  const auto width = [&](std::size_t l) { return inf ? h.widths[l] : 1; };
  u.layers.push_back({std::vector(width(2), out), Vector(width(2), c * fraction)});
  for (std::size_t l = 3; l <= h.layers(); ++l) {
    const std::size_t rows = l == h.layers() ? 1 : width(l), cols = width(l - 1);
    u.layers.push_back({std::vector(rows, Vector(cols, c)), Vector(rows)});
    factor *= c * cols;
  }
  u.height = c * fraction * factor;
  for (Rational& w : u.weights) w *= factor;
  u.slope_power *= power(factor, active);
  return u;
}

Rational formula(const GroupedNetwork& u, const Vector& x) {
  Rational gauge = 0;
  for (std::size_t i = 0; i < u.directions.size(); ++i) {
    Rational value = 0;
    for (std::size_t k = 0; k < u.coordinates.size(); ++k)
      value += u.directions[i][k] * (x[u.coordinates[k]] - u.centre[k]);
    if (value > 0) gauge += u.weights[i] * value;
  }
  return std::max(Rational(0), Rational(u.height - gauge));
}

BumpNetwork layers_of(const GroupedNetwork& u) {
  return {u.layers, u.coordinates, u.centre, u.height, 0, 0, 0};
}

}  // namespace relugap::bounds::test
