#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "cli/report_plan.h"
#include "lib/record/record_store.h"
#include "papers/report/report_data.h"

namespace relugap::cli {

struct RecordOptions {
  std::size_t jobs = 1;                            ///< rows worked on at once; they share the cores
  const std::atomic<bool>* interrupted = nullptr;  ///< ends the work early
  /// Called after each row that was computed: its number, the number of rows, and what came out. One at a time.
  std::function<void(std::size_t done, std::size_t total, const std::string& line)> progress;
};

/// What compute_records did.
struct RecordSummary {
  std::size_t kept = 0, computed = 0;
  bool complete = true;  ///< false if interrupted; the records that were finished are stored
};

/// Fills `data` from the store and computes what is missing there.
///
/// A record is found again while the inputs (by hash), the options and the program (by hash) are the same.
/// Fails: InputError where a formula is not defined on the domain, and as RecordStore::store.
RecordSummary compute_records(const ReportPlan& plan, const RecordStore& store, const RecordOptions& options,
                              report::ReportData& data);

}  // namespace relugap::cli
