#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/arith/rational.h"

namespace relugap::samples {

/// A table of exact real numbers, row by row, with an enclosure in doubles of each.
///
/// A number is a double, a decimal m 10^-k (0 < m < 2^64, 0 <= k <= 27) or any rational within the range of double; each
/// value has one representation only. Memory: 8 bytes per number as long as all are doubles, else 17, and more for
/// rationals that are neither.
class NumberTable {
 public:
  /// Requires: cols >= 1. `row_word` and `first` name rows in messages, see place().
  explicit NumberTable(std::size_t cols, std::string row_word = "row", std::size_t first = 1);

  std::size_t rows() const { return lower_.size() / cols_; }
  std::size_t cols() const { return cols_; }

  /// The largest double <= the number, and the smallest one >= it.
  double lower(std::size_t row, std::size_t col) const { return lower_[row * cols_ + col]; }
  double upper(std::size_t row, std::size_t col) const;
  /// The smallest interval of doubles around the number.
  Interval enclosure(std::size_t row, std::size_t col) const { return {lower(row, col), upper(row, col)}; }
  bool is_double(std::size_t row, std::size_t col) const;
  /// The number itself.
  Rational exact(std::size_t row, std::size_t col) const;

  /// Whether two rows hold the same numbers.
  bool same_rows(std::size_t i, std::size_t j) const;
  /// "line 8" or "row 7": the row as its file counts it.
  std::string place(std::size_t row) const;

  /// Appends the next number of the row in work. Requires: x finite; -0 becomes 0.
  void append(double x);
  /// Returns whether the number is within the range of double; otherwise nothing is appended.
  [[nodiscard]] bool append(const Rational& x);
  /// Appends digits 10^-power, negated if asked; false if that is not one of the decimals above (then nothing is done).
  [[nodiscard]] bool append_decimal(bool negative, std::uint64_t digits, int power);

  void reserve(std::size_t rows);
  /// Keeps only these rows, given in increasing order.
  void keep(const std::vector<std::size_t>& rows);

 private:
  void append_inexact(double lower, std::uint64_t digits, std::int8_t kind);
  bool same(std::size_t a, std::size_t b) const;

  std::size_t cols_;
  std::string row_word_;
  std::size_t first_;
  std::vector<double> lower_;
  std::vector<std::int8_t> kind_;      // kDouble, kRational or k; empty as long as all are doubles
  std::vector<std::uint64_t> digits_;  // m, or the index into rationals_
  std::vector<Rational> rationals_;
  std::map<Rational, std::size_t> index_;  // of rationals_
};

/// For each row the first row that holds the same numbers (itself where none is before it).
std::vector<std::size_t> first_equal_rows(const NumberTable& table);

}  // namespace relugap::samples
