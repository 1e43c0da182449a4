#include "bounds/witness/build.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "bounds/witness/height_estimate.h"
#include "bounds/witness/norm_check.h"
#include "bounds/witness/sample_evaluator.h"
#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "lib/core/parallel_for.h"

namespace relugap::bounds::witness {
namespace {

constexpr std::uint64_t kMostParameters = std::uint64_t{1} << 24;
constexpr double kLargestCoefficient =
    0x1p400;                           // a smaller class than asked for is a subset; products stay finite
constexpr double kSafe = 1 - 0x1p-46;  // covers the rounding of a sum that is formed in another order
constexpr std::size_t kBlock = 4096;   // samples per task

// f(1), f(1 - 2^-53), ..., with factors ever smaller until one is good.
void shrink_until(const std::function<bool(double)>& good) {
  double loss = 0;
  for (int k = 0; k < 45; ++k) {
    if (good(1 - loss)) return;
    loss = loss == 0 ? 0x1p-53 : 2 * loss;
  }
  RELUGAP_CHECK(false && "no factor makes the norm small enough");
}

/// The layers of one witness.
class Builder {
 public:
  Builder(const NetworkClass& h, const Region& region)
      : h_(h),
        q_(estimate_exponent(h)),
        joint_(h.joint && !h.q.infinite()),
        n2_(copies_pay(h) ? h.widths[2] : 1) {
    c_ = std::min(round_down(h.coefficient), kLargestCoefficient);
    arms_ = *arms_at(region.coordinates, region.sides, region.group, h.widths[1], copies_pay(h));
    std::vector<double> push;
    for (const Arm& arm : arms_) {
      Rational sum = 0;
      for (const Arm::Term& t : arm.terms) {
        const auto at = std::lower_bound(region.coordinates.begin(), region.coordinates.end(), t.coordinate);
        sum += t.sign * exact(region.centre[static_cast<std::size_t>(at - region.coordinates.begin())]);
      }
      inner_.push_back(sum);
      push.push_back(std::fabs(round_down(sum)));
    }
    weights_ = estimate_weights(arms_, push, q_, joint_, static_cast<double>(n2_));
  }

  net::Dense first() const {
    net::Dense layer;
    shrink_until([&](double factor) {
      layer = zeros(1);
      Magnitudes weights, bias, both;
      std::size_t row = 0;
      for (std::size_t k = 0; k < arms_.size(); ++k) {
        const double a = c_ * weights_[k].in * factor;
        const double b = round_down(-exact(a) * inner_[k]);
        for (Magnitudes* m : {&weights, &both}) m->add(a, arms_[k].copies * arms_[k].terms.size());
        for (Magnitudes* m : {&bias, &both}) m->add(b, arms_[k].copies);
        for (std::uint64_t copy = 0; copy < arms_[k].copies; ++copy, ++row) {
          for (const Arm::Term& t : arms_[k].terms)
            layer.weights[row * layer.cols + t.coordinate] = t.sign * a;
          layer.bias[row] = b;
        }
      }
      return within(weights, bias, both);
    });
    return layer;
  }

  // Layer 2 with weights times `scale` and this bias, both shrunk until they are small enough.
  net::Dense second(double scale, double bias) const {
    net::Dense layer;
    shrink_until([&](double factor) {
      layer = zeros(2);
      Magnitudes weights, biases, both;
      const double b = bias * factor;
      for (std::uint64_t row = 0; row < n2_; ++row) {
        layer.bias[row] = b;
        std::size_t column = 0;
        for (std::size_t k = 0; k < arms_.size(); ++k)
          for (std::uint64_t copy = 0; copy < arms_[k].copies; ++copy)
            layer.weights[row * layer.cols + column++] = -out(k, scale, factor);
      }
      for (std::size_t k = 0; k < arms_.size(); ++k)
        for (Magnitudes* m : {&weights, &both}) m->add(out(k, scale, factor), arms_[k].copies * n2_);
      for (Magnitudes* m : {&biases, &both}) m->add(b, n2_);
      return within(weights, biases, both);
    });
    return layer;
  }

  net::Dense later(std::size_t l) const {
    const std::uint64_t cols = copies_pay(h_) ? h_.widths[l - 1] : 1;
    const std::uint64_t rows = copies_pay(h_) ? h_.widths[l] : 1;
    double entry = 0;
    shrink_until([&](double factor) {
      entry = c_ * estimate_root(static_cast<double>(rows) * static_cast<double>(cols), q_) * factor;
      Magnitudes weights;
      weights.add(entry, rows * cols);
      return within(weights, {}, weights);
    });
    net::Dense layer = zeros(l);
    for (std::uint64_t i = 0; i < rows; ++i)
      for (std::uint64_t j = 0; j < cols; ++j) layer.weights[i * layer.cols + j] = entry;
    return layer;
  }

  // The largest bias of layer 2 (separate norms).
  double largest_bias() const {
    double bias = 0;
    shrink_until([&](double factor) {
      bias = c_ * estimate_root(static_cast<double>(n2_), q_) * factor;
      Magnitudes biases;
      biases.add(bias, n2_);
      return within({}, biases, biases);
    });
    return bias;
  }

  // Joint norms: how much of layer 2 is left to the weights beside a bias of this size: (1 + n_2 (bias/c)^q)^(-1/q).
  double share(double bias) const {
    return joint_ ? estimate_share(bias / (c_ * estimate_root(static_cast<double>(n2_), q_)), q_) : 1;
  }

 private:
  double out(std::size_t k, double scale, double factor) const {
    return c_ * weights_[k].out * scale * factor;
  }

  net::Dense zeros(std::size_t l) const {
    const auto rows = static_cast<std::size_t>(h_.widths[l]),
               cols = static_cast<std::size_t>(h_.widths[l - 1]);
    return {rows, cols, std::vector<double>(rows * cols), std::vector<double>(rows)};
  }

  bool within(const Magnitudes& weights, const Magnitudes& bias, const Magnitudes& both) const {
    if (h_.joint) return both.norm_at_most(h_.q, h_.coefficient);
    return weights.norm_at_most(h_.q, h_.coefficient) && bias.norm_at_most(h_.q, h_.coefficient);
  }

  const NetworkClass& h_;
  double q_, c_;
  bool joint_;
  std::uint64_t n2_;
  std::vector<Arm> arms_;
  std::vector<Rational> inner_;  // v_k . y
  std::vector<ArmWeights> weights_;
};

// A proved lower bound of min_j -f(x_j).
double lower_bound_of_negative(const net::Network& f, const samples::SampleSet& samples, unsigned threads) {
  const SampleEvaluator evaluator(f);
  std::vector<double> least((samples.size() + kBlock - 1) / kBlock);
  parallel_for(least.size(), threads, [&](std::size_t block) {
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t j = block * kBlock; j < std::min(samples.size(), (block + 1) * kBlock); ++j)
      smallest = std::min(smallest, -evaluator.enclose(samples.points, j).upper());
    least[block] = smallest;
  });
  return *std::min_element(least.begin(), least.end());
}

}  // namespace

NetworkClass buildable(const NetworkClass& h) {
  const std::string given = text(h.widths);
  if (h.layers() < 3) throw InputError("widths: expected at least 3 layers for a witness, found " + given);
  if (h.widths.back() != 1)
    throw InputError("widths: expected a single output for a witness, found " + given);
  if (h.coefficient < exact(0x1p-300))
    throw InputError("coefficient: expected at least 2^-300 for a network of doubles, found " +
                     text(h.coefficient));
  NetworkClass small = h;
  std::uint64_t cap = copies_pay(h) ? kMostParameters : 0;
  while (small.parameters() > kMostParameters) {
    cap /= 2;
    for (std::size_t l = 1; l < h.layers(); ++l) {
      const std::uint64_t needed = l == 1 ? std::min<std::uint64_t>(2 * h.dimension(), 1024) : 1;
      small.widths[l] = std::min(h.widths[l], std::max(cap, needed));
    }
    if (cap == 0 && small.parameters() > kMostParameters)
      throw InputError("widths: expected a network that fits into 2^24 parameters, found " + given);
  }
  return small;
}

std::optional<net::Network> build_witness(const NetworkClass& h, const Region& region,
                                          const samples::SampleSet& samples, unsigned threads) {
  const Builder builder(h, region);
  const net::Dense first = builder.first();
  net::Dense flat = builder.second(1, 0);
  const net::Network slopes(h.dimension(), {first, net::Relu{}, std::move(flat)});
  const double sum = lower_bound_of_negative(slopes, samples, threads);
  if (!(sum > 0)) return std::nullopt;
  const double share = builder.share(sum);
  double bias = directed::mul_down(directed::mul_down(sum, share), kSafe);
  if (!h.joint || h.q.infinite()) bias = std::min(bias, builder.largest_bias());
  if (!(bias > 0)) return std::nullopt;
  std::vector<net::Layer> layers = {first, net::Relu{}, builder.second(share, bias)};
  for (std::size_t l = 3; l <= h.layers(); ++l) {
    layers.emplace_back(net::Relu{});
    layers.emplace_back(builder.later(l));
  }
  return net::Network(h.dimension(), std::move(layers));
}

}  // namespace relugap::bounds::witness
