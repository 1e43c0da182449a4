#pragma once

#include <string>
#include <vector>

#include "papers/report/report_data.h"

namespace relugap::report {

struct Figure {
  std::string name;     ///< of its file, without .svg
  std::string caption;  ///< inline text
  std::string svg;
};

/// Certified error against the number of samples, one panel per dimension, with the worst case over the class above.
/// Requires: at least one pair with 0 < lower and finite upper.
Figure error_figure(const ReportData& data);

/// A network and the formula it learnt: the whole domain, a zoom at the certified worst point, and their difference.
/// Requires: entry.whole and entry.zoom are not empty, the enclosure is finite.
Figure formula_figure(const FormulaEntry& entry);

/// The figures that the data allow, in the order of the report.
std::vector<Figure> all_figures(const ReportData& data);

}  // namespace relugap::report
