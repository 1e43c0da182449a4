#pragma once

#include "lib/core/json.h"
#include "papers/report/table.h"

namespace relugap::report {

/// The columns lower, upper, gap, estimate, shortfall, and the cells of one row for them.
std::vector<Column> error_columns();
std::vector<Cell> error_cells(const Json& certify, const Json& estimate);

/// What the columns mean, for the text below a table.
std::string error_note(std::uint64_t points);

}  // namespace relugap::report
