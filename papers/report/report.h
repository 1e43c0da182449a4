#pragma once

#include <string>
#include <vector>

#include "papers/report/report_data.h"

namespace relugap::report {

/// A file of the report, by its name in the output directory.
struct OutputFile {
  std::string name, content;
};

/// The finished report. Holds no mathematics: every number comes from the records in the data.
struct Report {
  std::string terminal;           ///< the tables as text
  std::vector<OutputFile> files;  ///< report.html, report.md, per table .csv and .tex, per figure .svg
  bool violated = false;          ///< some row contradicts a proved statement: a bug
  bool gap_missed = false;        ///< some row did not reach the gap that the spec asks for
};
Report make_report(const ReportData& data);

}  // namespace relugap::report
