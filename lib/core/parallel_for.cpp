#include "lib/core/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace relugap {
namespace {

/// What the threads share.
class Loop {
 public:
  Loop(std::size_t count, const std::function<void(std::size_t)>& body) : count_(count), body_(body) {}

  /// Takes one index after the other until none is left or a body failed.
  void work(const std::function<void(std::size_t)>& progress) {
    try {
      for (std::size_t i = next_++; i < count_ && !stopped_; i = next_++) {
        body_(i);
        const std::size_t done = ++done_;
        if (progress) progress(done);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      stopped_ = true;
    }
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::size_t count_;
  const std::function<void(std::size_t)>& body_;
  std::atomic<std::size_t> next_ = 0, done_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body,
                  const std::function<void(std::size_t)>& progress) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  Loop loop(count, body);
  {
    std::vector<std::jthread> helpers;
    try {
      for (std::size_t t = 1; t < std::min<std::size_t>(threads, count); ++t)
        helpers.emplace_back([&loop] { loop.work({}); });
    } catch (const std::system_error&) {
      // The machine gives no more threads: go on with those there are.
    }
    loop.work(progress);
  }
  loop.rethrow();
}

}  // namespace relugap
