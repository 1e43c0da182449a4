#include "tests/verify/random_sides.h"

#include "lib/net/value_chain.h"
#include "lib/target/evaluate.h"
#include "tests/support/random.h"

namespace relugap::test {

net::Network random_net(const std::vector<std::size_t>& widths, const std::function<double()>& number,
                        bool diagonals) {
  std::vector<net::Layer> layers;
  const auto add_diagonal = [&](std::size_t n) {
    net::Diagonal diagonal;
    for (std::size_t i = 0; i < n; ++i) {
      diagonal.scale.push_back(Rational(rng().integer(1, 9), rng().integer(1, 9)));
      diagonal.shift.push_back(Rational(rng().integer(-9, 9), rng().integer(1, 9)));
    }
    layers.push_back(std::move(diagonal));
  };
  if (diagonals && rng().coin()) add_diagonal(widths[0]);
  for (std::size_t l = 1; l < widths.size(); ++l) {
    net::Dense dense{widths[l], widths[l - 1], std::vector<double>(widths[l] * widths[l - 1]),
                     std::vector<double>(widths[l])};
    for (double& w : dense.weights) w = number();
    for (double& b : dense.bias) b = number();
    layers.push_back(std::move(dense));
    if (diagonals && rng().coin()) add_diagonal(widths[l]);
    if (l + 1 == widths.size() || (diagonals && rng().integer(0, 3) == 0)) continue;
    net::Relu relu;
    if (diagonals && rng().coin())
      for (std::size_t i = 0; i < widths[l]; ++i)
        relu.mask.push_back(static_cast<std::uint8_t>(rng().integer(0, 1)));
    layers.push_back(std::move(relu));
  }
  return {widths[0], std::move(layers)};
}

net::Network random_residual_net(std::size_t d, std::size_t width, int blocks, const Rational& alpha,
                                 const std::function<double()>& number) {
  const net::Where where{"test", "network"};
  const auto dense = [&](std::size_t rows, std::size_t cols) {
    net::Dense layer{rows, cols, std::vector<double>(rows * cols), std::vector<double>(rows)};
    for (double& w : layer.weights) w = number();
    for (double& b : layer.bias) b = number();
    return layer;
  };
  net::ValueChain chain(d, std::size_t{1} << 20);
  std::size_t h = chain.affine(0, dense(width, d), where);
  for (int block = 0; block < blocks; ++block) {
    chain.set_uses(h, 2);
    const std::size_t a = chain.affine(chain.rectify(h, {}, where), dense(width, width), where);
    std::vector<net::ValueChain::Sum> sums;
    for (std::size_t i = 0; i < width; ++i) sums.push_back({{{a, i, 1.0}, {h, i, 1.0}}});
    h = chain.combine({a, h}, sums, where);
  }
  std::vector<net::ValueChain::Sum> twice, sums;
  for (std::size_t i = 0; i < 2 * width; ++i) twice.push_back({{{h, i % width, 1.0}}});
  net::Relu relu;
  net::Diagonal factors;
  for (std::size_t i = 0; i < 2 * width; ++i) {
    relu.mask.push_back(static_cast<std::uint8_t>(i < width));
    factors.scale.push_back(i < width ? Rational(1 - alpha) : alpha);
    factors.shift.emplace_back(0);
  }
  h = chain.scale(chain.rectify(chain.combine({h}, twice, where), relu, where), factors, where);
  for (std::size_t i = 0; i < width; ++i) sums.push_back({{{h, i, 1.0}, {h, width + i, 1.0}}});
  h = chain.affine(chain.combine({h}, sums, where), dense(1, width), where);
  return {d, chain.take(h)};
}

std::string random_rational_formula(std::size_t d, int depth) {
  if (depth == 0) {
    if (rng().integer(0, 2) == 0) return std::to_string(rng().integer(0, 30)) + "/10";
    return "x" + std::to_string(rng().integer(1, static_cast<int>(d)));
  }
  const auto part = [&] { return random_rational_formula(d, depth - 1); };
  switch (rng().integer(0, 8)) {
    case 0:
      return "(" + part() + "+" + part() + ")";
    case 1:
      return "(" + part() + "-" + part() + ")";
    case 2:
      return "(" + part() + "*" + part() + ")";
    case 3:
      return "(" + part() + "/(1+(" + part() + ")^2))";
    case 4:
      return "(" + part() + ")^" + std::to_string(rng().integer(2, 4));
    case 5:
      return "abs(" + part() + ")";
    case 6:
      return "min(" + part() + "," + part() + ")";
    case 7:
      return "max(" + part() + "," + part() + ")";
    default:
      return "(2+(" + part() + ")^2)^(-" + std::to_string(rng().integer(1, 3)) + ")";
  }
}

namespace {

struct Exact {
  const std::vector<Rational>& x;
  Rational operator()(const verify::Zero&) const { return 0; }
  Rational operator()(const net::Network& f) const { return net::evaluate(f, x)[0]; }
  Rational operator()(const target::Formula& f) const { return target::evaluate_exact(f, x).value(); }
};

}  // namespace

Rational exact_value(const verify::Side& f, const std::vector<Rational>& x) {
  return std::visit(Exact{x}, f);
}

Rational exact_difference(const verify::Side& f, const verify::Side& g, const std::vector<Rational>& x) {
  const Rational difference = std::visit(Exact{x}, f) - std::visit(Exact{x}, g);
  return difference < 0 ? Rational(-difference) : difference;
}

std::vector<Rational> random_point(const target::RationalBox& box) {
  std::vector<Rational> x;
  const int kind = rng().integer(0, 3);
  for (std::size_t k = 0; k < box.dimension(); ++k) {
    Rational share;
    switch (kind) {
      case 0:
        share = rng().integer(0, 1);
        break;
      case 1:
        share = Rational(rng().integer(0, 2), 2);
        break;
      case 2:
        share = Rational(rng().integer(0, 97), 97);
        break;
      default:
        share = exact(rng().uniform(0, 1));
    }
    x.push_back(box.lo[k] + share * (box.hi[k] - box.lo[k]));
  }
  return x;
}

target::RationalBox to_rational(const verify::CentredBox& box) {
  target::RationalBox exact_box;
  for (std::size_t k = 0; k < box.dimension(); ++k) {
    exact_box.lo.push_back(exact(box.centre[k]) - exact(box.radius[k]));
    exact_box.hi.push_back(exact(box.centre[k]) + exact(box.radius[k]));
  }
  return exact_box;
}

}  // namespace relugap::test
