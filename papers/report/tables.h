#pragma once

#include <vector>

#include "papers/report/report_data.h"
#include "papers/report/table.h"

namespace relugap::report {

/// Classes and the number of samples that every algorithm needs for uniform error eps on them.
Table architectures_table(const ReportData& data);

/// Teachers and students: certified error, sampling estimate, and the worst case over the teacher's class.
Table pairs_table(const ReportData& data);

/// Networks that learnt a formula: certified error and sampling estimate.
Table formulas_table(const ReportData& data);

/// The names of the tables, in the order of the report.
const std::vector<std::string>& table_names();

/// The tables that have rows.
std::vector<Table> all_tables(const ReportData& data);

/// A text such as "1e-3" or "0.25" as inline text: $10^{-3}$, 0.25.
std::string decimal_text(const std::string& decimal);

}  // namespace relugap::report
