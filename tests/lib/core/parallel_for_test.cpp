#include "lib/core/parallel_for.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace relugap {
namespace {

TEST_CASE("every index is taken exactly once, whatever the number of threads") {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, threads, [&](std::size_t i) { ++calls[i]; });
      for (const auto& number : calls) CHECK(number == 1);
    }
  }
}

TEST_CASE("an exception of one call ends the loop and reaches the caller") {
  for (const unsigned threads : {1u, 4u}) {
    std::atomic<int> calls = 0;
    const auto body = [&](std::size_t i) {
      ++calls;
      if (i == 5) throw std::runtime_error("five");
    };
    CHECK_THROWS_WITH_AS(parallel_for(1'000'000, threads, body), "five", std::runtime_error);
    CHECK(calls < 1'000'000);
  }
}

TEST_CASE("progress counts finished calls on the calling thread, up to all of them on one thread") {
  std::vector<std::size_t> seen;
  parallel_for(
      10, 1, [](std::size_t) {}, [&](std::size_t done) { seen.push_back(done); });
  REQUIRE(seen.size() == 10);
  CHECK(seen.back() == 10);
}

}  // namespace
}  // namespace relugap
