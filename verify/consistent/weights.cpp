#include "verify/consistent/weights.h"

#include <algorithm>
#include <cmath>

namespace relugap::verify {
namespace {

/// min c x, A x = r, x >= 0 in tableau form. Columns: the weights, then for each k the parts p_k, n_k of
/// sum_j b_jk w_j = p_k - n_k, then the right side. Rows: one per k, the sum of the weights, the reduced costs.
class Tableau {
 public:
  Tableau(std::span<const double> a, std::span<const double> b, std::size_t d)
      : count_(a.size()), d_(d), cols_(a.size() + 2 * d + 1), cells_((d + 2) * cols_, 0.0), basis_(d + 1) {
    const std::size_t first = best_single(a, b);
    for (std::size_t k = 0; k < d; ++k) {
      // Row k minus b_first,k times the sum row, with the sign that makes p_k or n_k basic.
      const double base = b[first * d + k], sign = base >= 0 ? -1 : 1;
      for (std::size_t j = 0; j < count_; ++j) at(k, j) = sign * (b[j * d + k] - base);
      at(k, count_ + 2 * k) = -sign;
      at(k, count_ + 2 * k + 1) = sign;
      at(k, cols_ - 1) = -sign * base;
      basis_[k] = count_ + 2 * k + (base >= 0 ? 0 : 1);
    }
    for (std::size_t j = 0; j < count_; ++j) at(d, j) = 1;
    at(d, cols_ - 1) = 1;
    basis_[d] = first;
    double* const reduced = row(d + 1);
    double largest = 0;
    for (std::size_t j = 0; j < count_; ++j) {
      reduced[j] = a[j] - a[first];
      largest = std::max(largest, std::fabs(reduced[j]));
    }
    for (std::size_t j = count_; j + 1 < cols_; ++j) reduced[j] = 1;
    for (std::size_t k = 0; k < d; ++k)
      for (std::size_t j = 0; j < cols_; ++j) reduced[j] -= at(k, j);
    for (std::size_t i = 0; i < b.size(); ++i) largest = std::max(largest, std::fabs(b[i]));
    tolerance_ = 1e-11 * std::max(largest, 1e-300);
  }

  void solve() {
    for (std::size_t steps = 6 * (d_ + 1) + 10; steps > 0; --steps) {
      const double* const reduced = row(d_ + 1);
      std::size_t enter = 0;
      for (std::size_t j = 1; j + 1 < cols_; ++j)
        if (gain(reduced, j) < gain(reduced, enter)) enter = j;
      if (!(gain(reduced, enter) < 0)) return;
      std::size_t leave = d_ + 1;
      double least = 0;
      for (std::size_t i = 0; i <= d_; ++i) {
        if (!(at(i, enter) > 1e-12)) continue;
        const double ratio = at(i, cols_ - 1) / at(i, enter);
        if (leave > d_ || ratio < least) {
          leave = i;
          least = ratio;
        }
      }
      if (leave > d_) return;
      pivot(leave, enter);
    }
  }

  EstimatedWeights result() const {
    EstimatedWeights found{std::vector<double>(count_, 0.0), std::vector<double>(d_)};
    for (std::size_t i = 0; i <= d_; ++i)
      if (basis_[i] < count_) found.w[basis_[i]] = std::max(0.0, at(i, cols_ - 1));
    for (std::size_t k = 0; k < d_; ++k) {
      const double* const reduced = row(d_ + 1) + count_ + 2 * k;
      found.t[k] = std::clamp((reduced[1] - reduced[0]) / 2, -1.0, 1.0);
    }
    return found;
  }

 private:
  /// Reduced cost beyond the tolerance; p_k and n_k are in units of the objective, the weights are shares of it.
  double gain(const double* reduced, std::size_t j) const {
    return reduced[j] < -(j < count_ ? tolerance_ : 1e-11) ? reduced[j] * (j < count_ ? 1.0 : scale_) : 0.0;
  }

  std::size_t best_single(std::span<const double> a, std::span<const double> b) {
    std::size_t best = 0;
    double least = 0;
    for (std::size_t j = 0; j < count_; ++j) {
      double total = a[j], size = 0;
      for (std::size_t k = 0; k < d_; ++k) size += std::fabs(b[j * d_ + k]);
      total += size;
      if (j == 0 || total < least) {
        least = total;
        best = j;
        scale_ = size;
      }
    }
    return best;
  }

  void pivot(std::size_t leave, std::size_t enter) {
    double* const source = row(leave);
    const double by = source[enter];
    for (std::size_t j = 0; j < cols_; ++j) source[j] /= by;
    for (std::size_t i = 0; i < d_ + 2; ++i) {
      if (i == leave) continue;
      double* const target = row(i);
      const double factor = target[enter];
      if (factor == 0) continue;
      for (std::size_t j = 0; j < cols_; ++j) target[j] -= factor * source[j];
    }
    basis_[leave] = enter;
  }

  double* row(std::size_t i) { return cells_.data() + i * cols_; }
  const double* row(std::size_t i) const { return cells_.data() + i * cols_; }
  double& at(std::size_t i, std::size_t j) { return cells_[i * cols_ + j]; }
  double at(std::size_t i, std::size_t j) const { return cells_[i * cols_ + j]; }

  std::size_t count_, d_, cols_;
  std::vector<double> cells_;
  std::vector<std::size_t> basis_;
  double tolerance_ = 0, scale_ = 1;
};

}  // namespace

EstimatedWeights estimate_weights(std::span<const double> a, std::span<const double> b, std::size_t d) {
  Tableau tableau(a, b, d);
  tableau.solve();
  return tableau.result();
}

}  // namespace relugap::verify
