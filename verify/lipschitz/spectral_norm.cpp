#include "verify/lipschitz/spectral_norm.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/arith/directed.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kAffordable = 1e9;  // multiplications
constexpr int kMostSquarings = 10;

using directed::add_up, directed::mul_up, directed::sqrt_up;

/// A matrix S in doubles with ||T - S||_F <= error for the matrix T that it stands for.
struct Approximate {
  std::size_t rows, cols;
  std::vector<double> entries;
  double error;
};

double upper_frobenius(const std::vector<double>& entries) {
  double sum = 0;
  for (const double x : entries) sum = add_up(sum, mul_up(x, x));
  return sqrt_up(sum);
}

/// What rounding can cost in a sum of n products per entry: gamma_n a + n count eta, a the product of the norms.
double upper_product_error(std::size_t n, std::size_t count, double a) {
  const auto gamma = RELUGAP_ERROR_TERM("matrix-product-rounding", kernel::gamma(n));
  return add_up(mul_up(gamma, a), mul_up(static_cast<double>(n) * static_cast<double>(count), kernel::kEta));
}

/// S S^T. Requires: S finite with entries at most 1 in size.
Approximate gram(const Approximate& s) {
  const std::size_t n = s.rows, m = s.cols;
  Approximate g{n, n, std::vector<double>(n * n), 0};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < m; ++k) sum += s.entries[i * m + k] * s.entries[j * m + k];
      g.entries[i * n + j] = g.entries[j * n + i] = sum;
    }
  }
  const double norm = upper_frobenius(s.entries);
  const double carried = mul_up(s.error, add_up(mul_up(2, norm), s.error));
  g.error = add_up(carried, upper_product_error(m, n * n, mul_up(norm, norm)));
  return g;
}

/// Divides by the power of two 2^e next to the largest entry and returns e.
int normalise(Approximate& s) {
  double largest = 0;
  for (const double x : s.entries) largest = std::max(largest, std::fabs(x));
  if (largest == 0 || !std::isfinite(largest)) return 0;
  const int e = std::ilogb(largest) + 1;
  for (double& x : s.entries) x = std::scalbn(x, -e);
  // An entry that falls below the normal range moves by less than eta; so may the error.
  const double lost = mul_up(static_cast<double>(s.entries.size() + 1), kernel::kEta);
  s.error = add_up(std::scalbn(s.error, -e), lost);
  return e;
}

double upper_scaled(double x, int e) {
  const double y = std::scalbn(x, e);
  return std::scalbn(y, -e) < x ? directed::next_up(y) : y;
}

/// Upper bound of lambda_max(T) by k squarings, T the symmetric matrix that s stands for.
double upper_largest_eigenvalue(Approximate s, int squarings) {
  const int e = normalise(s);
  double bound = 0;
  if (squarings == 0) {
    bound = add_up(upper_frobenius(s.entries), s.error);
  } else {
    bound = sqrt_up(upper_largest_eigenvalue(gram(s), squarings - 1));  // S is symmetric: S S^T = S^2
  }
  return upper_scaled(bound, e);
}

double upper_simple(const IntervalMatrix& w) {
  std::vector<double> columns(w.cols, 0.0), sizes;
  double largest_row = 0;
  for (std::size_t i = 0; i < w.rows; ++i) {
    double row = 0;
    for (std::size_t j = 0; j < w.cols; ++j) {
      const double size = abs(w.at(i, j)).upper();
      sizes.push_back(size);
      row = add_up(row, size);
      columns[j] = add_up(columns[j], size);
    }
    largest_row = std::max(largest_row, row);
  }
  const double largest_column = *std::max_element(columns.begin(), columns.end());
  return std::min(upper_frobenius(sizes), mul_up(sqrt_up(largest_row), sqrt_up(largest_column)));
}

}  // namespace

double upper_spectral_norm(const IntervalMatrix& w) {
  const double simple = upper_simple(w);
  const std::size_t n = std::min(w.rows, w.cols), m = std::max(w.rows, w.cols);
  const double cube = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  if (!std::isfinite(simple) ||
      static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(m) > kAffordable)
    return simple;
  Approximate s{n, m, std::vector<double>(n * m), 0};
  std::vector<double> radii;
  for (std::size_t i = 0; i < w.rows; ++i) {
    for (std::size_t j = 0; j < w.cols; ++j) {
      const Interval& x = w.at(i, j);
      const double middle = std::clamp(x.lower() / 2 + x.upper() / 2, x.lower(), x.upper());
      s.entries[w.rows <= w.cols ? i * m + j : j * m + i] = middle;
      if (x.lower() < x.upper())
        radii.push_back(std::max(directed::sub_up(x.upper(), middle), directed::sub_up(middle, x.lower())));
    }
  }
  s.error = upper_frobenius(radii);
  const int squarings =
      n == 1 ? 0 : static_cast<int>(std::min<double>(kMostSquarings, std::floor(kAffordable / cube)));
  const int e = normalise(s);
  const double bound = upper_scaled(sqrt_up(upper_largest_eigenvalue(gram(s), squarings)), e);
  return std::isnan(bound) ? simple : std::min(bound, simple);
}

}  // namespace relugap::verify
