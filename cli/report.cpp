#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/report_plan.h"
#include "cli/report_records.h"
#include "cli/verbs.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "papers/report/report.h"

namespace relugap::cli {

namespace {

struct ReportOptions {
  std::string spec, out, only;
  std::size_t jobs = 1;
  bool quiet = false;
};

std::atomic<bool> interrupted = false;

void on_interrupt(int) { interrupted.store(true, std::memory_order_relaxed); }

/// All problems on standard error, the last one by the way of every InputError.
void require_none(const std::vector<std::string>& problems) {
  if (problems.empty()) return;
  for (std::size_t i = 0; i + 1 < problems.size(); ++i)
    std::fprintf(stderr, "relugap: %s\n", problems[i].c_str());
  throw InputError(problems.back());
}

void make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw InputError(path + ": expected a directory that can be made, found: " + error.message());
}

void print_summary(const ReportOptions& options, const report::Report& report, const RecordSummary& records) {
  std::printf("%s\nWritten to %s (%zu rows computed, %zu unchanged):\n", report.terminal.c_str(),
              options.out.c_str(), records.computed, records.kept);
  for (const report::OutputFile& file : report.files) {
    std::printf("  %s\n", (std::filesystem::path(options.out) / file.name).string().c_str());
  }
  if (report.violated)
    std::printf("A row is VIOLATED: a proved statement is contradicted, which only a bug can do.\n");
  if (report.gap_missed)
    std::printf("A row did not reach the gap asked for (marked †); its enclosure is valid.\n");
}

int make(const ReportOptions& options) {
  std::vector<std::string> problems;
  const ReportPlan plan = plan_report(options.spec, options.only, problems);
  require_none(problems);
  make_directory(options.out);

  RecordOptions record_options;
  record_options.jobs = options.jobs;
  record_options.interrupted = &interrupted;
  if (!options.quiet) {
    record_options.progress = [](std::size_t done, std::size_t total, const std::string& line) {
      std::fprintf(stderr, "[%zu/%zu] %s\n", done, total, line.c_str());
    };
  }
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  report::ReportData data;
  const RecordStore store((std::filesystem::path(options.out) / "records").string());
  const RecordSummary records = compute_records(plan, store, record_options, data);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  if (!records.complete) {
    std::fprintf(stderr, "relugap: interrupted; finished rows are kept and the same command continues\n");
    return 1;
  }
  const report::Report report = report::make_report(data);
  for (const report::OutputFile& file : report.files) {
    write_file_atomically((std::filesystem::path(options.out) / file.name).string(), file.content);
  }
  print_summary(options, report, records);
  return report.violated || report.gap_missed ? 1 : 0;
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb =
      app.add_subcommand("report", "Write the tables and pictures of a paper from its spec, with proof");
  verb->add_option("spec", options->spec, "SPEC.toml [docs/formats.md]")->required();
  verb->add_option("--out", options->out, "directory for report.html, tables, pictures and records")
      ->required();
  verb->add_option("--only", options->only, "one table only: architectures, pairs or formulas");
  verb->add_option("--jobs", options->jobs, "rows worked on at once; they share the cores")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, std::size_t{1024}));
  verb->add_flag("--quiet", options->quiet, "no progress on standard error");
  verb->footer(
      "Results are kept in DIR/records and not computed again while inputs, options and program are the "
      "same.\n"
      "Exit code 0: every row reached its gap; 1: one did not, or the run was interrupted; 2: bad input.\n"
      "Example: relugap report papers/learning-relu-networks-2023/spec.toml --out build/papers/mine");
  verb->callback([options, &exit_code] { exit_code = make(*options); });
}

}  // namespace relugap::cli
