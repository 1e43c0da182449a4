#include "tests/lib/net/random_graph.h"

#include <algorithm>
#include <random>

namespace relugap::net {
namespace {

double number() {
  switch (rng().integer(0, 3)) {
    case 0:
      return rng().integer(-3, 3);
    case 1:
      return static_cast<double>(static_cast<float>(rng().uniform(-1, 1)));
    default:
      return rng().uniform(-2, 2);
  }
}

std::vector<double> numbers(std::size_t n) {
  std::vector<double> result(n);
  for (double& x : result) x = number();
  return result;
}

}  // namespace

RandomGraph::RandomGraph(std::size_t inputs, int nodes)
    : model_({-1, static_cast<std::int64_t>(inputs)}), values_{{"x", inputs}}, functions_{nullptr} {
  for (int i = 0; i < nodes; ++i) {
    // Most nodes go on from the last value, so that the graph gets deep; others go back.
    const std::size_t from = rng().integer(0, 2) > 0 ? values_.size() - 1 : pick();
    switch (rng().integer(0, 5)) {
      case 0:
        gemm(from, static_cast<std::size_t>(rng().integer(1, 4)));
        break;
      case 1:
      case 2:
        activation(from);
        break;
      case 3:
        coordinatewise(from);
        break;
      default:
        joint(from);
    }
  }
  gemm(values_.size() - 1, static_cast<std::size_t>(rng().integer(1, 2)));
  model_.graph().mutable_output(0)->set_name(values_.back().name);
}

std::vector<Rational> RandomGraph::evaluate(const std::vector<Rational>& x) const {
  std::vector<Vector> values{x};
  for (std::size_t i = 1; i < functions_.size(); ++i) values.push_back(functions_[i](values));
  return values.back();
}

std::size_t RandomGraph::pick() const {
  return static_cast<std::size_t>(rng().integer(0, static_cast<int>(values_.size()) - 1));
}

std::size_t RandomGraph::of_width(std::size_t width) {
  const std::size_t start = pick();
  for (std::size_t k = 0; k < values_.size(); ++k) {
    const std::size_t i = (start + k) % values_.size();
    if (values_[i].width == width) return i;
  }
  gemm(pick(), width);
  return values_.size() - 1;
}

std::string RandomGraph::constant(const std::vector<double>& numbers, const Dims& dims) {
  const std::string name = numbered("c", constants_++);
  model_.tensor(name, dims, numbers);
  return name;
}

std::size_t RandomGraph::add(std::size_t width, Function function) {
  values_.push_back({numbered("v", static_cast<int>(values_.size())), width});
  functions_.push_back(std::move(function));
  return values_.size() - 1;
}

onnx::NodeProto& RandomGraph::node(const std::string& type, const std::vector<std::string>& inputs) {
  return model_.node(type, inputs, values_.back().name);
}

void RandomGraph::gemm(std::size_t from, std::size_t width) {
  const std::size_t n = values_[from].width;
  const std::vector<double> w = numbers(width * n), b = numbers(width);
  const std::string matrix = constant(w, {static_cast<std::int64_t>(width), static_cast<std::int64_t>(n)});
  const std::string bias = constant(b, {static_cast<std::int64_t>(width)});
  const std::string name = values_[from].name;
  add(width, [=](const std::vector<Vector>& values) {
    Vector z;
    for (std::size_t i = 0; i < width; ++i) {
      Rational sum = exact(b[i]);
      for (std::size_t j = 0; j < n; ++j) sum += exact(w[i * n + j]) * values[from][j];
      z.push_back(sum);
    }
    return z;
  });
  ModelBuilder::integer(node("Gemm", {name, matrix, bias}), "transB", 1);
}

void RandomGraph::activation(std::size_t from) {
  const std::size_t n = values_[from].width;
  const std::string name = values_[from].name;
  const auto each = [&](const std::function<Rational(const Rational&, std::size_t)>& f) {
    add(n, [=](const std::vector<Vector>& values) {
      Vector z;
      for (std::size_t i = 0; i < n; ++i) z.push_back(f(values[from][i], i));
      return z;
    });
  };
  switch (rng().integer(0, 5)) {
    case 0: {
      const float alpha = rng().coin() ? 0.01F : static_cast<float>(rng().uniform(-0.5, 1.5));
      each([alpha](const Rational& x, std::size_t) { return x < 0 ? Rational(exact(alpha) * x) : x; });
      auto& leaky = node("LeakyRelu", {name});
      if (alpha != 0.01F || rng().coin()) ModelBuilder::real(leaky, "alpha", alpha);
      break;
    }
    case 1: {
      std::vector<double> slopes = numbers(rng().coin() ? n : 1);
      if (rng().coin())
        for (double& c : slopes) c = rng().integer(0, 1);
      const std::string stored = constant(slopes, {static_cast<std::int64_t>(slopes.size())});
      each([slopes](const Rational& x, std::size_t i) {
        return x < 0 ? Rational(exact(slopes[slopes.size() == 1 ? 0 : i]) * x) : x;
      });
      node("PRelu", {name, stored});
      break;
    }
    case 2:
      each([](const Rational& x, std::size_t) { return x < 0 ? Rational(-x) : x; });
      node("Abs", {name});
      break;
    case 3: {
      std::vector<double> bounds = numbers(2);
      std::sort(bounds.begin(), bounds.end());
      if (rng().coin()) bounds[0] = std::min(bounds[1], 0.0);
      const bool low = rng().coin(), high = rng().coin();
      const std::string least = low ? constant({bounds[0]}, {}) : "",
                        most = high ? constant({bounds[1]}, {}) : "";
      each([=](const Rational& x, std::size_t) {
        Rational y = x;
        if (low) y = std::max<Rational>(y, exact(bounds[0]));
        if (high) y = std::min<Rational>(y, exact(bounds[1]));
        return y;
      });
      node("Clip", {name, least, most});
      break;
    }
    default:
      each([](const Rational& x, std::size_t) { return x < 0 ? Rational(0) : x; });
      node("Relu", {name});
  }
}

void RandomGraph::coordinatewise(std::size_t from) {
  const std::size_t n = values_[from].width;
  const std::string name = values_[from].name;
  const std::vector<double> c = numbers(n);
  const std::vector<std::string> kinds{"Add", "Sub", "Mul", "Max", "Min", "Neg", "Identity"};
  const std::string kind = kinds[static_cast<std::size_t>(rng().integer(0, 6))];
  const bool first = rng().coin();
  const std::string stored = constant(c, {static_cast<std::int64_t>(n)});
  add(n, [=](const std::vector<Vector>& values) {
    Vector z;
    for (std::size_t i = 0; i < n; ++i) {
      const Rational& x = values[from][i];
      const Rational k = exact(c[i]);
      if (kind == "Add") z.push_back(x + k);
      if (kind == "Sub") z.push_back(first ? Rational(k - x) : Rational(x - k));
      if (kind == "Mul") z.push_back(x * k);
      if (kind == "Max") z.push_back(std::max<Rational>(x, k));
      if (kind == "Min") z.push_back(std::min<Rational>(x, k));
      if (kind == "Neg") z.push_back(-x);
      if (kind == "Identity") z.push_back(x);
    }
    return z;
  });
  if (kind == "Neg" || kind == "Identity")
    node(kind, {name});
  else
    node(kind, first ? std::vector<std::string>{stored, name} : std::vector<std::string>{name, stored});
}

void RandomGraph::joint(std::size_t from) {
  const std::vector<std::string> kinds{"Add", "Add", "Sub", "Max", "Min", "Sum", "Concat"};
  const std::string kind = kinds[static_cast<std::size_t>(rng().integer(0, 6))];
  const std::size_t n = values_[from].width;
  if (kind == "Concat") {
    const std::size_t other = pick();
    const std::vector<std::string> names{values_[from].name, values_[other].name};
    if (n + values_[other].width > 8) return;
    add(n + values_[other].width, [=](const std::vector<Vector>& values) {
      Vector z = values[from];
      z.insert(z.end(), values[other].begin(), values[other].end());
      return z;
    });
    ModelBuilder::integer(node("Concat", names), "axis", rng().coin() ? 1 : -1);
    return;
  }
  std::vector<std::size_t> operands{from};
  const int more = kind == "Sum" || kind == "Max" || kind == "Min" ? rng().integer(1, 2) : 1;
  for (int k = 0; k < more; ++k) operands.push_back(of_width(n));
  std::shuffle(operands.begin(), operands.end(),
               std::minstd_rand(static_cast<unsigned>(rng().integer(0, 9))));
  std::vector<std::string> names;
  for (const std::size_t i : operands) names.push_back(values_[i].name);
  add(n, [=](const std::vector<Vector>& values) {
    Vector z = values[operands[0]];
    for (std::size_t k = 1; k < operands.size(); ++k)
      for (std::size_t i = 0; i < n; ++i) {
        const Rational& x = values[operands[k]][i];
        if (kind == "Add" || kind == "Sum") z[i] += x;
        if (kind == "Sub") z[i] -= x;
        if (kind == "Max") z[i] = std::max<Rational>(z[i], x);
        if (kind == "Min") z[i] = std::min<Rational>(z[i], x);
      }
    return z;
  });
  node(kind, names);
}

}  // namespace relugap::net
