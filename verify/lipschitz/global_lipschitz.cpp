#include "verify/lipschitz/global_lipschitz.h"

#include <algorithm>
#include <vector>

#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "verify/lipschitz/interval_matrix.h"
#include "verify/lipschitz/spectral_norm.h"

namespace relugap::verify {
namespace {

using directed::add_up, directed::mul_up;

double upper_size(const Interval& x) { return abs(x).upper(); }

double upper_operator_norm(const IntervalMatrix& w, InputNorm norm) {
  if (norm == InputNorm::L2) return upper_spectral_norm(w);
  const bool rows = norm == InputNorm::Linf;
  std::vector<double> sums(rows ? w.rows : w.cols, 0.0);
  for (std::size_t i = 0; i < w.rows; ++i) {
    for (std::size_t j = 0; j < w.cols; ++j) {
      double& sum = sums[rows ? i : j];
      sum = add_up(sum, upper_size(w.at(i, j)));
    }
  }
  return *std::max_element(sums.begin(), sums.end());
}

/// |W^L| ... |W^1|, a row.
std::vector<Interval> upper_paths(const std::vector<IntervalMatrix>& layers, std::size_t inputs) {
  std::vector<double> row{1.0};
  for (auto w = layers.rbegin(); w != layers.rend(); ++w) {
    std::vector<double> passed(w->cols, 0.0);
    for (std::size_t i = 0; i < w->rows; ++i) {
      if (row[i] == 0) continue;
      for (std::size_t j = 0; j < w->cols; ++j)
        passed[j] = add_up(passed[j], mul_up(row[i], upper_size(w->at(i, j))));
    }
    row = std::move(passed);
  }
  RELUGAP_CHECK(row.size() == inputs);
  return std::vector<Interval>(row.begin(), row.end());
}

}  // namespace

double GlobalLipschitz::best(InputNorm norm) const {
  const auto i = static_cast<std::size_t>(norm);
  return std::min(product[i], paths[i]);
}

GlobalLipschitz upper_global_lipschitz(const net::Network& f) {
  RELUGAP_CHECK(f.outputs() == 1);
  const std::vector<IntervalMatrix> layers = enclose_weights(f);
  const std::vector<Interval> paths = upper_paths(layers, f.inputs());
  GlobalLipschitz result{};
  for (const InputNorm norm : kInputNorms) {
    const auto i = static_cast<std::size_t>(norm);
    result.product[i] = 1;
    for (const IntervalMatrix& w : layers)
      result.product[i] = mul_up(result.product[i], upper_operator_norm(w, norm));
    result.paths[i] = enclose_dual_norm(paths, norm).upper();
  }
  return result;
}

}  // namespace relugap::verify
