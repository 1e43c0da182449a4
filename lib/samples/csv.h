#pragma once

#include <string>
#include <string_view>

#include "lib/samples/number_table.h"

namespace relugap::samples {

/// The numbers of a CSV text: one row per line, cells separated by commas, or by blanks in lines without a comma.
///
/// A cell is a decimal or a fraction and means exactly that number (the grammar of parse_decimal). The first line is a
/// header if no cell of it is a number, nan or inf. A byte order mark, CRLF and empty lines at the end are accepted.
/// Fails: InputError "NAME: line I, column J: expected X, found Y": no row, an empty cell or line, NaN or infinity, rows of
/// different lengths, a number beyond the range of double.
/// Cost: about 0.1 microseconds per number of up to 19 digits with an exponent that is not extreme.
NumberTable parse_csv(std::string_view text, const std::string& name);

}  // namespace relugap::samples
