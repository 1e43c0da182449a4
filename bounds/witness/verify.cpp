#include "bounds/witness/verify.h"

#include <algorithm>
#include <variant>

#include "bounds/witness/norm_check.h"
#include "bounds/witness/sample_evaluator.h"
#include "lib/core/error.h"
#include "lib/core/parallel_for.h"

namespace relugap::bounds::witness {
namespace {

constexpr std::size_t kBlock = 4096;  // samples per task

// The affine layers of a network of the form Dense, Relu, Dense, ..., Dense.
std::optional<std::vector<const net::Dense*>> dense_layers(const net::Network& u) {
  std::vector<const net::Dense*> result;
  if (!u.is_plain()) return std::nullopt;
  for (std::size_t k = 0; k < u.layers().size(); ++k) {
    const auto* dense = std::get_if<net::Dense>(&u.layers()[k]);
    if ((dense != nullptr) != (k % 2 == 0)) return std::nullopt;
    if (dense != nullptr) result.push_back(dense);
  }
  if (u.layers().size() % 2 == 0) return std::nullopt;
  return result;
}

std::optional<std::string> outside_class(const net::Network& u, const NetworkClass& h) {
  const auto layers = dense_layers(u);
  if (!layers) return "it is not a chain of affine layers with an activation between each two";
  if (layers->size() != h.layers() || u.inputs() != h.dimension() || u.outputs() != 1)
    return "its inputs, layers or outputs are not those of the class";
  for (std::size_t l = 0; l < layers->size(); ++l) {
    const net::Dense& layer = *(*layers)[l];
    const std::string name = "layer " + std::to_string(l + 1);
    if (layer.rows > h.widths[l + 1]) return name + " is wider than the class allows";
    Magnitudes weights, bias, both;
    weights.add(layer.weights);
    bias.add(layer.bias);
    both.add(layer.weights);
    both.add(layer.bias);
    const bool small =
        h.joint ? both.norm_at_most(h.q, h.coefficient)
                : weights.norm_at_most(h.q, h.coefficient) && bias.norm_at_most(h.q, h.coefficient);
    if (!small) return "the norm of " + name + " is not seen to be at most c";
  }
  return std::nullopt;
}

// The value of the layers from the second on when all neurons of the first are off, an upper bound of u >= 0; nothing if
// signs do not show that.
std::optional<Rational> upper_bound(const net::Network& u) {
  const auto layers = dense_layers(u);
  if (!layers || layers->size() < 3) return std::nullopt;
  std::vector<Rational> x;
  for (std::size_t l = 1; l < layers->size(); ++l) {
    const net::Dense& layer = *(*layers)[l];
    std::vector<Rational> z;
    for (std::size_t i = 0; i < layer.rows; ++i) {
      if (layer.bias[i] < 0 || (l > 1 && layer.bias[i] != 0)) return std::nullopt;
      Rational sum = exact(layer.bias[i]);
      for (std::size_t j = 0; j < layer.cols; ++j) {
        const double w = layer.weight(i, j);
        if (w == 0) continue;
        if ((l == 1) != (w < 0)) return std::nullopt;
        if (l > 1) sum += exact(w) * x[j];
      }
      z.push_back(sum);
    }
    x = std::move(z);
  }
  return x.front();
}

}  // namespace

Verdict verify_witness(const net::Network& u, const NetworkClass& h, const samples::SampleSet& samples,
                       const std::vector<Rational>& centre, unsigned threads) {
  RELUGAP_CHECK(u.inputs() == samples.dimension() && u.inputs() == centre.size());
  Verdict verdict;
  verdict.not_in_class = outside_class(u, h);
  const SampleEvaluator evaluator(u);
  std::vector<std::vector<std::size_t>> undecided((samples.size() + kBlock - 1) / kBlock);
  parallel_for(undecided.size(), threads, [&](std::size_t block) {
    for (std::size_t j = block * kBlock; j < std::min(samples.size(), (block + 1) * kBlock); ++j) {
      const Interval value = evaluator.enclose(samples.points, j);
      if (value.lower() != 0 || value.upper() != 0) undecided[block].push_back(j);
    }
  });
  for (const std::vector<std::size_t>& block : undecided) {
    for (const std::size_t j : block) {
      if (verdict.not_zero) break;
      std::vector<Rational> x;
      for (std::size_t k = 0; k < samples.dimension(); ++k) x.push_back(samples.points.exact(j, k));
      ++verdict.exactly_checked;
      if (net::evaluate(u, std::move(x))[0] != 0)
        verdict.not_zero = "it is not zero at the sample in " + samples.points.place(samples.source[j]);
    }
  }
  verdict.height = net::evaluate(u, centre)[0];
  const std::optional<Rational> most = upper_bound(u);
  verdict.height_is_norm = most && *most == verdict.height;
  return verdict;
}

}  // namespace relugap::bounds::witness
