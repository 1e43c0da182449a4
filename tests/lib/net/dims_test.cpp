#include "lib/net/dims.h"

#include <doctest/doctest.h>

namespace relugap::net {
namespace {

const Where kWhere{"file", "place"};

template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("elements are counted, and shapes that overflow are refused") {
  CHECK(count({}, kWhere) == 1);
  CHECK(count({2, 3}, kWhere) == 6);
  CHECK(count({std::int64_t{1} << 40, 0, std::int64_t{1} << 40}, kWhere) == 0);
  CHECK(refusal([] {
          count({std::int64_t{1} << 40, std::int64_t{1} << 40}, kWhere);
        }) == "file: place: expected a shape of at most 2^62 elements, found [1099511627776, 1099511627776]");
  CHECK(refusal([] { count({-3}, kWhere); }) ==
        "file: place: expected a shape without negative entries, found [-3]");
}

TEST_CASE("flatten splits the shape at its axis") {
  CHECK(flattened({1, 2, 3}, 1, kWhere) == Dims{1, 6});
  CHECK(flattened({1, 2, 3}, 0, kWhere) == Dims{1, 6});
  CHECK(flattened({1, 2, 3}, 3, kWhere) == Dims{6, 1});
  CHECK(flattened({1, 2, 3}, -1, kWhere) == Dims{2, 3});
  CHECK(refusal([] { flattened({1, 2}, 3, kWhere); }).find("found axis 3") != std::string::npos);
}

TEST_CASE("reshape fills in -1, copies at 0, and refuses another number of elements") {
  CHECK(reshaped({1, 2, 3}, {-1, 6}, false, kWhere) == Dims{1, 6});
  CHECK(reshaped({1, 2, 3}, {0, -1}, false, kWhere) == Dims{1, 6});
  CHECK(reshaped({1, 1}, {}, false, kWhere) == Dims{});
  CHECK(refusal([] {
          reshaped({1, 6}, {4, -1}, false, kWhere);
        }) == "file: place: expected a shape with the 6 elements of [1, 6], found [4, -1]");
  CHECK(refusal([] {
          reshaped({1, 6}, {-1, -1}, false, kWhere);
        }).find("at most one -1") != std::string::npos);
  CHECK(refusal([] { reshaped({6}, {6, 0}, false, kWhere); }).find("copy an axis") != std::string::npos);
  CHECK(refusal([] { reshaped({1, 6}, {0, 6}, true, kWhere); }).find("6 elements") != std::string::npos);
  CHECK(refusal([] { reshaped({1, 6}, {-2, -3}, false, kWhere); }).find("negative") != std::string::npos);
}

TEST_CASE("squeeze and unsqueeze take away and add axes of length 1") {
  const std::vector<std::int64_t> last{-1};
  const std::vector<std::int64_t> ends{0, -1};
  CHECK(squeezed({1, 5, 1}, nullptr, kWhere) == Dims{5});
  CHECK(squeezed({1, 5, 1}, &last, kWhere) == Dims{1, 5});
  CHECK(refusal([&] {
          squeezed({1, 5}, &last, kWhere);
        }) == "file: place: expected axes of length 1, found axis 1 of [1, 5]");
  CHECK(unsqueezed({5}, ends, kWhere) == Dims{1, 5, 1});
  CHECK(refusal([] { unsqueezed({5}, {0, 0}, kWhere); }).find("axis 0 twice") != std::string::npos);
}

TEST_CASE("a transposition keeps the order of a vector exactly if its long axes keep theirs") {
  CHECK(transposed({1, 5}, {1, 0}, kWhere) == Dims{5, 1});
  CHECK(keeps_order({1, 5}, {1, 0}));
  CHECK(keeps_order({2, 1, 3}, {1, 0, 2}));
  CHECK_FALSE(keeps_order({2, 3}, {1, 0}));
  CHECK(refusal([] { transposed({1, 5}, {1, 1}, kWhere); }).find("twice") != std::string::npos);
  CHECK(refusal([] { transposed({1, 5}, {1}, kWhere); }).find("a permutation") != std::string::npos);
}

TEST_CASE("constants broadcast as numpy does, but never enlarge the value") {
  using Positions = std::vector<std::size_t>;
  CHECK(broadcast_positions({}, {1, 3}, kWhere) == Positions{0, 0, 0});
  CHECK(broadcast_positions({3}, {1, 3}, kWhere) == Positions{0, 1, 2});
  CHECK(broadcast_positions({2, 1}, {2, 3}, kWhere) == Positions{0, 0, 0, 1, 1, 1});
  CHECK(broadcast_positions({2, 1, 2}, {2, 2, 2}, kWhere) == Positions{0, 1, 0, 1, 2, 3, 2, 3});
  CHECK(refusal([] {
          broadcast_positions({3}, {1, 1}, kWhere);
        }) == "file: place: expected a constant that broadcasts to [1, 1], found shape [3]");
  CHECK(refusal([] {
          broadcast_positions({0}, {1, 1}, kWhere);
        }).find("found shape [0]") != std::string::npos);
}

}  // namespace
}  // namespace relugap::net
