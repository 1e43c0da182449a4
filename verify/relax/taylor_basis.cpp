#include "verify/relax/taylor_basis.h"

#include <algorithm>
#include <map>

#include "lib/core/error.h"

namespace relugap::verify {
namespace {

using Exponents = std::vector<std::uint8_t>;

/// Appends all monomials of the given degree in variables k, k + 1, ...
void append_monomials(Exponents& at, std::size_t k, std::size_t degree, std::vector<Exponents>& out) {
  if (k + 1 == at.size()) {
    at[k] = static_cast<std::uint8_t>(degree);
    out.push_back(at);
    return;
  }
  for (std::size_t e = degree + 1; e-- > 0;) {
    at[k] = static_cast<std::uint8_t>(e);
    append_monomials(at, k + 1, degree - e, out);
  }
}

}  // namespace

TaylorBasis::TaylorBasis(std::size_t dimension, std::size_t order) : dimension_(dimension), order_(order) {
  RELUGAP_CHECK(dimension >= 1 && order >= 2 && order <= 30);
  std::vector<Exponents> monomials;
  for (std::size_t n = 0; n <= order; ++n) {
    Exponents at(dimension, 0);
    append_monomials(at, 0, n, monomials);
    degree_.resize(monomials.size(), static_cast<std::uint8_t>(n));
  }
  std::map<Exponents, std::uint32_t> index;
  for (std::size_t i = 0; i < monomials.size(); ++i) {
    index[monomials[i]] = static_cast<std::uint32_t>(i);
    exponents_.insert(exponents_.end(), monomials[i].begin(), monomials[i].end());
  }
  std::vector<std::size_t> terms(monomials.size(), 0);
  for (std::size_t i = 0; i < monomials.size(); ++i) {
    for (std::size_t j = 0; j < monomials.size() && degree_[i] + degree_[j] <= order; ++j) {
      Exponents sum = monomials[i];
      for (std::size_t k = 0; k < dimension; ++k)
        sum[k] = static_cast<std::uint8_t>(sum[k] + monomials[j][k]);
      const std::uint32_t result = index.at(sum);
      products_.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), result});
      most_terms_ = std::max(most_terms_, ++terms[result]);
    }
  }
  std::stable_sort(products_.begin(), products_.end(), [this](const Product& a, const Product& b) {
    return degree_[a.result] < degree_[b.result];
  });
  products_up_to_.assign(order + 1, 0);
  for (const Product& p : products_) ++products_up_to_[degree_[p.result]];
  for (std::size_t n = 1; n <= order; ++n) products_up_to_[n] += products_up_to_[n - 1];
}

std::size_t TaylorBasis::square(std::size_t i, std::size_t j) const {
  // Degree 2 starts at 1 + d; t_i t_j with i <= j comes in lexicographic order.
  const std::size_t a = std::min(i, j), b = std::max(i, j);
  return 1 + dimension_ + a * dimension_ - a * (a + 1) / 2 + b;
}

std::size_t taylor_order(std::size_t dimension) {
  constexpr std::size_t kOrders[] = {0, 10, 6, 4, 3, 3};
  constexpr std::size_t kMostDimensions = 16;
  if (dimension > kMostDimensions) return 0;
  return dimension < std::size(kOrders) ? kOrders[dimension] : 2;
}

}  // namespace relugap::verify
