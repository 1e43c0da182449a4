#include "verify/norm/estimate_by_sampling.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "lib/arith/rational.h"
#include "lib/core/error.h"
#include "lib/target/evaluate.h"
#include "verify/norm/batch_network.h"

namespace relugap::verify {

namespace {

constexpr std::size_t kBatch = BatchNetwork::kBatch;
constexpr std::uint64_t kBlock = 64 * kBatch;  // points that share a generator

/// The generator splitmix64 of Steele, Lea and Flood: passes the usual batteries, and any seed is a good one.
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, 1).
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

/// A side that can be evaluated at kBatch points at once.
class BatchSide {
 public:
  explicit BatchSide(const Side& side) : side_(side) {
    if (const auto* network = std::get_if<net::Network>(&side)) network_.emplace(*network);
  }

  std::size_t workspace_size() const { return network_ ? network_->workspace_size() : 0; }

  /// x: dimension x kBatch.
  void estimate(const double* x, std::size_t dimension, double* workspace, double* result) const {
    if (network_) return network_->estimate(x, workspace, result);
    std::fill(result, result + kBatch, 0.0);
    const auto* formula = std::get_if<target::Formula>(&side_);
    if (formula == nullptr) return;
    std::vector<double> point(dimension);
    for (std::size_t p = 0; p < kBatch; ++p) {
      for (std::size_t i = 0; i < dimension; ++i) point[i] = x[i * kBatch + p];
      result[p] = target::estimate(*formula, point);
    }
  }

 private:
  const Side& side_;
  std::optional<BatchNetwork> network_;
};

/// The doubles of each side of the box: lowest, highest.
struct DoubleBox {
  std::vector<double> lo, hi;
  explicit DoubleBox(const target::RationalBox& box) {
    for (std::size_t i = 0; i < box.dimension(); ++i) {
      lo.push_back(round_up(box.lo[i]));
      hi.push_back(round_down(box.hi[i]));
      RELUGAP_CHECK(lo[i] <= hi[i]);
    }
  }
};

struct Best {
  double value = -1;
  std::uint64_t block = 0;  // ties go to the lower block, so that the threads do not matter
  std::vector<double> at;
};

/// Looks at the blocks that `next` hands out.
class Sampler {
 public:
  Sampler(const BatchSide& f, const BatchSide& g, const DoubleBox& box, const SamplingOptions& options)
      : f_(f),
        g_(g),
        box_(box),
        options_(options),
        x_(box.lo.size() * kBatch),
        workspace_(std::max(f.workspace_size(), g.workspace_size())) {}

  void run(std::atomic<std::uint64_t>& next, std::uint64_t blocks) {
    for (std::uint64_t block = next++; block < blocks; block = next++) sample(block);
  }
  const Best& best() const { return best_; }

 private:
  void sample(std::uint64_t block) {
    SplitMix generator(SplitMix(options_.seed).bits() ^ SplitMix(~block).bits());
    const std::uint64_t first = block * kBlock;
    const std::uint64_t last = std::min(options_.points, first + kBlock);
    const std::size_t dimension = box_.lo.size();
    for (std::uint64_t done = first; done < last; done += kBatch) {
      for (std::size_t p = 0; p < kBatch; ++p) {
        for (std::size_t i = 0; i < dimension; ++i) {
          const double lo = box_.lo[i], hi = box_.hi[i], u = generator.uniform();
          x_[i * kBatch + p] = std::clamp((1 - u) * lo + u * hi, lo, hi);
        }
      }
      f_.estimate(x_.data(), dimension, workspace_.data(), f_values_);
      g_.estimate(x_.data(), dimension, workspace_.data(), g_values_);
      const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(kBatch, last - done));
      for (std::size_t p = 0; p < count; ++p) note(std::abs(f_values_[p] - g_values_[p]), block, p);
    }
  }

  void note(double value, std::uint64_t block, std::size_t p) {
    if (!std::isfinite(value) || !(value > best_.value)) return;
    best_.value = value;
    best_.block = block;
    best_.at.resize(box_.lo.size());
    for (std::size_t i = 0; i < best_.at.size(); ++i) best_.at[i] = x_[i * kBatch + p];
  }

  const BatchSide& f_;
  const BatchSide& g_;
  const DoubleBox& box_;
  const SamplingOptions& options_;
  std::vector<double> x_, workspace_;
  double f_values_[kBatch] = {}, g_values_[kBatch] = {};
  Best best_;
};

Interval enclose_side(const Side& side, const std::vector<double>& at) {
  const std::vector<Interval> x(at.begin(), at.end());
  if (const auto* network = std::get_if<net::Network>(&side)) return net::evaluate(*network, x).front();
  if (const auto* formula = std::get_if<target::Formula>(&side)) {
    return target::evaluate<Interval>(*formula, x);
  }
  return Interval(0.0);
}

Interval enclose_difference(const Side& f, const Side& g, const std::vector<double>& at) {
  try {
    return boost::numeric::abs(enclose_side(f, at) - enclose_side(g, at));
  } catch (const std::domain_error&) {  // the enclosure cannot tell that the formula is defined there
    return Interval(0.0, std::numeric_limits<double>::infinity());
  }
}

}  // namespace

Estimate estimate_by_sampling(const Side& f, const Side& g, const target::RationalBox& box,
                              const SamplingOptions& options) {
  RELUGAP_CHECK(options.points >= 1 && options.threads >= 1);
  const BatchSide batch_f(f), batch_g(g);
  const DoubleBox doubles(box);
  const std::uint64_t blocks = (options.points + kBlock - 1) / kBlock;
  std::atomic<std::uint64_t> next = 0;
  std::vector<Sampler> samplers(static_cast<std::size_t>(options.threads),
                                Sampler(batch_f, batch_g, doubles, options));
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 1; t < samplers.size(); ++t) {
      threads.emplace_back([&, t] { samplers[t].run(next, blocks); });
    }
    samplers[0].run(next, blocks);
  }
  Best best;
  for (const Sampler& sampler : samplers) {
    const Best& other = sampler.best();
    if (other.value > best.value || (other.value == best.value && other.block < best.block)) best = other;
  }
  if (best.at.empty()) return {0, doubles.lo, Interval(0.0, std::numeric_limits<double>::infinity())};
  return {best.value, best.at, enclose_difference(f, g, best.at)};
}

}  // namespace relugap::verify
