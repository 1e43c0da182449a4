#pragma once

#include <string>
#include <vector>

#include "papers/report/figures.h"
#include "papers/report/report_data.h"
#include "papers/report/table.h"

namespace relugap::report {

/// One HTML page with everything in it: no script, no other file, no network access.
std::string html_page(const ReportData& data, const std::vector<Table>& tables,
                      const std::vector<Figure>& figures);

/// The same as Markdown, which shows the SVG files beside it.
std::string markdown_page(const ReportData& data, const std::vector<Table>& tables,
                          const std::vector<Figure>& figures);

}  // namespace relugap::report
