#include "cli/bound_sweep.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <optional>

#include "cli/bound_plot.h"
#include "lib/core/file.h"

namespace relugap::cli {
namespace {

constexpr double kFirstLine = 1, kLineEvery = 0.2;  // seconds, on a terminal
constexpr double kSparseEvery = 10;                 // elsewhere

/// "1200 of 100000 points, 3 s", one line that is written over on a terminal, a line now and then elsewhere.
class ProgressLine {
 public:
  explicit ProgressLine(std::size_t total) : total_(total), next_(terminal_ ? kFirstLine : kSparseEvery) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() {
    if (terminal_ && shown_) std::fputs("\r\x1b[K", stderr);
  }

  void operator()(std::size_t done) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    if (seconds < next_) return;
    next_ = seconds + (terminal_ ? kLineEvery : kSparseEvery);
    std::fprintf(stderr, "%s%zu of %zu points, %.0f s%s", terminal_ ? "\r" : "", done, total_, seconds,
                 terminal_ ? "\x1b[K" : "\n");
    std::fflush(stderr);
    shown_ = true;
  }

 private:
  std::size_t total_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  bool terminal_ = isatty(STDERR_FILENO) != 0, shown_ = false;
  double next_;
};

bounds::Sweep evaluate(const bounds::SweepRequest& request, const BoundOptions& o) {
  if (o.quiet) return bounds::evaluate(request, o.threads);
  ProgressLine line(bounds::count_points(request));
  return bounds::evaluate(request, o.threads, [&](std::size_t done) { line(done); });
}

}  // namespace

int run_sweep(const BoundOptions& o) {
  const std::vector<bounds::ParameterRange> ranges = parse_ranges(o);
  const bounds::SweepRequest request{parse_request(o, ranges), ranges};
  bounds::validate(request);
  std::optional<bounds::Threshold> threshold;
  if (o.exceeds) threshold = bounds::parse_threshold(*o.exceeds);
  if (o.plot) check_plot(request);
  check_outputs(o);

  const bounds::Sweep sweep = evaluate(request, o);
  std::optional<bounds::Crossings> crossings;
  if (threshold) crossings = bounds::find_crossings(sweep, *threshold);
  const bounds::Crossings* const found = crossings ? &*crossings : nullptr;
  if (o.json) write_output(*o.json, bounds::to_json(sweep, found));
  if (o.csv) write_output(*o.csv, bounds::to_csv(sweep));
  if (o.latex) write_output(*o.latex, bounds::to_latex(sweep));
  if (o.plot) write_output(*o.plot, plot(sweep, found));
  if (!uses_standard_output(o)) write_output("-", bounds::to_text(sweep, found));
  return (found ? found->any() : sweep.answered()) ? 0 : 1;
}

}  // namespace relugap::cli
