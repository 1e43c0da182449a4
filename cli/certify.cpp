#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/certify_json.h"
#include "cli/certify_options.h"
#include "cli/certify_plot.h"
#include "cli/certify_text.h"
#include "cli/consistent_job.h"
#include "cli/search_progress.h"
#include "cli/verbs.h"
#include "lib/arith/decimal.h"
#include "lib/core/file.h"

namespace relugap::cli {
namespace {

constexpr int kDigits = 10;             // shown on the terminal; JSON has them all
constexpr double kPictureSeconds = 10;  // for the bounds of a picture at most
constexpr double kLeastPictureSeconds = 1;

std::atomic<bool> interrupted = false;

void on_interrupt(int) { interrupted.store(true, std::memory_order_relaxed); }

/// While it lives, Ctrl-C only sets `interrupted`.
class InterruptGuard {
 public:
  InterruptGuard() { set(on_interrupt); }
  ~InterruptGuard() { set(SIG_DFL); }
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  static void set(void (*handler)(int)) {
    std::signal(SIGINT, handler);
    std::signal(SIGTERM, handler);
  }
};

/// Runs a search with the progress line, the trace and the options that all of them share.
template <class Search>
auto run_search(const CertifyOptions& options, Trace& trace, const Search& search) {
  verify::SearchOptions limits = options.job.options;
  ProgressLine line;
  const bool quiet = options.quiet, traced = !options.trace_path.empty();
  if (!quiet || traced) {
    limits.progress = [&line, &trace, quiet, traced](const verify::Progress& p) {
      if (!quiet) line(p);
      if (traced) trace(p);
    };
  }
  limits.interrupted = &interrupted;
  auto result = search(limits);
  line.clear();
  return result;
}

void print_consistent(const CertifyOptions& options, const PreparedConsistentJob& job,
                      const verify::ConsistentResult& result) {
  const verify::NormEnclosure& found = result.enclosure;
  const std::size_t repeated = job.samples.duplicates;
  const std::string norm = dual_exponent_text(job.network_class.q);
  std::printf("f = %s, D = %s\nu: any function of the class %s that agrees with the %zu samples%s\n\n",
              options.job.function.c_str(), options.job.domain.c_str(), options.network_class.c_str(),
              job.samples.size(),
              repeated ? (" (note: " + std::to_string(repeated) + " repeated, kept once)").c_str() : "");
  std::printf("  sup |f - u| <= %s for every such u\n\n", decimal_up(found.upper.value, kDigits).c_str());
  std::printf("  |u(x) - u(x')| <= %s ||x - x'||_%s, |u(0)| <= %s in this class\n",
              decimal_up(job.lipschitz.upper(), kDigits).c_str(), norm.c_str(),
              decimal_up(job.at_zero.upper(), kDigits).c_str());
  std::printf(
      "  from that and the samples alone no bound below %s follows (which no u of the class need attain)\n",
      decimal_down(found.lower.value, kDigits).c_str());
  if (job.domain.dimension() <= 12)
    std::printf("  the worst place seen is x = %s, with u %s f\n", point_text(found.witness).c_str(),
                result.side == verify::Sign::Above ? "above" : "below");
  std::printf("  %s\n", status_text(found.status).c_str());
  print_explanation(found);
  print_cost(found);
}

int certify_consistent(const CertifyOptions& options) {
  const ConsistentJob job{options.job.function,  options.samples,    options.labels,
                          options.network_class, options.job.domain, options.job.output};
  const PreparedConsistentJob prepared = prepare(job);
  const verify::ConsistentTargets targets({prepared.samples, prepared.labels,
                                           dual_exponent(prepared.network_class.q), prepared.lipschitz,
                                           prepared.at_zero});
  require_consistent(job, prepared, targets);
  const InterruptGuard guard;
  Trace trace;
  const verify::ConsistentResult result =
      run_search(options, trace, [&](const verify::SearchOptions& limits) {
        return targets.enclose(prepared.f, prepared.domain, limits);
      });
  if (options.json_path != "-" && options.trace_path != "-") print_consistent(options, prepared, result);
  trace.finish("inf", result.enclosure, result.enclosure);
  if (!options.json_path.empty())
    write_output(options.json_path, json_text(consistent_json(prepared, result)));
  if (!options.trace_path.empty()) write_output(options.trace_path, trace.csv());
  return result.enclosure.status == verify::Status::Converged ? 0 : 1;
}

/// Writes everything that was asked for beside the text.
void write_files(const CertifyOptions& options, const PreparedJob& prepared, const CertifyResult& result,
                 Trace& trace) {
  const CertifyJob& job = options.job;
  if (!options.json_path.empty())
    write_output(options.json_path, json_text(certify_json(job, prepared, result)));
  if (!options.trace_path.empty()) {
    for (std::size_t i = 0; i < result.norms.size(); ++i)
      trace.finish(verify::to_string(job.norms[i]), result.norms[i], result.cost);
    if (result.range) {
      trace.finish("max", result.range->all.maximum, result.cost);
      trace.finish("min", result.range->all.minimum, result.cost);
    }
    for (std::size_t k = 1; k < result.places.size(); ++k)
      trace.finish("place " + std::to_string(k + 1), result.places[k], result.cost);
    write_output(options.trace_path, trace.csv());
  }
  if (!options.plot_path.empty()) {
    const double seconds = std::clamp(job.options.time_limit_seconds, kLeastPictureSeconds, kPictureSeconds);
    write_output(options.plot_path, plot(job, prepared, result, seconds, &interrupted));
  }
}

int certify(CertifyOptions& options) {
  complete(options);
  if (options.has_samples) return certify_consistent(options);
  const PreparedJob prepared = prepare(options.job);
  if (!options.plot_path.empty()) check_plot(prepared.domain);
  const InterruptGuard guard;
  Trace trace;
  const CertifyResult result = run_search(options, trace, [&](const verify::SearchOptions& limits) {
    return run(options.job, prepared, limits);
  });
  const bool text = options.json_path != "-" && options.plot_path != "-" && options.trace_path != "-";
  if (text) print(options.job, prepared, result);
  write_files(options, prepared, result, trace);
  return result.is_settled() ? 0 : 1;
}

}  // namespace

void add_certify(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CertifyOptions>();
  CLI::App* verb = app.add_subcommand(
      "certify", "Enclose the error of f against g over a box, in the uniform or L^p norm, with proof");
  add_options(*verb, *options);
  verb->callback([options, verb, &exit_code] {
    note_given(*verb, *options);
    exit_code = certify(*options);
  });
}

}  // namespace relugap::cli
