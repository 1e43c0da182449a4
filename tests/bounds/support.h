#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bounds/report.h"
#include "tests/support/random.h"

namespace relugap::bounds::test {

/// A class from texts, as on the command line.
NetworkClass make_class(std::string_view widths, std::string_view q, std::string_view c, bool joint = false);

/// The report for eps, or for a number of samples.
BoundReport samples_for(const NetworkClass& h, std::string_view eps);
BoundReport error_with(const NetworkClass& h, std::string_view samples);

/// One theorem of that report. Requires: it is in the catalogue.
Bound samples_bound(std::string_view theorem, const NetworkClass& h, std::string_view eps);
Bound error_bound(std::string_view theorem, const NetworkClass& h, std::string_view samples);

/// A small random class: up to 7 inputs, 3 to 6 layers, hidden widths up to 24 (the first at least 2), c from 1/3 to 5.
NetworkClass random_class(std::initializer_list<std::string_view> exponents);

/// A random eps from 1/2 down to about 10^-6.
Rational random_eps();

/// Whether exactly this hypothesis (its text begins so) is violated and no number is given.
bool only_violates(const Bound& bound, std::string_view beginning);

/// The cells of one line of a CSV file (quotes allowed, no line breaks in cells).
std::vector<std::string> csv_cells(const std::string& line);

// --- Exact values of the statements by brute force, written from the text of docs/theorems.md and sharing no code with
// bounds/. A number that is not rational is bracketed by rationals that agree to 10^-60.

struct Bracket {
  Rational lo, hi;
};

/// (sigma(d'))^d' of one design, for q in {1, 2, inf}; nothing if d' is not admissible.
std::optional<Bracket> exact_slope_power(const NetworkClass& h, std::uint64_t active, char design);

/// H_max for q in {1, 2, inf}, separate norms.
Rational exact_height_cap(const NetworkClass& h);

Rational power(const Rational& x, std::uint64_t n);
Integer ten_to(unsigned n);
Rational factorial(std::uint64_t n);

/// Requires of a printed decimal pair for the exact number x: down <= x <= up, and both correctly rounded (an integer below
/// 10^25 exact if `integer`: the ceiling of x).
void check_printed(const CertainValue& printed, const Bracket& x, bool integer);

}  // namespace relugap::bounds::test
