#include "verify/norm/estimate_by_sampling.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "lib/arith/rational.h"
#include "lib/core/error.h"
#include "lib/kernel/tile_workspace.h"
#include "verify/relax/difference.h"
#include "verify/relax/tile_side.h"

namespace relugap::verify {

namespace {

using kernel::kLanes;
constexpr std::size_t kRows = kernel::kChunkRows;  // kLanes points each
constexpr std::size_t kBatch = kRows * kLanes;
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
  Sampler(const PreparedSide& f, const PreparedSide& g, const DoubleBox& box, const SamplingOptions& options)
      : f_(make_tile_side(f, box.lo.size())),
        g_(make_tile_side(g, box.lo.size())),
        box_(box),
        options_(options),
        x_(box.lo.size() * kBatch, 0.0),
        f_values_(kBatch, 0.0),
        g_values_(kBatch, 0.0) {}

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
          x_[index(p, i)] = std::clamp((1 - u) * lo + u * hi, lo, hi);
        }
      }
      f_->estimate(x_, kRows, f_values_);
      g_->estimate(x_, kRows, g_values_);
      const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(kBatch, last - done));
      for (std::size_t p = 0; p < count; ++p) note(std::abs(f_values_[p] - g_values_[p]), block, p);
    }
  }

  void note(double value, std::uint64_t block, std::size_t p) {
    if (!std::isfinite(value) || !(value > best_.value)) return;
    best_.value = value;
    best_.block = block;
    best_.at.resize(box_.lo.size());
    for (std::size_t i = 0; i < best_.at.size(); ++i) best_.at[i] = x_[index(p, i)];
  }

  /// Where coordinate i of point p stands: rows x dimension x lanes.
  std::size_t index(std::size_t p, std::size_t i) const {
    return (p / kLanes * box_.lo.size() + i) * kLanes + p % kLanes;
  }

  std::unique_ptr<TileSide> f_, g_;
  const DoubleBox& box_;
  const SamplingOptions& options_;
  kernel::AlignedVector x_, f_values_, g_values_;
  Best best_;
};

/// |f - g| at the point, or [0, inf] where a formula is not shown to be defined.
Interval enclose_at(const Side& f, const Side& g, const std::vector<double>& at) {
  std::vector<Rational> x;
  for (const double v : at) x.push_back(exact(v));
  try {
    return enclose_difference(f, g, x);
  } catch (const std::domain_error&) {
    return Interval(0.0, std::numeric_limits<double>::infinity());
  }
}

}  // namespace

Estimate estimate_by_sampling(const Side& f, const Side& g, const target::RationalBox& box,
                              const SamplingOptions& options) {
  RELUGAP_CHECK(options.points >= 1 && options.threads >= 1);
  const PreparedSide prepared_f(f), prepared_g(g);
  const DoubleBox doubles(box);
  const std::uint64_t blocks = (options.points + kBlock - 1) / kBlock;
  std::atomic<std::uint64_t> next = 0;
  std::vector<Sampler> samplers;
  for (int t = 0; t < options.threads; ++t) samplers.emplace_back(prepared_f, prepared_g, doubles, options);
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
  return {best.value, best.at, enclose_at(f, g, best.at)};
}

}  // namespace relugap::verify
