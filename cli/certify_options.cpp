#include "cli/certify_options.h"

#include <algorithm>
#include <utility>

#include "cli/norm_option.h"
#include "cli/size_option.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/file.h"

namespace relugap::cli {
namespace {

constexpr std::size_t kMostPlaces = 1000;

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

std::size_t parse_count(const std::string& text) {
  Rational count = 0;
  try {
    count = parse_decimal(text);
  } catch (const InputError&) {
    // refused below
  }
  if (count < 1 || count > kMostPlaces || denominator(count) != 1)
    throw InputError("--worst: expected a number of places from 1 to " + std::to_string(kMostPlaces) +
                     ", found " + (text.empty() ? std::string("nothing") : text));
  return static_cast<std::size_t>(round_down(count));
}

/// The question that an option asks stands alone: of the others, those that are given are refused.
void require_alone(const std::string& option, const std::vector<std::pair<const char*, bool>>& others) {
  for (const auto& [other, given] : others)
    if (given) throw InputError(option + ": expected no " + other + " beside it, found both");
}

void check_combinations(const CertifyOptions& o) {
  const bool other_norm = o.job.norms != std::vector{verify::Norm{}};
  const std::pair<const char*, bool> is_signed{"--signed", o.job.is_signed},
      threshold{"--threshold", o.has_threshold}, worst{"--worst", o.has_worst},
      plot{"--plot", !o.plot_path.empty()}, norm{"--norm (other than inf)", other_norm},
      gap{"--rel-gap or --abs-gap", o.has_gap};
  if (o.has_samples) require_alone("--samples", {norm, is_signed, threshold, worst, plot});
  if (o.job.is_signed) require_alone("--signed", {norm, threshold, worst});
  if (o.has_threshold) {
    require_alone("--threshold", {worst, gap});
    if (o.job.norms.size() > 1) throw InputError("--threshold: expected one norm, found --norm " + o.norm);
  }
  if (o.has_worst) require_alone("--worst", {norm});
  if (o.has_separation && !o.has_worst)
    throw InputError("--separation: expected --worst K with it, found none");
}

/// Every output to a place of its own that can be written.
void check_outputs(const CertifyOptions& o) {
  const std::vector<std::pair<const char*, const std::string*>> outputs = {
      {"--json", &o.json_path}, {"--plot", &o.plot_path}, {"--trace", &o.trace_path}};
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].second->empty()) continue;
    for (std::size_t j = 0; j < i; ++j)
      if (*outputs[i].second == *outputs[j].second)
        throw InputError(std::string(outputs[i].first) + ": expected another file than that of " +
                         outputs[j].first + ", found " + *outputs[i].second);
    require_writable(*outputs[i].second);
  }
}

/// Whether the question is about all targets that agree with samples. Fails: InputError if half of it is given.
void check_samples(const CertifyOptions& o) {
  if (!o.has_samples) return;
  const std::pair<const char*, const std::string*> parts[] = {
      {"--samples", &o.samples}, {"--labels", &o.labels}, {"--class", &o.network_class}};
  for (const auto& [name, value] : parts)
    if (value->empty())
      throw InputError(std::string(name) + ": expected with --samples, --labels and --class, found none");
  if (o.has_target)
    throw InputError(
        "--target: expected none with --samples (the targets are the functions of --class), found " +
        o.job.target);
}

bool is_given(const CLI::App& verb, const char* option) { return verb.get_option(option)->count() > 0; }

}  // namespace

void complete(CertifyOptions& o) {
  CertifyJob& job = o.job;
  job.norms = parse_norms(o.norm);
  job.options.relative_gap = non_negative("--rel-gap", o.relative_gap);
  job.options.absolute_gap = non_negative("--abs-gap", o.absolute_gap);
  if (o.has_threshold) job.options.threshold = non_negative("--threshold", o.threshold);
  if (o.has_worst) job.worst = parse_count(o.worst);
  if (o.has_separation) {
    job.separation = number("--separation", o.separation);
    if (job.separation <= 0 || job.separation > 1)
      throw InputError("--separation: expected a share of the edges, > 0 and <= 1, found " + o.separation);
  }
  if (!o.time_limit.empty()) {
    const Rational limit = number("--time-limit", o.time_limit);
    if (limit <= 0) throw InputError("--time-limit: expected seconds > 0, found " + o.time_limit);
    job.options.time_limit_seconds = round_up(limit);
  }
  if (!o.memory_limit.empty()) job.options.memory_limit_bytes = parse_size("--memory-limit", o.memory_limit);
  check_samples(o);
  check_combinations(o);
  check_outputs(o);
}

void add_options(CLI::App& verb, CertifyOptions& o) {
  const auto group = [&](const char* name, std::initializer_list<CLI::Option*> options) {
    for (CLI::Option* option : options) option->group(name);
  };
  group("What is compared",
        {verb.add_option("function", o.job.function, "f: FILE.onnx, \"expr:FORMULA\", expr:@FILE or zero")
             ->required(),
         verb.add_option("--target", o.job.target, "g: FILE.onnx, \"expr:log(sin(50*x1)+2)\" or zero")
             ->capture_default_str(),
         verb.add_option("--domain", o.job.domain,
                         "D: lo,hi for [lo,hi]^d, or an explicit box \"[0,1]x[-1/2,1/2]\"")
             ->required(),
         verb.add_option("--output", o.job.output,
                         "one output of networks that have several, from 0; without it the maximum of\n"
                         "|f_i - g_i| over all outputs i counts, and which one attains it is reported"),
         verb.add_option(
             "--samples", o.samples,
             "CSV or .npy of points: bound |f - u| for every u of --class with the values --labels there"),
         verb.add_option("--labels", o.labels, "CSV or .npy of the values at the samples"),
         verb.add_option("--class", o.network_class,
                         "the class of the targets u, \"45-46-1-1;q=2;c=1\" (\";joint\": joint norm)")});
  group("What is asked (without any of these: sup |f - g|)",
        {verb.add_option(
                 "--norm", o.norm,
                 "inf, or p >= 1 (decimal or fraction) for (integral over D of |f - g|^p dx)^(1/p), with\n"
                 "Lebesgue measure, not normalised; several with commas: inf,1,2")
             ->capture_default_str(),
         verb.add_flag("--signed", o.job.is_signed,
                       "certified max and min of f - g; with target zero the output range of f"),
         verb.add_option("--threshold", o.threshold,
                         "stop as soon as the norm is proved to be at most T (exit code 0) or above it (with "
                         "the point)")
             ->type_name("T"),
         verb.add_option("--worst", o.worst, "the K worst places, apart from each other")->type_name("K"),
         verb.add_option("--separation", o.separation,
                         "how far apart: share of the edges of D, in at least one coordinate [1/10]")
             ->type_name("S")});
  group(
      "When to stop",
      {verb.add_option("--rel-gap", o.relative_gap, "stop when (upper - lower)/lower is at most this")
           ->capture_default_str(),
       verb.add_option("--abs-gap", o.absolute_gap, "or when upper - lower is at most this (0: not a goal)")
           ->capture_default_str(),
       verb.add_option("--time-limit", o.time_limit,
                       "seconds; the enclosure so far is then printed, exit code 1"),
       verb.add_option(
               "--memory-limit", o.memory_limit,
               "for waiting boxes: 4G, 512M or bytes; beyond it boxes are explored at once instead of kept\n"
               "[half of the machine's memory]")
           ->type_name("SIZE"),
       verb.add_option("--threads", o.job.options.threads, "worker threads [all cores]")
           ->check(CLI::Range(1, 4096))});
  group(
      "What is written",
      {verb.add_option("--json", o.json_path, "the result as JSON to this file, - for standard output")
           ->type_name("FILE"),
       verb.add_option(
               "--plot", o.plot_path,
               "a picture (SVG) of f, g and their difference with certified bands, for domains that vary in\n"
               "one or two coordinates")
           ->type_name("FILE"),
       verb.add_option("--trace", o.trace_path, "the enclosure against time, as CSV")->type_name("FILE"),
       verb.add_flag("--quiet", o.quiet, "no progress on standard error")});
  verb.footer(
      "Exit code 0: answered (the gap is reached, the threshold proved); 1: a valid enclosure that falls "
      "short, or\n"
      "the threshold is exceeded; 2: bad input; 3: the machine fails. Ctrl-C prints the valid enclosure so "
      "far.\n"
      "\n"
      "Examples:\n"
      "  relugap certify student.onnx --target teacher.onnx --domain -0.5,0.5 --rel-gap 1e-6 --json -\n"
      "  relugap certify net.onnx --domain \"[0,1]^2x[-1/2,1/2]\" --signed             the output range of "
      "net\n"
      "  relugap certify int8.onnx --target float.onnx --domain 0,1 --threshold 0.01  yes or no\n"
      "  relugap certify net.onnx --target \"expr:sin(5*x1)\" --domain 0,1 --plot error.svg --worst 3");
}

void note_given(const CLI::App& verb, CertifyOptions& o) {
  o.has_target = is_given(verb, "--target");
  // An empty value, as of a variable that is not set, is a mistake, not an option that was not given.
  o.has_samples = is_given(verb, "--samples") || is_given(verb, "--labels") || is_given(verb, "--class");
  o.has_gap = is_given(verb, "--rel-gap") || is_given(verb, "--abs-gap");
  o.has_threshold = is_given(verb, "--threshold");
  o.has_worst = is_given(verb, "--worst");
  o.has_separation = is_given(verb, "--separation");
}

}  // namespace relugap::cli
