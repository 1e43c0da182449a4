#pragma once

#include <string>
#include <string_view>

#include "lib/samples/number_table.h"

namespace relugap::samples {

/// Whether these are the first bytes of a .npy file.
bool is_npy(std::string_view bytes);

/// The numbers of a NumPy array file, format versions 1 to 3: little-endian float32 or float64 (exact as doubles), one or
/// two dimensions, C or Fortran order. A vector is a table of one column.
///
/// Fails: InputError "NAME: PLACE: expected X, found Y": malformed header, other types or shapes, bytes missing or left
/// over, no entry, NaN or infinity. Nothing is allocated before the size of the file is seen to match the shape.
NumberTable parse_npy(std::string_view bytes, const std::string& name);

}  // namespace relugap::samples
