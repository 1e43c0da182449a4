#include "verify/search/search_loop.h"

#include <algorithm>
#include <cmath>
#include <system_error>
#include <thread>

#include "lib/arith/self_test.h"
#include "verify/search/resources.h"

namespace relugap::verify {
namespace {

constexpr double kReportEvery = 0.2;   // seconds, at most,
constexpr double kReportShare = 0.05;  // and this share of the time so far

}  // namespace

Status reached_status(double lower, double threshold) {
  if (std::isnan(threshold)) return Status::Converged;
  return lower > threshold ? Status::AboveThreshold : Status::BelowThreshold;
}

SearchLoop::SearchLoop(const SearchOptions& options)
    : options_(options),
      threads_(options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency())),
      begin_(std::chrono::steady_clock::now()),
      last_report_(begin_),
      cpu_begin_(cpu_seconds()) {}

void SearchLoop::run_threads() {
  workers_.resize(threads_);
  for (std::unique_ptr<Worker>& worker : workers_) worker = make_worker();
  std::vector<std::thread> helpers;
  try {
    for (std::size_t t = 1; t < threads_; ++t) helpers.emplace_back([this, t] { work(t); });
  } catch (const std::system_error&) {
    // The machine gives no more threads: go on with those there are.
  }
  work(0);
  for (std::thread& helper : helpers) helper.join();
  threads_ = static_cast<unsigned>(helpers.size()) + 1;
  if (failure_) std::rethrow_exception(failure_);
}

void SearchLoop::set_cost(NormEnclosure& result) const {
  result.seconds = since(begin_);
  result.cpu_seconds = cpu_seconds() - cpu_begin_;
  result.threads = threads_;
}

void SearchLoop::work(std::size_t thread) {
  try {
    check_floating_point_environment();
    Worker& worker = *workers_[thread];
    std::unique_lock lock(mutex_);
    while (true) {
      check_limits();
      if (stopped_) break;
      if (!take(worker)) {
        if (stopped_) break;
        if (std::none_of(workers_.begin(), workers_.end(), [](const auto& w) { return w->busy; })) {
          exhausted();
          break;
        }
        ++waiting_;
        changed_.wait(lock);
        --waiting_;
        continue;
      }
      worker.busy = true;
      lock.unlock();
      process(worker);
      lock.lock();
      put(worker);
      worker.busy = false;
      if (waiting_ > 0) changed_.notify_all();
      if (thread == 0) report();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stop(Status::Interrupted);
  }
}

bool SearchLoop::out_of_time() const {
  return (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) ||
         since(begin_) >= options_.time_limit_seconds;
}

void SearchLoop::check_limits() {
  if (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) {
    stop(Status::Interrupted);
  } else if (since(begin_) >= options_.time_limit_seconds) {
    stop(Status::TimeLimit);
  }
}

void SearchLoop::report() {
  if (!options_.progress || since(last_report_) < std::min(kReportEvery, kReportShare * since(begin_)))
    return;
  last_report_ = std::chrono::steady_clock::now();
  Progress now = progress();
  now.seconds = since(begin_);
  options_.progress(now);
}

void SearchLoop::stop(Status status) {
  if (!stopped_) status_ = status;
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace relugap::verify
