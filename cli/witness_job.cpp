#include "cli/witness_job.h"

#include <charconv>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "bounds/theorems/bump_deterministic.h"
#include "bounds/witness/build.h"
#include "bounds/witness/covering.h"
#include "bounds/witness/points.h"
#include "cli/class_option.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/quote.h"
#include "lib/core/sha256.h"
#include "lib/net/onnx_reader.h"
#include "lib/net/onnx_writer.h"

namespace relugap::cli {
namespace {

const Rational kLargestEnd = pow(Integer(10), 100);

// Whether both are names of one regular file, or of one that is still to be made.
bool same_file(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty() || a == "-" || b == "-") return false;
  std::error_code ignored;
  const auto place = [&](const std::string& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
  };
  const bool other = std::filesystem::exists(a, ignored) && !std::filesystem::is_regular_file(a, ignored);
  return !other && (place(a) == place(b) || std::filesystem::equivalent(a, b, ignored));
}

void require_own_file(const std::string& option, const std::string& path,
                      const std::vector<std::string>& others) {
  for (const std::string& other : others)
    if (same_file(path, other))
      throw InputError(option + ": expected a file that no other option names, found " + path);
}

std::uint64_t count(const std::string& option, const std::string& text) {
  const Integer n = [&] {
    try {
      return bounds::parse_samples(text);
    } catch (const InputError&) {
      throw InputError(option + ": expected an integer >= 1, found " + quote(text));
    }
  }();
  if (n > 1'000'000'000) throw InputError(option + ": expected at most 10^9, found " + quote(text));
  return static_cast<std::uint64_t>(n);
}

samples::NumberTable read_points(const WitnessOptions& o, const target::RationalBox& domain, Json& source) {
  const int given = (o.samples ? 1 : 0) + (o.grid ? 1 : 0) + (o.random ? 1 : 0);
  if (given != 1)
    throw InputError("samples: expected one of --samples, --grid and --random, found " +
                     std::to_string(given));
  if (o.grid) {
    const std::uint64_t k = count("--grid", *o.grid);
    source = {{"grid", k}};
    return bounds::witness::grid_points(domain, k);
  }
  if (o.random) {
    const std::uint64_t m = count("--random", *o.random);
    source = {{"random", m}, {"seed", o.search.seed}};
    return bounds::witness::random_points(domain, m, o.search.seed);
  }
  const std::string bytes = read_file(*o.samples);  // once: it may be a pipe
  samples::NumberTable points = samples::parse_numbers(bytes, *o.samples);
  bounds::witness::require_in_domain(points, domain, *o.samples);
  source = {{"path", *o.samples}, {"sha256", sha256_hex(bytes)}};
  return points;
}

net::Network read_trained(const std::string& path, std::size_t inputs, std::string& sha256) {
  const std::string bytes = read_file(path);
  net::Network network = net::parse_onnx(bytes, path);
  if (network.inputs() != inputs || network.outputs() != 1)
    throw InputError(path + ": expected a network with " + std::to_string(inputs) +
                     " inputs and 1 output, found " + std::to_string(network.inputs()) + " and " +
                     std::to_string(network.outputs()));
  sha256 = sha256_hex(bytes);
  return network;
}

double seconds_of(const std::string& option, const std::string& text) {
  Rational value;
  try {
    value = parse_decimal(text);
  } catch (const InputError& error) {
    throw InputError(option + ": " + error.what());
  }
  if (value <= 0) throw InputError(option + ": expected seconds > 0, found " + text);
  return round_up(value);
}

bounds::NetworkClass read_class(const WitnessOptions& o) {
  const bool parts = !o.widths.empty() || !o.q.empty() || !o.coefficient.empty() || o.joint;
  if (parts == !o.class_text.empty())
    throw InputError(
        std::string("class: expected either --class or --widths, --q and --coefficient, found ") +
        (parts ? "both" : "neither"));
  if (!parts) return parse_class(o.class_text);
  return {bounds::parse_widths(o.widths), bounds::parse_exponent(o.q),
          bounds::parse_positive(o.coefficient, "coefficient"), o.joint};
}

}  // namespace

WitnessJob prepare_witness(const WitnessOptions& o) {
  if (o.out == "-") throw InputError("--out: expected a file for the network, found -");
  require_own_file("--json", o.json, {o.out});
  for (const auto& [option, path] : {std::pair{"--out", o.out}, std::pair{"--json", o.json}})
    require_own_file(option, path, {o.samples.value_or(""), o.against});
  bounds::NetworkClass h = read_class(o);
  const std::size_t d = h.dimension();
  if (d > 1'000'000) throw InputError("widths: expected at most 10^6 inputs, found " + std::to_string(d));
  bounds::witness::buildable(h);
  target::RationalBox domain = target::parse_domain(o.domain, d);
  for (const std::vector<Rational>* ends : {&domain.lo, &domain.hi})
    for (const Rational& x : *ends)
      if (abs(x) > kLargestEnd)
        throw InputError("domain " + quote(o.domain) +
                         ": expected ends of at most 10^100 in size, found larger ones");
  const double time_limit = seconds_of("--time-limit", o.time_limit);
  std::string trained_sha256;
  std::optional<net::Network> trained;
  if (!o.against.empty()) trained = read_trained(o.against, d, trained_sha256);
  Json source;
  samples::SampleSet samples = samples::distinct(read_points(o, domain, source));
  return {o,      std::move(h),       std::move(domain),         std::move(samples),
          source, std::move(trained), std::move(trained_sha256), time_limit};
}

WitnessResult make_witness(const WitnessJob& job) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  const auto report = [&](const char* what) {
    if (job.options.search.progress) job.options.search.progress(what);
  };
  WitnessResult result;
  auto witness = bounds::witness::find_witness(job.h, job.samples, job.domain, job.options.search);
  if (!witness) return result;
  report("verifying the network");
  // What is judged is what the bytes of the file say.
  const std::string bytes = net::to_onnx(witness->network);
  result.network = net::parse_onnx(bytes, job.options.out);
  result.verdict = bounds::witness::verify_witness(result.network, job.h, job.samples, witness->centre,
                                                   job.options.search.threads);
  RELUGAP_CHECK(!result.verdict.not_in_class && !result.verdict.not_zero && result.verdict.height > 0 &&
                result.verdict.height_is_norm);
  result.found = true;
  result.sha256 = sha256_hex(bytes);
  result.region = witness->region;
  result.centre = witness->centre;
  report("bounding from above");
  result.upper = bounds::witness::upper_error_from_samples(job.h, job.samples, job.domain);
  bounds::Query any{bounds::ErrorWith{Integer(job.samples.size())}};
  any.domain = job.domain;
  result.any_samples = bounds::bump_deterministic(job.h, any).value;
  if (job.trained) {
    report("comparing with the trained network");
    verify::SearchOptions options;
    options.relative_gap = Rational(1, 100);
    options.time_limit_seconds = job.time_limit;
    options.threads = job.options.search.threads;
    result.to_witness = verify::enclose_sup_norm(*job.trained, result.network, job.domain, options);
    result.to_zero = verify::enclose_sup_norm(*job.trained, verify::Zero{}, job.domain, options);
  }
  write_output(job.options.out, bytes);
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return result;
}

}  // namespace relugap::cli
