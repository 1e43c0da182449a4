#include "cli/report_records.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "cli/certify_json.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/sha256.h"
#include "lib/core/version.h"
#include "lib/target/evaluate.h"
#include "verify/norm/estimate_by_sampling.h"

namespace relugap::cli {

namespace {

constexpr std::size_t kCurvePoints = 1500;

/// The hash of the running program, so that a new program does not trust old records.
std::string program_hash() {
  try {
    return sha256_hex(read_file("/proc/self/exe"));
  } catch (const InputError&) {
    return std::string("version ") + version();
  }
}

/// What identifies the sides of a job: hashes of the files, texts of the formulas.
Json content_of(const PreparedJob& job) {
  Json content = Json::array();
  for (const Json& input : job.inputs) {
    Json entry = input;
    entry.erase("path");
    content.push_back(std::move(entry));
  }
  return content;
}

double value_at(const verify::Side& side, double x) {
  if (const auto* network = std::get_if<net::Network>(&side)) {
    return net::evaluate(*network, std::vector<double>{x}).front();
  }
  if (const auto* formula = std::get_if<target::Formula>(&side)) {
    return target::estimate(*formula, std::span<const double>(&x, 1));
  }
  return 0;
}

report::Curve draw_curve(const PreparedJob& job, double lo, double hi) {
  report::Curve curve;
  for (std::size_t i = 0; i <= kCurvePoints; ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(kCurvePoints);
    const double x = (1 - t) * lo + t * hi, f = value_at(job.f, x), g = value_at(job.g, x);
    if (!std::isfinite(f) || !std::isfinite(g)) continue;
    curve.x.push_back(x);
    curve.network.push_back(f);
    curve.target.push_back(g);
  }
  return curve;
}

/// The curves of a picture: the domain, and a thirtieth of it around the certified worst point.
void draw_curves(const PreparedJob& job, report::FormulaEntry& entry) {
  const double lo = round_down(job.domain.lo[0]), hi = round_up(job.domain.hi[0]);
  const Json& witness = entry.certify.at("witness").at(0);
  const double worst = round_down(witness.is_string() ? parse_decimal(witness.get<std::string>())
                                                      : exact(witness.get<double>()));
  const double half = (hi - lo) / 60;
  if (!(half > 0)) return;
  const double centre = std::clamp(worst, lo + half, hi - half);
  entry.whole = draw_curve(job, lo, hi);
  entry.zoom = draw_curve(job, centre - half, centre + half);
}

class Worker {
 public:
  Worker(const ReportPlan& plan, const RecordStore& store, const RecordOptions& options,
         report::ReportData& data)
      : plan_(plan), store_(store), options_(options), data_(data), program_(program_hash()) {
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    threads_ = static_cast<unsigned>(std::max<std::size_t>(1, cores / options.jobs));
  }

  RecordSummary run() {
    data_.spec = plan_.spec;
    data_.version = version();
    data_.architectures.resize(plan_.architectures.size());
    data_.pairs.resize(plan_.pairs.size());
    data_.formulas.resize(plan_.formulas.size());
    const std::size_t workers = std::max<std::size_t>(1, std::min(options_.jobs, total()));
    {
      std::vector<std::jthread> threads;
      for (std::size_t t = 1; t < workers; ++t) threads.emplace_back([this] { work(); });
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
    return summary_;
  }

 private:
  std::size_t total() const {
    return plan_.architectures.size() + plan_.pairs.size() + plan_.formulas.size();
  }
  bool interrupted() const { return options_.interrupted != nullptr && *options_.interrupted; }

  void work() {
    for (std::size_t row = next_++; row < total(); row = next_++) {
      if (interrupted() || stopped_) break;
      try {
        do_row(row);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        stopped_ = true;
      }
    }
    if (interrupted()) {
      const std::lock_guard lock(mutex_);
      summary_.complete = false;
    }
  }

  void do_row(std::size_t row) {
    if (row < plan_.architectures.size()) return do_architecture(row);
    row -= plan_.architectures.size();
    if (row < plan_.pairs.size()) return do_pair(row);
    do_formula(row - plan_.pairs.size());
  }

  /// The record of `determinants`, computed if the store lacks it. What was interrupted is not stored.
  template <class Compute>
  Json record(Json determinants, bool& fresh, std::string& key, Compute compute) {
    determinants["program"] = program_;
    key = record_key(determinants);
    if (std::optional<Json> found = store_.find(key)) return *found;
    Json value = compute();
    fresh = true;
    if (!interrupted()) store_.store(key, value);
    return value;
  }

  Json bound_record(const bounds::BoundRequest& request, bool& fresh, std::string& key) {
    Json goal;
    if (const auto* samples_for = std::get_if<bounds::SamplesFor>(&request.query.goal)) {
      goal = {{"eps", samples_for->eps.str()}};
    } else {
      goal = {{"samples", std::get<bounds::ErrorWith>(request.query.goal).samples.str()}};
    }
    Json domain;
    if (const auto& box = request.query.domain) {
      for (std::size_t k = 0; k < box->dimension(); ++k)
        domain.push_back({box->lo[k].str(), box->hi[k].str()});
    }
    const bounds::NetworkClass& c = request.network_class;
    const Json determinants = {{"kind", "bound"},         {"widths", c.widths},
                               {"q", c.q.text()},         {"coefficient", c.coefficient.str()},
                               {"goal", std::move(goal)}, {"domain", std::move(domain)}};
    return record(determinants, fresh, key, [&] { return bounds::to_json(bounds::evaluate(request)); });
  }

  Json certify_record(const CertifyPlan& plan, bool& fresh, std::string& key) {
    verify::SearchOptions options = plan.job.options;
    options.interrupted = options_.interrupted;
    options.threads = threads_;
    const Json determinants = {{"kind", "certify"},
                               {"inputs", content_of(plan.prepared)},
                               {"domain", plan.job.domain},
                               {"relative_gap", options.relative_gap.str()},
                               {"time_limit", options.time_limit_seconds}};
    return record(determinants, fresh, key, [&] {
      return certify_json(plan.prepared, verify::enclose_sup_norm(plan.prepared.f, plan.prepared.g,
                                                                  plan.prepared.domain, options));
    });
  }

  Json estimate_record(const CertifyPlan& plan, bool& fresh) {
    const verify::SamplingOptions options{plan_.spec.points, plan_.spec.seed, static_cast<int>(threads_)};
    const Json determinants = {{"kind", "estimate"},
                               {"inputs", content_of(plan.prepared)},
                               {"domain", plan.job.domain},
                               {"points", options.points},
                               {"seed", options.seed}};
    std::string key;
    return record(determinants, fresh, key, [&] {
      const PreparedJob& job = plan.prepared;
      const verify::Estimate estimate = verify::estimate_by_sampling(job.f, job.g, job.domain, options);
      return Json{{"schema", "relugap.estimate/1"},
                  {"points", options.points},
                  {"seed", options.seed},
                  {"largest", estimate.largest},
                  {"at", estimate.at},
                  {"proved_at_point", json_bound(estimate.enclosed.lower())}};
    });
  }

  void do_architecture(std::size_t row) {
    bool fresh = false;
    report::ArchitectureEntry& entry = data_.architectures[row];
    entry.spec = plan_.architectures[row].spec;
    entry.bound = bound_record(plan_.architectures[row].request, fresh, entry.record);
    finished(fresh, "bounds of the class " + entry.spec.widths + ", q = " + entry.spec.q);
  }

  void do_pair(std::size_t row) {
    bool fresh = false;
    const PairPlan& plan = plan_.pairs[row];
    report::PairEntry& entry = data_.pairs[row];
    entry.spec = plan.spec;
    if (plan.teacher_class) {
      std::string key;
      entry.teacher_class = {plan.coefficient, bound_record(*plan.teacher_class, fresh, key)};
    }
    entry.estimate = estimate_record(plan.certify, fresh);
    entry.certify = certify_record(plan.certify, fresh, entry.record);
    finished(fresh, outcome(plan.certify.title, entry.certify));
  }

  void do_formula(std::size_t row) {
    bool fresh = false;
    const FormulaPlan& plan = plan_.formulas[row];
    report::FormulaEntry& entry = data_.formulas[row];
    entry.spec = plan.spec;
    entry.training_x = plan.training_x;
    entry.training_y = plan.training_y;
    entry.estimate = estimate_record(plan.certify, fresh);
    entry.certify = certify_record(plan.certify, fresh, entry.record);
    if (plan.certify.prepared.domain.dimension() == 1) draw_curves(plan.certify.prepared, entry);
    finished(fresh, outcome(plan.certify.title, entry.certify));
  }

  static std::string outcome(const std::string& title, const Json& certify) {
    const auto shown = [](const Json& bound, bool down) {
      if (!bound.is_number()) return bound.get<std::string>();
      return down ? decimal_down(bound.get<double>(), 5) : decimal_up(bound.get<double>(), 5);
    };
    return fmt::format("{}: {} <= sup|f-g| <= {}  ({}, {} boxes, {:.2g} s)", title,
                       shown(certify.at("lower"), true), shown(certify.at("upper"), false),
                       certify.at("status").get<std::string>(), certify.at("boxes").dump(),
                       certify.at("seconds").get<double>());
  }

  void finished(bool fresh, const std::string& line) {
    const std::lock_guard lock(mutex_);
    ++(fresh ? summary_.computed : summary_.kept);
    if (fresh && options_.progress) options_.progress(summary_.kept + summary_.computed, total(), line);
  }

  const ReportPlan& plan_;
  const RecordStore& store_;
  const RecordOptions& options_;
  report::ReportData& data_;
  std::string program_;
  unsigned threads_ = 1;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::exception_ptr failure_;
  RecordSummary summary_;
};

}  // namespace

RecordSummary compute_records(const ReportPlan& plan, const RecordStore& store, const RecordOptions& options,
                              report::ReportData& data) {
  return Worker(plan, store, options, data).run();
}

}  // namespace relugap::cli
