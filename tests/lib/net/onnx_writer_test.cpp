#include "lib/net/onnx_writer.h"

#include <doctest/doctest.h>

#include "tests/lib/net/model_builder.h"
#include "tests/support/random.h"

namespace relugap::net {
namespace {

TEST_CASE("what is written reads back bit for bit, with any finite weights") {
  for (int k = 0; k < scaled(100); ++k) {
    std::vector<Layer> layers;
    std::size_t n = static_cast<std::size_t>(rng().integer(1, 4));
    const std::size_t inputs = n;
    for (int l = 0; l < 3; ++l) {
      Dense dense{static_cast<std::size_t>(rng().integer(1, 4)), n, {}, {}};
      for (std::size_t i = 0; i < dense.rows * n; ++i) dense.weights.push_back(nasty_double());
      for (std::size_t i = 0; i < dense.rows; ++i) dense.bias.push_back(nasty_double());
      n = dense.rows;
      layers.emplace_back(std::move(dense));
      layers.emplace_back(Relu{});
    }
    const Network f(inputs, layers);
    const Network g = parse_onnx(to_onnx(f), "written");
    REQUIRE(g == f);
    for (std::size_t l = 0; l < layers.size(); l += 2) {
      CHECK(same_bits(std::get<Dense>(g.layers()[l]).weights, std::get<Dense>(f.layers()[l]).weights));
      CHECK(same_bits(std::get<Dense>(g.layers()[l]).bias, std::get<Dense>(f.layers()[l]).bias));
    }
  }
}

TEST_CASE("networks of float32 numbers can be written as float32") {
  const Network f(2,
                  {Dense{2, 2, {0.1F, -0.0F, 3.4e38F, 1e-45F}, {1, 2}}, Relu{}, Dense{1, 2, {1, 1}, {0.3F}}});
  const std::string narrow = to_onnx(f, ElementType::Float32);
  CHECK(narrow.size() < to_onnx(f).size());
  CHECK(parse_onnx(narrow, "written") == f);
}

TEST_CASE("standardisation is written by exact operations, also where it divides") {
  const Rational tenth = exact(0.1);
  const Network f(2, {Diagonal{{1 / tenth, Rational(2, 3)}, {Rational(-3) / tenth, Rational(5, 7)}},
                      Dense{1, 2, {1, 2}, {3}}, Relu{}, Diagonal{{-1}, {exact(0.3)}}});
  CHECK(parse_onnx(to_onnx(f), "written") == f);
}

TEST_CASE("the identity, a lone rectifier and several outputs can be written") {
  for (const Network& f : {Network(3, {}), Network(3, {Relu{}}), Network(1, {Dense{2, 1, {1, 2}, {3, 4}}})}) {
    CHECK(parse_onnx(to_onnx(f), "written") == f);
  }
}

}  // namespace
}  // namespace relugap::net
