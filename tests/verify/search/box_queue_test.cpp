#include "verify/search/box_queue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

OpenBox make_box(double upper, std::uint32_t depth, std::size_t sign_bytes = 0) {
  OpenBox box;
  box.lo = {upper, -1};
  box.hi = {upper + 1, 1};
  box.upper = upper;
  box.depth = depth;
  box.split[0] = box.split[2] = 1;
  box.arithmetic = depth % 2 == 1 ? Arithmetic::Multiple : Arithmetic::Double;
  box.signs.assign(sign_bytes, static_cast<std::uint8_t>(depth));
  return box;
}

}  // namespace

TEST_CASE("contract: boxes come back whole, the largest bound first, however pushes and pops mix") {
  BoxQueue queue(2, 3);
  std::vector<double> waiting;
  OpenBox box;
  for (int i = 0; i < scaled(2000); ++i) {
    if (!waiting.empty() && rng().integer(0, 2) == 0) {
      const auto largest = std::max_element(waiting.begin(), waiting.end());
      CHECK(queue.top_upper() == *largest);
      queue.pop(box);
      CHECK(box.upper == *largest);
      CHECK(box.lo == std::vector<double>{*largest, -1});
      CHECK(box.hi == std::vector<double>{*largest + 1, 1});
      CHECK(box.split[0] == 1);
      CHECK(box.split[1] == 0);
      CHECK((box.arithmetic == Arithmetic::Multiple) == (box.depth % 2 == 1));
      CHECK(box.signs == std::vector<std::uint8_t>(3, static_cast<std::uint8_t>(box.depth)));
      waiting.erase(largest);
    } else {
      const double upper = rng().uniform(0, 1);
      queue.push(make_box(upper, static_cast<std::uint32_t>(i), 3));
      waiting.push_back(upper);
    }
    CHECK(queue.size() == waiting.size());
  }
}

TEST_CASE("contract: among equal bounds the deepest box comes first, so that infinite bounds lead down") {
  BoxQueue queue(2);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::uint32_t depth : {3u, 9u, 5u, 1u}) queue.push(make_box(infinity, depth));
  OpenBox box;
  for (const std::uint32_t depth : {9u, 5u, 3u, 1u}) {
    queue.pop(box);
    CHECK(box.depth == depth);
  }
  CHECK(queue.empty());
}

TEST_CASE("contract: as many boxes as capacity says fit into the memory, and places are used again") {
  for (const std::size_t bytes : {20000u, 100000u, 1000000u}) {
    BoxQueue queue(2, 5);
    const std::size_t capacity = queue.capacity(bytes);
    CHECK(capacity * queue.bytes_per_box() > bytes / 2);
    OpenBox box;
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < capacity; ++i)
        queue.push(make_box(rng().uniform(0, 1), static_cast<std::uint32_t>(i), 5));
      CHECK(queue.memory() <= bytes);
      double last = 2;
      while (!queue.empty()) {
        queue.pop(box);
        CHECK(box.upper <= last);
        last = box.upper;
      }
    }
  }
}
