#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "verify/norm/norm_enclosure.h"

namespace relugap::verify {

/// How a search ended that reached its goal, given its lower bound and its threshold (NaN: the goal was a gap).
Status reached_status(double lower, double threshold);

/// What the threads of a search do in turn: take work under the lock, do it without, hand back what remains of it.
///
/// Invariant of every search, whenever the lock is free: what waits, what the workers have in hand and what was settled
/// together cover the domain, each part with proved bounds. So an enclosure can be read off at any moment.
class SearchLoop {
 public:
  /// What one thread owns: scratch memory, and the work in hand.
  struct Worker {
    virtual ~Worker() = default;
    bool busy = false;  ///< holds work that it has taken and not handed back; guarded by the lock
  };

  SearchLoop(const SearchLoop&) = delete;
  SearchLoop& operator=(const SearchLoop&) = delete;

 protected:
  explicit SearchLoop(const SearchOptions& options);
  virtual ~SearchLoop() = default;

  /// Runs the loop on all threads until one calls stop(), and joins them. Rethrows what a thread threw.
  void run_threads();
  /// Sets seconds, cpu_seconds and threads.
  void set_cost(NormEnclosure& result) const;

  virtual std::unique_ptr<Worker> make_worker() = 0;
  /// With the lock: moves work into the worker's hands; false if none waits.
  virtual bool take(Worker& worker) = 0;
  /// Without the lock: does the work in hand.
  virtual void process(Worker& worker) = 0;
  /// With the lock: counts what came of it, which waits again or is settled.
  virtual void put(Worker& worker) = 0;
  /// With the lock: nothing waits and no worker is busy. Must call stop().
  virtual void exhausted() = 0;
  /// With the lock: the state of the search.
  virtual Progress progress() = 0;

  bool out_of_time() const;
  /// With the lock held: the first status counts. Wakes all threads.
  void stop(Status status);

  const SearchOptions& options_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> workers_;  ///< one per thread, set before the threads run
  bool stopped_ = false;
  Status status_ = Status::Converged;

 private:
  void work(std::size_t thread);
  void check_limits();
  void report();

  std::condition_variable changed_;
  unsigned waiting_ = 0;
  unsigned threads_;
  std::exception_ptr failure_;
  std::chrono::steady_clock::time_point begin_, last_report_;
  double cpu_begin_;
};

}  // namespace relugap::verify
