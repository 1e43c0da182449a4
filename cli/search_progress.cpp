#include "cli/search_progress.h"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "cli/size_option.h"
#include "lib/arith/decimal.h"
#include "verify/search/resources.h"

namespace relugap::cli {
namespace {

constexpr double kTerminalSeconds = 0.2;  // between two states of the line
constexpr double kSparseSeconds = 10;     // between lines where standard error is not a terminal
constexpr double kTraceGrowth = 1.1;

std::string quantity(const std::string& norm) {
  if (norm.starts_with("inf")) return "sup" + norm.substr(3);
  return norm.find_first_not_of("0123456789/") == std::string::npos ? "||.||_" + norm : norm;
}

}  // namespace

void ProgressLine::operator()(const verify::Progress& p) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const double every = terminal ? kTerminalSeconds : kSparseSeconds;
  if (next_ < 0) next_ = every;
  if (p.seconds < next_) return;
  next_ = p.seconds + every;
  const double gap = p.lower.value > 0 ? (p.upper.value - p.lower.value) / p.lower.value : 0;
  const std::string line = fmt::format(
      "{} <= {} <= {}  {}{} boxes, {} open, {:.0f} boxes/s, {}{:.1f} s", decimal_down(p.lower.value, 6),
      quantity(p.norm), decimal_up(p.upper.value, 6), gap > 0 ? fmt::format("gap {:.2g}  ", gap) : "",
      p.boxes, p.open, static_cast<double>(p.boxes) / p.seconds,
      p.memory_bytes > 0 ? size_text(p.memory_bytes) + ", " : "", p.seconds);
  std::fprintf(stderr, terminal ? "\r%s\x1b[K" : "%s\n", line.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::clear() const {
  if (shown_ && isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\x1b[K");
}

Trace::Trace()
    : cpu_begin_(verify::cpu_seconds()),
      csv_("norm,seconds,cpu_seconds,boxes,open,memory_bytes,lower,upper\n") {}

void Trace::operator()(const verify::Progress& p) {
  const double seconds = verify::since(begin_);
  double& next = next_[p.norm];
  if (seconds < next) return;
  next = seconds * kTraceGrowth;
  add(p);
}

void Trace::finish(const std::string& norm, const verify::NormEnclosure& found,
                   const verify::NormEnclosure& cost) {
  verify::Progress last;
  last.norm = norm;
  last.lower = found.lower;
  last.upper = found.upper;
  last.boxes = cost.boxes;
  last.memory_bytes = cost.memory_bytes;
  add(last);
}

void Trace::add(const verify::Progress& p) {
  csv_ += fmt::format("{},{:.6g},{:.6g},{},{},{},{},{}\n", p.norm, verify::since(begin_),
                      verify::cpu_seconds() - cpu_begin_, p.boxes, p.open, p.memory_bytes,
                      shortest(p.lower.value), shortest(p.upper.value));
}

}  // namespace relugap::cli
