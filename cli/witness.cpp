#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/verbs.h"
#include "cli/witness_job.h"
#include "lib/core/file.h"

namespace relugap::cli {
namespace {

// The one line of progress, on a terminal only.
void show_progress(const char* what) {
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r%s ...\x1b[K", what);
}

int run_witness(const WitnessOptions& options) {
  require_writable(options.out);
  if (!options.json.empty()) require_writable(options.json);
  WitnessOptions o = options;
  if (!o.quiet) o.search.progress = show_progress;
  const WitnessJob job = prepare_witness(o);
  const WitnessResult result = make_witness(job);
  if (!o.quiet && isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\x1b[K");
  if (!result.found) {
    std::fprintf(stderr, "relugap: no region without samples was found, nothing is written\n");
    return 1;
  }
  if (!o.json.empty()) write_output(o.json, json_text(witness_json(job, result)));
  if (o.json != "-") write_output("-", witness_text(job, result));
  return 0;
}

void add_class(CLI::App& verb, WitnessOptions& o) {
  verb.add_option("--class", o.class_text, "the class as one value: \"45-46-1-1;q=2;c=1\"; or");
  verb.add_option("--widths", o.widths, "N_0,...,N_L, such as 16,48,48,1 or 16,48x7,1 or 45-46-1-1");
  verb.add_option("--q", o.q, "entrywise norm of weights and biases: inf or a number >= 1");
  verb.add_option("--coefficient", o.coefficient, "bound c of that norm in every layer");
  verb.add_flag("--joint-norm", o.joint, "c bounds the norm of weights and biases of a layer together");
  verb.add_option("--domain", o.domain, "lo,hi for [lo,hi]^d, or an explicit box \"[0,1]x[-1,1]\"")
      ->capture_default_str();
}

void add_samples(CLI::App& verb, WitnessOptions& o) {
  const std::string group = "Samples (one of them)";
  verb.add_option("--samples", o.samples, "points: CSV (decimals mean exactly that number) or .npy")
      ->group(group);
  verb.add_option("--grid", o.grid, "the centres of K^d equal boxes")->group(group);
  verb.add_option("--random", o.random, "M random points")->group(group);
  verb.add_option("--seed", o.search.seed, "of random points and of the search")->capture_default_str();
}

}  // namespace

void add_witness(CLI::App& app, int& exit_code) {
  const auto o = std::make_shared<WitnessOptions>();
  CLI::App* verb = app.add_subcommand(
      "witness", "Write a network of the class that is zero on all given samples and high elsewhere");
  add_class(*verb, *o);
  add_samples(*verb, *o);
  verb->add_option("--out", o->out, "ONNX file to write")->required();
  verb->add_option("--against", o->against,
                   "a trained network (ONNX): enclose its distances to the witness and to zero");
  verb->add_option("--time-limit", o->time_limit, "seconds for each of these two distances")
      ->capture_default_str();
  verb->add_option("--starts", o->search.starts, "random centres per choice of active coordinates")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  verb->add_option("--threads", o->search.threads, "worker threads (default: all cores)")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--json", o->json, "write the result as JSON to this file, - for standard output");
  verb->add_flag("--quiet", o->quiet, "no progress on standard error");
  verb->callback([o, &exit_code] { exit_code = run_witness(*o); });
}

}  // namespace relugap::cli
