#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lib/samples/number_table.h"

namespace relugap::samples {

/// Distinct sample points, in the order in which they first appear.
struct SampleSet {
  NumberTable points;
  std::vector<std::size_t> source;  ///< row of each point in the table it was made from, from 0
  std::size_t duplicates = 0;       ///< rows that repeat an earlier one

  std::size_t dimension() const { return points.cols(); }
  std::size_t size() const { return points.rows(); }
};

/// The table of numbers in a CSV or .npy file (told apart by the first bytes); see lib/samples/csv.h, npy.h.
///
/// For labels: a table of one column with as many rows as the points; first_equal_rows() finds repeated points.
/// Fails: InputError "PATH: PLACE: expected X, found Y".
NumberTable read_numbers(const std::string& path);

/// Keeps the first of equal rows and counts the others.
SampleSet distinct(NumberTable rows);

}  // namespace relugap::samples
