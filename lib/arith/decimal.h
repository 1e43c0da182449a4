#pragma once

#include <string>
#include <string_view>

#include "lib/arith/rational.h"

namespace relugap {

/// The exact value of a decimal number or a fraction of two: "10", "-0.5", ".5", "+1e-3", "1/3", "0.1/3e2".
///
///   number   = [sign] (digits ["." [digits]] | "." digits) [("e" | "E") [sign] digits]
///   fraction = number ["/" number], the second one not zero
///
/// Requires of an exponent: at most 100000 in absolute value. Fails: InputError naming the text and the
/// position.
Rational parse_decimal(std::string_view text);

/// The largest decimal number with `digits` significant digits that is <= r.
///
/// Plain notation for 1e-6 < |r| < 10^digits, else scientific ("1.234e+139"). A number that is exact with
/// fewer digits is printed without trailing zeros; all digits are shown otherwise. Requires: digits >= 1.
std::string decimal_down(const Rational& r, int digits);

/// The smallest decimal number with `digits` significant digits that is >= r, in the notation of
/// decimal_down.
std::string decimal_up(const Rational& r, int digits);

/// The same for a double; infinite ones are "inf" and "-inf". Requires: not NaN.
std::string decimal_down(double x, int digits);
std::string decimal_up(double x, int digits);

/// The shortest decimal that reads back to x; "inf", "-inf" if infinite. Requires: not NaN.
std::string shortest(double x);

}  // namespace relugap
