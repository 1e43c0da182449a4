#include "bounds/witness/sample_evaluator.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "lib/arith/directed.h"
#include "lib/core/error.h"

namespace relugap::bounds::witness {

SampleEvaluator::SampleEvaluator(const net::Network& f) {
  std::vector<std::uint32_t> place(f.inputs());  // of each neuron among the distinct ones
  for (std::size_t i = 0; i < place.size(); ++i) place[i] = static_cast<std::uint32_t>(i);
  for (const net::Layer& layer : f.layers()) {
    if (const auto* relu = std::get_if<net::Relu>(&layer)) {
      RELUGAP_CHECK(!layers_.empty() && relu->rectifies_all());
      layers_.back().relu = true;
      continue;
    }
    const auto* dense = std::get_if<net::Dense>(&layer);
    RELUGAP_CHECK(dense != nullptr);
    Layer result;
    std::map<Row, std::uint32_t> seen;
    std::vector<std::uint32_t> next;
    for (std::size_t i = 0; i < dense->rows; ++i) {
      Row row{dense->bias[i], {}, {}};
      for (std::size_t j = 0; j < dense->cols; ++j)
        if (dense->weight(i, j) != 0) {
          row.columns.push_back(place[j]);
          row.weights.push_back(dense->weight(i, j));
        }
      const auto [at, is_new] =
          seen.try_emplace(std::move(row), static_cast<std::uint32_t>(result.rows.size()));
      if (is_new) result.rows.push_back(at->first);
      next.push_back(at->second);
    }
    place = std::move(next);
    layers_.push_back(std::move(result));
  }
  first_output_ = place.at(0);
}

Interval SampleEvaluator::enclose(const samples::NumberTable& points, std::size_t row) const {
  thread_local std::vector<std::pair<double, double>> values, next;
  values.clear();
  for (std::size_t k = 0; k < points.cols(); ++k)
    values.emplace_back(points.lower(row, k), points.upper(row, k));
  for (const Layer& layer : layers_) {
    next.clear();
    for (const Row& r : layer.rows) {
      double lo = r.bias, hi = r.bias;
      for (std::size_t k = 0; k < r.columns.size(); ++k) {
        const auto [x_lo, x_hi] = values[r.columns[k]];
        const double w = r.weights[k];
        if (x_lo == 0 && x_hi == 0) continue;
        lo = directed::add_down(lo, directed::mul_down(w, w > 0 ? x_lo : x_hi));
        hi = directed::add_up(hi, directed::mul_up(w, w > 0 ? x_hi : x_lo));
      }
      if (layer.relu) {
        lo = std::max(lo, 0.0);
        hi = std::max(hi, 0.0);
      }
      next.emplace_back(lo, hi);
    }
    std::swap(values, next);
  }
  const auto [lo, hi] = values[first_output_];
  return {lo, hi};
}

}  // namespace relugap::bounds::witness
