#include "lib/net/layer_chain.h"

#include <doctest/doctest.h>

#include "tests/lib/net/model_builder.h"
#include "tests/support/random.h"

namespace relugap::net {
namespace {

Diagonal scalar(const Rational& scale, const Rational& shift) { return {{scale}, {shift}}; }

TEST_CASE("a shift after a dense layer enters the bias if the sum is a double") {
  LayerChain chain;
  chain.append(Dense{2, 1, {1, 2}, {0, 1}});
  chain.append(Diagonal{{1, 1}, {exact(0.1), 2}});
  CHECK(chain.take() == std::vector<Layer>{Dense{2, 1, {1, 2}, {0.1, 3}}});
}

TEST_CASE("a shift whose sum with the bias is not a double stays a layer of its own") {
  LayerChain chain;
  const Dense dense{1, 1, {1}, {1}};
  const Diagonal shift = scalar(1, exact(1e-30));
  chain.append(dense);
  chain.append(shift);
  CHECK(chain.take() == std::vector<Layer>{dense, shift});
}

TEST_CASE("a factor of two enters the weights, a factor of a third does not") {
  LayerChain chain;
  chain.append(Dense{1, 2, {0.1, 3}, {-1}});
  chain.append(scalar(2, 0));
  CHECK(chain.take() == std::vector<Layer>{Dense{1, 2, {0.2, 6}, {-2}}});
  chain.append(Dense{1, 2, {0.1, 3}, {-1}});
  chain.append(scalar(Rational(1, 3), 0));
  CHECK(chain.take().size() == 2);
}

TEST_CASE("a factor that would overflow or lose bits of a subnormal weight is not folded") {
  for (const auto& [weight, factor] : {std::pair(1e300, 1e300), {5e-324, 0.5}, {0x1.8p-1074, 0.75}}) {
    LayerChain chain;
    chain.append(Dense{1, 1, {weight}, {0}});
    chain.append(scalar(exact(factor), 0));
    const Network f(1, chain.take());
    CHECK(value_at(f, {1})[0] == exact(weight) * exact(factor));
  }
}

TEST_CASE("coordinatewise layers compose in rationals and cancel") {
  LayerChain chain;
  chain.append(scalar(1, Rational(-1, 3)));
  chain.append(scalar(Rational(1, 7), 0));
  CHECK(chain.take() == std::vector<Layer>{scalar(Rational(1, 7), Rational(-1, 21))});
  chain.append(scalar(3, 0));
  chain.append(scalar(Rational(1, 3), 0));
  CHECK(chain.take().empty());
}

TEST_CASE("nothing is merged across a rectifier") {
  LayerChain chain;
  chain.append(scalar(2, 0));
  chain.append(Relu{});
  chain.append(scalar(2, 0));
  CHECK(chain.take().size() == 3);
}

TEST_CASE("thousands of factors cost thousands of steps: long numbers are no longer composed") {
  LayerChain chain;
  for (int k = 0; k < 4000; ++k) chain.append(scalar(exact(0.1 + k), 0));
  const std::vector<Layer> layers = chain.take();
  CHECK(layers.size() > 4);
  CHECK(layers.size() < 100);
}

TEST_CASE("merging never changes the function") {
  for (int k = 0; k < scaled(300); ++k) {
    LayerChain chain;
    std::vector<Layer> all;
    for (int l = 0; l < 6; ++l) {
      const int kind = rng().integer(0, 2);
      if (kind == 0) {
        const Dense dense{1, 1, {nasty_double()}, {nasty_double()}};
        chain.append(dense);
        all.emplace_back(dense);
      } else if (kind == 1) {
        const Diagonal diagonal =
            scalar(rng().coin() ? Rational(1) : exact(nasty_double()), exact(nasty_double()));
        chain.append(diagonal);
        all.emplace_back(diagonal);
      } else {
        chain.append(Relu{});
        all.emplace_back(Relu{});
      }
    }
    const Network merged(1, chain.take());
    const Network plain(1, all);
    for (const double x : {0.0, 1.0, -0.3, nasty_double()})
      CHECK(value_at(merged, {x}) == value_at(plain, {x}));
  }
}

TEST_CASE("a column after a row stays a layer of its own where the matrix would be too large") {
  for (const std::size_t room : {739, 740}) {
    LayerChain chain(room);
    chain.append(Dense{1, 20, std::vector<double>(20, 1), {0}});
    chain.append_sparse(
        Dense{40, 1, std::vector<double>(40, 1), std::vector<double>(40, 0)});  // 800 - 60 more
    const std::size_t more = 800 - 60;
    CHECK(chain.take().size() == (room < more ? 2 : 1));
  }
  LayerChain chain(740);
  for (int k = 0; k < 2; ++k) {  // the room is for all merged layers together
    chain.append(Dense{1, 20, std::vector<double>(20, 1), {0}});
    chain.append_sparse(Dense{40, 1, std::vector<double>(40, 1), std::vector<double>(40, 0)});
    CHECK(chain.take().size() == (k == 0 ? 1 : 2));
  }
}

}  // namespace
}  // namespace relugap::net
