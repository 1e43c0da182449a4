#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace relugap::verify {

/// The monomials t^a of total degree at most `order` in `dimension` variables, by degree: 1, t_1, ..., t_d, t_1^2, ...
class TaylorBasis {
 public:
  struct Product {
    std::uint32_t left, right, result;
  };

  TaylorBasis(std::size_t dimension, std::size_t order);

  std::size_t dimension() const { return dimension_; }
  std::size_t order() const { return order_; }
  std::size_t count() const { return degree_.size(); }
  std::size_t degree(std::size_t i) const { return degree_[i]; }
  /// Exponent of variable k in monomial i.
  std::size_t exponent(std::size_t i, std::size_t k) const { return exponents_[i * dimension_ + k]; }

  /// All pairs of monomials whose product has degree at most `order`, by the degree of the product, and how many of them
  /// there are up to a degree.
  const std::vector<Product>& products() const { return products_; }
  std::size_t products_up_to(std::size_t degree) const { return products_up_to_[degree]; }
  /// The most pairs that have the same product.
  std::size_t most_terms() const { return most_terms_; }

  /// Position of t_i t_j. Requires: order >= 2.
  std::size_t square(std::size_t i, std::size_t j) const;

 private:
  std::size_t dimension_, order_, most_terms_ = 0;
  std::vector<std::uint8_t> degree_, exponents_;
  std::vector<Product> products_;
  std::vector<std::size_t> products_up_to_;
};

/// The order of Taylor models in d variables that pays best; 0 where their number of coefficients would be too large.
std::size_t taylor_order(std::size_t dimension);

}  // namespace relugap::verify
