#include "verify/search/leaf_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

/// A leaf whose every field tells which one it is.
Leaf make_leaf(int id) {
  Leaf leaf;
  leaf.box.lo = {static_cast<double>(id), -1};
  leaf.box.hi = {id + 0.5, 1};
  leaf.box.upper = id + 0.25;
  leaf.box.depth = static_cast<std::uint32_t>(id % 5);
  leaf.box.split[0] = 1;
  leaf.box.split[2] = static_cast<std::uint32_t>(id % 2);
  leaf.box.arithmetic = id % 3 == 0 ? Arithmetic::Multiple : Arithmetic::Double;
  leaf.lower = {id + 0.1, id + 0.2};
  leaf.upper = {id + 0.3, id + 0.4};
  return leaf;
}

void check_is(const Leaf& leaf, int id) {
  const Leaf expected = make_leaf(id);
  CHECK(leaf.box.lo == expected.box.lo);
  CHECK(leaf.box.hi == expected.box.hi);
  CHECK(leaf.box.upper == expected.box.upper);
  CHECK(leaf.box.depth == expected.box.depth);
  CHECK(std::equal(std::begin(leaf.box.split), std::end(leaf.box.split), std::begin(expected.box.split)));
  CHECK(leaf.box.arithmetic == expected.box.arithmetic);
  CHECK(leaf.lower == expected.lower);
  CHECK(leaf.upper == expected.upper);
}

}  // namespace

TEST_CASE("contract: leaves come back whole, for every heap the greatest key first, and to one heap only") {
  LeafStore store(2, 2, 3);
  std::map<int, std::vector<double>> waiting;  // id -> keys
  Leaf leaf;
  for (int id = 0; id < scaled(5000); ++id) {
    std::vector<double> keys;
    for (int heap = 0; heap < 3; ++heap)
      keys.push_back(rng().integer(0, 2) == 0 ? -1.0 : rng().uniform(0, 1));
    if (*std::max_element(keys.begin(), keys.end()) < 0) keys[1] = HUGE_VAL;
    store.push(make_leaf(id), keys);
    waiting[id] = keys;
    if (rng().coin()) {
      const auto heap = static_cast<std::size_t>(rng().integer(0, 2));
      double best = -1;
      for (const auto& [other, other_keys] : waiting) best = std::max(best, other_keys[heap]);
      CHECK(store.top(heap) == best);
      REQUIRE(store.pop(heap, leaf) == (best >= 0));
      if (best < 0) continue;
      const int found = static_cast<int>(leaf.box.lo[0]);
      check_is(leaf, found);
      REQUIRE(waiting.count(found) == 1);
      CHECK(waiting[found][heap] == best);
      waiting.erase(found);
    }
    REQUIRE(store.size() == waiting.size());
  }
  double sum = 0, expected = 0;
  store.for_each(
      [&](const double* lower, const double* upper) { sum += lower[0] + lower[1] + upper[0] + upper[1]; });
  for (const auto& [id, keys] : waiting) expected += 4 * id + 1.0;
  CHECK(sum == doctest::Approx(expected));
}

TEST_CASE("contract: what one heap takes is gone from the others, and stale entries do not pile up") {
  LeafStore store(2, 2, 2);
  Leaf leaf;
  for (int round = 0; round < 200; ++round) {
    for (int id = 0; id < 100; ++id) store.push(make_leaf(id), {1.0 * id, 100.0 - id});
    for (int id = 99; id >= 0; --id) {
      REQUIRE(store.pop(0, leaf));
      check_is(leaf, id);
    }
    CHECK(store.top(1) == -1);
    CHECK_FALSE(store.pop(1, leaf));
    CHECK(store.size() == 0);
  }
  CHECK(store.memory() < 100000);
}

TEST_CASE("contract: whether rounding keeps up the first leaf of a heap") {
  LeafStore store(2, 2, 1);
  store.push(make_leaf(3), {3.0});
  CHECK(store.top_is_rounding_limited(0));
  store.push(make_leaf(4), {4.0});
  CHECK_FALSE(store.top_is_rounding_limited(0));
}
