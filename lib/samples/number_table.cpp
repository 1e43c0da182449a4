#include "lib/samples/number_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "lib/arith/directed.h"
#include "lib/core/error.h"

namespace relugap::samples {
namespace {

constexpr std::int8_t kDouble = -1;
constexpr std::int8_t kRational = 100;
constexpr int kMostPlaces = 27;  // 5^27 < 2^63

__extension__ using Wide = unsigned __int128;

std::uint64_t power_of(std::uint64_t base, int exponent) {
  std::uint64_t power = 1;
  while (exponent-- > 0) power *= base;
  return power;
}

// Sign of x - m 10^-k, exactly.  Requires: x is a normal double within a factor 2 of m 10^-k, m > 0.
//
// x = f 2^e with f < 2^53, so the sign is that of A 2^s - m with A = f 5^k < 2^116 and s = e + k. Because A 2^s is within a
// factor 2 of m < 2^64, both shifts below stay under 2^118.
int compare(double x, std::uint64_t m, int k) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t f = (bits & ((std::uint64_t{1} << 52) - 1)) | (std::uint64_t{1} << 52);
  const int s = static_cast<int>(bits >> 52) - 1075 + k;
  Wide left = Wide(f) * power_of(5, k), right = m;
  if (s >= 0)
    left <<= s;
  else
    right <<= -s;
  return left < right ? -1 : left > right ? 1 : 0;
}

// The largest double <= m 10^-k, m > 0. The first guess is off by a few units in the last place at most.
double floor_of_decimal(std::uint64_t m, int k, bool& exactly) {
  double x = static_cast<double>(m);
  for (int left = k; left > 0; left -= std::min(left, 19))
    x /= static_cast<double>(power_of(10, std::min(left, 19)));
  while (compare(x, m, k) > 0) x = directed::next_down(x);
  for (double above = directed::next_up(x); compare(above, m, k) <= 0; above = directed::next_up(x))
    x = above;
  exactly = compare(x, m, k) == 0;
  return x;
}

Integer power_of_ten(int k) { return Integer(pow(Integer(10), static_cast<unsigned>(k))); }

std::uint64_t mix(std::uint64_t h) {
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9U;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebU;
  return h ^ (h >> 31);
}

}  // namespace

NumberTable::NumberTable(std::size_t cols, std::string row_word, std::size_t first)
    : cols_(cols), row_word_(std::move(row_word)), first_(first) {
  RELUGAP_CHECK(cols >= 1);
}

bool NumberTable::is_double(std::size_t row, std::size_t col) const {
  return kind_.empty() || kind_[row * cols_ + col] == kDouble;
}

double NumberTable::upper(std::size_t row, std::size_t col) const {
  const double x = lower(row, col);
  return is_double(row, col) ? x : directed::next_up(x);
}

Rational NumberTable::exact(std::size_t row, std::size_t col) const {
  const std::size_t at = row * cols_ + col;
  if (is_double(row, col)) return relugap::exact(lower_[at]);
  if (kind_[at] == kRational) return rationals_[digits_[at]];
  const Rational size(Integer(digits_[at]), power_of_ten(kind_[at]));
  return lower_[at] < 0 ? Rational(-size) : size;
}

bool NumberTable::same(std::size_t a, std::size_t b) const {
  if (lower_[a] != lower_[b]) return false;
  return kind_.empty() || (kind_[a] == kind_[b] && (kind_[a] == kDouble || digits_[a] == digits_[b]));
}

bool NumberTable::same_rows(std::size_t i, std::size_t j) const {
  for (std::size_t k = 0; k < cols_; ++k)
    if (!same(i * cols_ + k, j * cols_ + k)) return false;
  return true;
}

std::string NumberTable::place(std::size_t row) const {
  return row_word_ + " " + std::to_string(row + first_);
}

void NumberTable::append(double x) {
  RELUGAP_CHECK(std::isfinite(x));
  lower_.push_back(x == 0 ? 0.0 : x);
  if (kind_.empty()) return;
  kind_.push_back(kDouble);
  digits_.push_back(0);
}

void NumberTable::append_inexact(double lower, std::uint64_t digits, std::int8_t kind) {
  if (kind_.empty()) {
    kind_.reserve(lower_.capacity());
    digits_.reserve(lower_.capacity());
    kind_.resize(lower_.size(), kDouble);
    digits_.resize(lower_.size());
  }
  lower_.push_back(lower);
  kind_.push_back(kind);
  digits_.push_back(digits);
}

bool NumberTable::append_decimal(bool negative, std::uint64_t digits, int power) {
  if (digits == 0) {
    append(0.0);
    return true;
  }
  for (; power > 0 && digits % 10 == 0; --power) digits /= 10;
  for (; power < 0 && digits <= ~std::uint64_t{0} / 10; ++power) digits *= 10;
  if (power < 0 || power > kMostPlaces) return false;
  bool exactly = false;
  const double below = floor_of_decimal(digits, power, exactly);
  if (exactly)
    append(negative ? -below : below);
  else
    append_inexact(negative ? -directed::next_up(below) : below, digits, static_cast<std::int8_t>(power));
  return true;
}

bool NumberTable::append(const Rational& x) {
  const double below = round_down(x);
  if (!std::isfinite(below) || !std::isfinite(round_up(x))) return false;
  if (relugap::exact(below) == x) {
    append(below);
    return true;
  }
  const Rational scaled = abs(x) * power_of_ten(kMostPlaces);
  if (denominator(scaled) == 1) {
    Integer digits = numerator(scaled);
    int power = kMostPlaces;
    for (; power > 0 && digits % 10 == 0; --power) digits /= 10;
    if (digits <= ~std::uint64_t{0}) return append_decimal(x < 0, static_cast<std::uint64_t>(digits), power);
  }
  const auto [place, is_new] = index_.try_emplace(x, rationals_.size());
  if (is_new) rationals_.push_back(x);
  append_inexact(below, place->second, kRational);
  return true;
}

void NumberTable::reserve(std::size_t rows) { lower_.reserve(rows * cols_); }

void NumberTable::keep(const std::vector<std::size_t>& rows) {
  const auto compact = [&](auto& entries) {
    if (entries.empty()) return;
    std::size_t to = 0;
    for (const std::size_t row : rows)
      for (std::size_t k = 0; k < cols_; ++k) entries[to++] = entries[row * cols_ + k];
    entries.resize(to);
  };
  compact(lower_);
  compact(kind_);
  compact(digits_);
}

std::vector<std::size_t> first_equal_rows(const NumberTable& table) {
  const std::size_t n = table.rows();
  std::vector<std::size_t> first(n);
  std::vector<std::size_t> slots(std::bit_ceil(2 * n + 1), n);  // open addressing; n marks a free slot
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t h = 0;
    for (std::size_t k = 0; k < table.cols(); ++k)
      h = mix(h ^ std::bit_cast<std::uint64_t>(table.lower(i, k)));
    std::size_t at = h & (slots.size() - 1);
    while (slots[at] != n && !table.same_rows(slots[at], i)) at = (at + 1) & (slots.size() - 1);
    if (slots[at] == n) slots[at] = i;
    first[i] = slots[at];
  }
  return first;
}

}  // namespace relugap::samples
