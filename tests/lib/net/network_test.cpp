#include "lib/net/network.h"

#include <doctest/doctest.h>

#include "tests/lib/net/model_builder.h"

namespace relugap::net {
namespace {

// x -> ReLU(x1 - x2, 2 x1 + 1) -> (y1 + y2, y1, -y2 + 3), then a shift.
Network example() {
  return Network(2, {Dense{2, 2, {1, -1, 2, 0}, {0, 1}}, Relu{}, Dense{3, 2, {1, 1, 1, 0, 0, -1}, {0, 0, 3}},
                     Diagonal{{1, 2, Rational(1, 3)}, {0, 1, 0}}});
}

TEST_CASE("a network knows its inputs, outputs, widths and parameters") {
  const Network f = example();
  CHECK(f.inputs() == 2);
  CHECK(f.outputs() == 3);
  CHECK(f.widths() == std::vector<std::size_t>{2, 2, 3});
  CHECK(f.parameters() == 2 * 3 + 3 * 3);
}

TEST_CASE("a leading standardisation counts neither as a width nor as parameters") {
  const Network f(2, {Diagonal{{Rational(1, 3), 1}, {0, 1}}, Dense{1, 2, {1, 1}, {0}}});
  CHECK(f.widths() == std::vector<std::size_t>{2, 1});
  CHECK(f.parameters() == 3);
}

TEST_CASE("choosing an output gives the same numbers as computing all of them") {
  const Network f = example();
  const std::vector<Rational> x{Rational(5, 7), Rational(-1, 3)};
  const std::vector<Rational> all = evaluate(f, x);
  for (std::size_t i = 0; i < 3; ++i) {
    const Network one = f.with_output(i);
    CHECK(one.outputs() == 1);
    CHECK(one.inputs() == 2);
    CHECK(evaluate(one, x) == std::vector<Rational>{all[i]});
  }
}

TEST_CASE("a network is plain if every activation rectifies all coordinates") {
  CHECK(example().is_plain());
  CHECK(Network(2, {Relu{{1, 1}}}).is_plain());
  CHECK(!Network(2, {Relu{{1, 0}}}).is_plain());
}

TEST_CASE("choosing an output keeps what its own coordinate passes") {
  const Network f(2, {Dense{2, 2, {1, 0, 0, 1}, {0, 0}}, Relu{{1, 0}}});
  CHECK(evaluate(f, std::vector<Rational>{-1, -2}) == std::vector<Rational>{0, -2});
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(evaluate(f.with_output(i), std::vector<Rational>{-1, -2})[0] == (i == 0 ? 0 : -2));
}

TEST_CASE("choosing an output works without a dense layer, and of a single output changes nothing") {
  const Network identity(3, {Relu{}});
  CHECK(evaluate(identity.with_output(1), std::vector<Rational>{1, 2, 3}) == std::vector<Rational>{2});
  const Network single(1, {Relu{}});
  CHECK(single.with_output(0) == single);
}

}  // namespace
}  // namespace relugap::net
