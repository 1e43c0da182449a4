#pragma once

#include <string>

#include "lib/arith/rational.h"

namespace relugap::report {

// Numbers as inline text, rounded in the direction in which the statement stays true. All give at most `digits`
// significant digits; "1.2e+03" is written 1200, "1.2e-07" $1.2 \times 10^{-7}$, an infinite value $\infty$.

/// A lower bound: the printed number is <= x.
std::string lower_text(double x, int digits);
std::string lower_text(const Rational& x, int digits);

/// An upper bound: the printed number is >= x.
std::string upper_text(double x, int digits);
std::string upper_text(const Rational& x, int digits);

/// $10^{x}$ with the exponent cut down to two decimal places: a lower bound for a value whose log10 is >= x.
std::string power_of_ten_down(double x);

/// The largest decimal with `places` digits after the point that is <= x, and the smallest that is >= x.
std::string fixed_down(const Rational& x, int places);
std::string fixed_up(const Rational& x, int places);

/// "10000" as "10 000" with thin spaces from five digits on; other text as it is.
std::string grouped(const std::string& digits);

}  // namespace relugap::report
