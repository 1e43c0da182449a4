#include "lib/net/value_chain.h"

#include <doctest/doctest.h>

#include "tests/lib/net/model_builder.h"

namespace relugap::net {
namespace {

const Where kWhere{"file", "node"};

TEST_CASE("operations on one value each give just their layers") {
  ValueChain chain(2, 100);
  const Dense first{2, 2, {1, 2, 3, 4}, {5, 6}}, last{1, 2, {7, 8}, {9}};
  const Diagonal thirds{{Rational(1, 3), 1}, {0, Rational(2, 3)}};
  auto x = chain.affine(0, first, kWhere);
  x = chain.rectify(x, Relu{}, kWhere);
  x = chain.scale(x, thirds, kWhere);
  x = chain.affine(x, last, kWhere);
  CHECK(chain.take(x) == std::vector<Layer>{first, Relu{}, thirds, last});
}

TEST_CASE(
    "a value that is needed again is carried around the layers of another, and dropped after its last use") {
  ValueChain chain(1, 100);
  chain.set_uses(0, 2);
  const auto doubled = chain.affine(0, Dense{1, 1, {2}, {1}}, kWhere);
  const auto positive = chain.rectify(doubled, Relu{}, kWhere);
  const auto sum = chain.combine({positive, 0}, {{{{positive, 0, 1.0}, {0, 0, -1.0}}, 0.5}}, kWhere);
  const std::vector<Layer> layers = chain.take(sum);
  CHECK(layers == std::vector<Layer>{Dense{2, 1, {2, 1}, {1, 0}}, Relu{{1, 0}}, Dense{1, 2, {1, -1}, {0.5}}});
}

TEST_CASE("a value that is changed while it is needed again is copied first") {
  ValueChain chain(2, 100);
  chain.set_uses(0, 3);
  const auto third = chain.scale(0, {{Rational(1, 3), Rational(1, 3)}, {0, 0}}, kWhere);
  const auto positive = chain.rectify(0, Relu{}, kWhere);
  const auto sum =
      chain.combine({third, positive, 0}, {{{{third, 0, 1.0}, {positive, 1, 1.0}, {0, 0, 2.0}}, 0}}, kWhere);
  const Network f(2, chain.take(sum));
  CHECK(evaluate(f, std::vector<Rational>{-3, -5})[0] == -1 + 0 - 6);
  CHECK(evaluate(f, std::vector<Rational>{3, 5})[0] == 1 + 5 + 6);
}

TEST_CASE("sums that are no doubles stay layers of their own: nothing is rounded") {
  ValueChain chain(1, 100);
  chain.set_uses(0, 2);
  const auto tiny = chain.affine(0, Dense{1, 1, {0x1p-80}, {0}}, kWhere);
  const auto sum = chain.combine({tiny, 0}, {{{{tiny, 0, 1.0}, {0, 0, 1.0}}, 0}}, kWhere);
  const Network f(1, chain.take(sum));
  CHECK(f.layers().size() == 2);
  CHECK(evaluate(f, std::vector<Rational>{1})[0] == 1 + exact(0x1p-80));
}

TEST_CASE("what is carried counts against the room") {
  ValueChain chain(10, 99);
  chain.set_uses(0, 2);
  CHECK_THROWS_WITH_AS(chain.rectify(0, Relu{}, kWhere),
                       "file: node: expected skip connections in proportion to the size of the file, found "
                       "too many numbers to carry",
                       InputError);
}

}  // namespace
}  // namespace relugap::net
