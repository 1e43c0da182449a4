#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>

#include "cli/certify_job.h"
#include "cli/consistent_job.h"
#include "cli/norm_option.h"
#include "cli/read_side.h"
#include "cli/verbs.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/file.h"

namespace relugap::cli {
namespace {

constexpr int kDigits = 10;            // shown on the terminal; JSON has them all
constexpr double kSparseSeconds = 10;  // between lines where standard error is not a terminal

std::atomic<bool> interrupted = false;

void on_interrupt(int) { interrupted.store(true, std::memory_order_relaxed); }

/// The text of the options, checked before anything is read.
struct CertifyOptions {
  CertifyJob job;
  std::string norm = "inf", relative_gap = "1e-3", absolute_gap = "0", time_limit, json_path;
  std::string samples, labels, network_class;
  bool has_target = false, has_samples = false, quiet = false;  ///< has_samples: or labels, or a class
};

Rational number(const std::string& option, const std::string& text) {
  try {
    return parse_decimal(text);
  } catch (const InputError& error) {
    throw InputError(option + ": " + error.what());
  }
}

Rational non_negative(const std::string& option, const std::string& text) {
  const Rational value = number(option, text);
  if (value < 0) throw InputError(option + ": expected a number >= 0, found " + text);
  return value;
}

/// One line that is written over on a terminal, a line now and then elsewhere.
class ProgressLine {
 public:
  void operator()(const verify::Progress& p) {
    if (!terminal_ && p.seconds < next_) return;
    next_ = p.seconds + kSparseSeconds;
    const double gap = p.lower.value > 0 ? (p.upper.value - p.lower.value) / p.lower.value : 0;
    const std::string norm = p.norm == "inf" ? "sup" : "||.||_" + p.norm;
    std::fprintf(stderr, "%s%s <= %s <= %s  gap %.2g  %llu boxes, %llu open, %.0f boxes/s, %.1f s%s",
                 terminal_ ? "\r" : "", decimal_down(p.lower.value, 6).c_str(), norm.c_str(),
                 decimal_up(p.upper.value, 6).c_str(), gap, static_cast<unsigned long long>(p.boxes),
                 static_cast<unsigned long long>(p.open), static_cast<double>(p.boxes) / p.seconds, p.seconds,
                 terminal_ ? "\x1b[K" : "\n");
    std::fflush(stderr);
    shown_ = true;
  }
  void clear() const {
    if (terminal_ && shown_) std::fprintf(stderr, "\r\x1b[K");
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) != 0, shown_ = false;
  double next_ = kSparseSeconds;
};

std::string explain(verify::Status status) {
  switch (status) {
    case verify::Status::Converged:
      return "the asked gap is reached";
    case verify::Status::TimeLimit:
      return "time limit: the enclosure is valid, the gap is not reached";
    case verify::Status::Interrupted:
      return "interrupted: the enclosure is valid, the gap is not reached";
    case verify::Status::PrecisionLimit:
      return "precision limit: no box can be bounded any better";
    case verify::Status::MemoryLimit:
      return "memory limit: the enclosure is valid, the gap is not reached";
  }
  return {};
}

std::string point_text(const std::vector<Rational>& x) {
  std::string point;
  for (const Rational& v : x) {
    const Json coordinate = coordinate_json(v);
    point += (point.empty() ? "" : ", ") +
             (coordinate.is_string() ? coordinate.get<std::string>() : coordinate.dump());
  }
  return point;
}

void print_cost(const verify::NormEnclosure& result) {
  std::printf("  %llu boxes, %.3g s, %.3g CPU s, %u thread%s\n",
              static_cast<unsigned long long>(result.boxes), result.seconds, result.cpu_seconds,
              result.threads, result.threads == 1 ? "" : "s");
}

void print(const CertifyJob& job, const PreparedJob& prepared,
           const std::vector<verify::NormEnclosure>& results) {
  std::printf("f = %s, g = %s, D = %s\n\n", job.function.c_str(), job.target.c_str(), job.domain.c_str());
  bool integrals = false;
  const verify::NormEnclosure* dearest = &results[0];
  for (std::size_t i = 0; i < results.size(); ++i) {
    const verify::NormEnclosure& result = results[i];
    integrals = integrals || job.norms[i].p;
    if (result.boxes > dearest->boxes) dearest = &result;
    std::printf("  %s <= %s <= %s\n", decimal_down(result.lower.value, kDigits).c_str(),
                norm_text(job.norms[i]).c_str(), decimal_up(result.upper.value, kDigits).c_str());
    if (results.size() > 1) std::printf("    %s\n", explain(result.status).c_str());
  }
  if (integrals) std::printf("  (||h||_p = (integral over D of |h|^p dx)^(1/p), not normalised)\n");
  std::printf("\n");
  for (std::size_t i = 0; i < results.size(); ++i) {
    // A decimal here stands for the double it reads back to.
    if (!job.norms[i].p && prepared.domain.dimension() <= 12)
      std::printf("  |f - g| >= lower at x = (%s)\n", point_text(results[i].witness).c_str());
  }
  if (results.size() == 1) std::printf("  %s\n", explain(results[0].status).c_str());
  print_cost(*dearest);
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
    std::printf("  the worst place seen is x = (%s), with u %s f\n", point_text(found.witness).c_str(),
                result.side == verify::Sign::Above ? "above" : "below");
  std::printf("  %s\n", explain(found.status).c_str());
  print_cost(found);
}

/// Runs a search with the progress line, the interrupt signals and the options that all of them share.
template <class Search>
auto run_search(CertifyOptions& options, const Search& search) {
  verify::SearchOptions& limits = options.job.options;
  ProgressLine line;
  if (!options.quiet) limits.progress = [&](const verify::Progress& p) { line(p); };
  limits.interrupted = &interrupted;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  auto result = search(limits);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  line.clear();
  return result;
}

int certify_consistent(CertifyOptions& options) {
  const ConsistentJob job{options.job.function,  options.samples,    options.labels,
                          options.network_class, options.job.domain, options.job.output};
  const PreparedConsistentJob prepared = prepare(job);
  const verify::ConsistentTargets targets({prepared.samples, prepared.labels,
                                           dual_exponent(prepared.network_class.q), prepared.lipschitz,
                                           prepared.at_zero});
  require_consistent(job, prepared, targets);
  const verify::ConsistentResult result = run_search(options, [&](const verify::SearchOptions& limits) {
    return targets.enclose(prepared.f, prepared.domain, limits);
  });
  if (options.json_path != "-") print_consistent(options, prepared, result);
  if (!options.json_path.empty())
    write_output(options.json_path, json_text(consistent_json(prepared, result)));
  return result.enclosure.status == verify::Status::Converged ? 0 : 1;
}

/// Whether the question is about all targets that agree with samples. Fails: InputError if half of it is given.
bool asks_consistent(const CertifyOptions& options) {
  const std::pair<const char*, const std::string*> parts[] = {
      {"--samples", &options.samples}, {"--labels", &options.labels}, {"--class", &options.network_class}};
  if (!options.has_samples) return false;
  for (const auto& [name, value] : parts)
    if (value->empty())
      throw InputError(std::string(name) + ": expected with --samples, --labels and --class, found none");
  if (options.has_target)
    throw InputError(
        "--target: expected none with --samples (the targets are the functions of --class), found " +
        options.job.target);
  return true;
}

int certify(CertifyOptions& options) {
  CertifyJob& job = options.job;
  job.norms = parse_norms(options.norm);
  job.options.relative_gap = non_negative("--rel-gap", options.relative_gap);
  job.options.absolute_gap = non_negative("--abs-gap", options.absolute_gap);
  if (!options.time_limit.empty()) {
    const Rational limit = number("--time-limit", options.time_limit);
    if (limit <= 0) throw InputError("--time-limit: expected seconds > 0, found " + options.time_limit);
    job.options.time_limit_seconds = round_up(limit);
  }
  const bool consistent = asks_consistent(options);
  if (consistent && job.norms != std::vector{verify::Norm{}})
    throw InputError("--norm: expected inf with --samples, found " + options.norm);
  if (!options.json_path.empty()) require_writable(options.json_path);
  if (consistent) return certify_consistent(options);
  const PreparedJob prepared = prepare(job);
  const std::vector<verify::NormEnclosure> results =
      run_search(options, [&](const verify::SearchOptions& limits) {
        return verify::enclose_norms(prepared.f, prepared.g, prepared.domain, job.norms, limits);
      });
  if (options.json_path != "-") print(job, prepared, results);
  if (!options.json_path.empty())
    write_output(options.json_path, json_text(certify_json(prepared, job.norms, results)));
  const bool converged = std::all_of(results.begin(), results.end(), [](const verify::NormEnclosure& r) {
    return r.status == verify::Status::Converged;
  });
  return converged ? 0 : 1;
}

}  // namespace

void add_certify(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CertifyOptions>();
  CLI::App* verb = app.add_subcommand(
      "certify", "Enclose the error of f against g over a box, in the uniform or L^p norm, with proof");
  verb->add_option("function", options->job.function, "f: FILE.onnx, \"expr:FORMULA\" or zero")->required();
  const CLI::Option* target =
      verb->add_option("--target", options->job.target, "g: FILE.onnx, \"expr:log(sin(50*x1)+2)\" or zero")
          ->capture_default_str();
  std::vector<const CLI::Option*> consistent;
  consistent.push_back(verb->add_option(
      "--samples", options->samples,
      "CSV or .npy of points: bound |f - u| for every u of --class with the values --labels there"));
  consistent.push_back(
      verb->add_option("--labels", options->labels, "CSV or .npy of the values at the samples"));
  consistent.push_back(
      verb->add_option("--class", options->network_class,
                       "the class of the targets u, \"45-46-1-1;q=2;c=1\" (\";joint\": joint norm)"));
  verb->add_option("--domain", options->job.domain,
                   "lo,hi for [lo,hi]^d, or an explicit box \"[0,1]x[-1/2,1/2]\"")
      ->required();
  verb->add_option(
          "--norm", options->norm,
          "the norm of the error: inf, or p >= 1 (decimal or fraction) for (integral over the domain of\n"
          "|f - g|^p dx)^(1/p), with Lebesgue measure, not normalised; several with commas: inf,1,2")
      ->capture_default_str();
  verb->add_option("--output", options->job.output, "which output of networks that have several, from 0");
  verb->add_option("--rel-gap", options->relative_gap, "stop when (upper - lower)/lower is at most this")
      ->capture_default_str();
  verb->add_option("--abs-gap", options->absolute_gap,
                   "or when upper - lower is at most this (0: not a goal)")
      ->capture_default_str();
  verb->add_option("--time-limit", options->time_limit,
                   "seconds; the enclosure so far is then printed, exit code 1");
  verb->add_option("--threads", options->job.options.threads, "worker threads (default: all cores)")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--json", options->json_path,
                   "write the result as JSON to this file, - for standard output");
  verb->add_flag("--quiet", options->quiet, "no progress on standard error");
  verb->footer(
      "Exit code 0: the asked gap is reached; 1: a valid enclosure with a wider gap; 2: bad input; 3: the "
      "machine\n"
      "fails. Ctrl-C prints the valid enclosure so far.\n"
      "Example: relugap certify student.onnx --target teacher.onnx --domain -0.5,0.5 --rel-gap 1e-6 --json "
      "-");
  verb->callback([options, target, consistent, &exit_code] {
    options->has_target = target->count() > 0;
    // An empty value, as of a variable that is not set, is a mistake, not a question about --target.
    options->has_samples =
        std::any_of(consistent.begin(), consistent.end(), [](const auto* o) { return o->count() > 0; });
    exit_code = certify(*options);
  });
}

}  // namespace relugap::cli
