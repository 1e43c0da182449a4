#pragma once

#include <string>

#include "papers/report/report_data.h"

namespace relugap::test {

// Records made by hand, in the schemas of docs/formats.md.
Json certify_record(double lower, double upper);
Json estimate_record(double largest);
/// quantity: "samples" (10^82.59 and 10^80.50 needed) or "error" (8.19 and 2.04 at least, 2049 at most).
Json bound_record(const std::string& quantity);

/// A report with two classes, pairs in two dimensions and one formula.
report::ReportData sample_report();

}  // namespace relugap::test
