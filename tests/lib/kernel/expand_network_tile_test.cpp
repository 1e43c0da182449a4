#include "lib/kernel/expand_network_tile.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// All pre-activations of the network, layer by layer, the last one its value.
std::vector<std::vector<Rational>> pre_activations(const TileNetwork& f, std::vector<Rational> x,
                                                   const Rational& relative) {
  std::vector<std::vector<Rational>> result;
  for (const TileLayer& layer : f.layers()) {
    x = affine_exactly(layer, x, relative);
    result.push_back(x);
    x = rectify(layer, std::move(x));
  }
  return result;
}

bool all_finite(const Expansion& e, const ExpansionTerm& term, std::size_t d) {
  bool finite = std::isfinite(term.radius);
  for (std::size_t k = 0; k <= d; ++k) finite = finite && std::isfinite(e.forms[term.form + k]);
  for (std::size_t l = term.first_link; l < term.end_link; ++l)
    finite = finite && std::isfinite(e.links[l].weight);
  return finite;
}

/// phi_j(z_j) of every term, after checking 0 <= phi_j <= beta and the enclosure of z_j.
std::vector<Rational> checked_bends(const Expansion& e, const std::vector<Rational>& t,
                                    const std::vector<std::vector<Rational>>& z) {
  std::vector<Rational> bends;
  for (const ExpansionTerm& term : e.terms) {
    const Rational value = z[term.layer][term.neuron];
    const Rational bend = (value > 0 ? value : Rational(0)) - exact(term.slope) * value;
    REQUIRE(bend >= 0);
    REQUIRE(bend <= exact(term.beta));
    if (all_finite(e, term, t.size())) {
      Rational form = exact(e.forms[term.form]);
      for (std::size_t k = 0; k < t.size(); ++k) form += exact(e.forms[term.form + k + 1]) * t[k];
      for (std::size_t l = term.first_link; l < term.end_link; ++l) {
        REQUIRE(e.links[l].term < bends.size());
        REQUIRE(e.terms[e.links[l].term].layer < term.layer);
        form += exact(e.links[l].weight) * bends[e.links[l].term];
      }
      REQUIRE(value - form <= exact(term.radius));
      REQUIRE(form - value <= exact(term.radius));
    }
    bends.push_back(bend);
  }
  return bends;
}

/// The network at random points of the lane's box lies in its expansion, and so does every pre-activation.
void check_lane(const TileNetwork& f, const BoxTile& box, std::size_t lane, const Expansion& e, int points,
                const Rational& relative = 0) {
  if (!(e.upper < std::numeric_limits<double>::infinity())) {
    REQUIRE(e.terms.empty());
    return;
  }
  for (int i = 0; i < points; ++i) {
    const std::vector<Rational> t = random_t(f.inputs());
    const auto z = pre_activations(f, at(box, lane, t), relative);
    const std::vector<Rational> bends = checked_bends(e, t, z);
    Rational rest = z.back()[0];
    for (std::size_t k = 0; k < t.size(); ++k) rest -= exact(e.slope[k]) * t[k];
    for (std::size_t j = 0; j < bends.size(); ++j) rest -= exact(e.terms[j].coefficient) * bends[j];
    REQUIRE(exact(e.lower) <= rest);
    REQUIRE(rest <= exact(e.upper));
  }
}

struct Expander {
  explicit Expander(const TileNetwork& network)
      : f(network), workspace(network), extra(network), bounds(network.inputs()) {}

  const std::vector<Expansion>& operator()(const BoxTile& box) {
    enclose_network_tile(f, box, workspace, bounds);
    expand_network_tile(f, workspace, extra, expansions);
    return expansions;
  }

  const TileNetwork& f;
  TileWorkspace workspace;
  ExpansionWorkspace extra;
  SideBounds bounds;
  std::vector<Expansion> expansions;
};

void check_tile(const TileNetwork& f, const BoxTile& box, int points, const Rational& relative = 0) {
  Expander expand(f);
  const std::vector<Expansion>& expansions = expand(box);
  REQUIRE(expansions.size() == kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    check_lane(f, box, lane, expansions[lane], points, relative);
}

}  // namespace

TEST_CASE("sound: expansions contain the network and every pre-activation, on every instruction set") {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(30); ++i) {
      const TileNetwork f = random_network(random_widths(), [] { return rng().uniform(-1, 1); });
      check_tile(f, random_boxes(f.inputs(), std::exp2(rng().integer(-60, 1))), 2);
    }
  });
}

TEST_CASE(
    "sound: expansions of networks with linear neurons, which have no bends, on every instruction set") {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(30); ++i) {
      const TileNetwork f =
          with_linear_neurons(random_network(random_widths(), [] { return rng().uniform(-1, 1); }));
      const BoxTile box = random_boxes(f.inputs(), std::exp2(rng().integer(-60, 1)));
      check_tile(f, box, 2);
      Expander expand(f);
      for (const Expansion& e : expand(box))
        for (const ExpansionTerm& term : e.terms) CHECK(f.layers()[term.layer].rectified[term.neuron] == 1);
    }
  });
}

TEST_CASE("sound: ten inputs") {
  for (int i = 0; i < scaled(10); ++i) {
    const TileNetwork f = random_network({10, 9, 7, 1}, [] { return rng().uniform(-1, 1); });
    check_tile(f, random_boxes(10, 0.25), 2);
  }
}

TEST_CASE("sound: expansions with nasty weights, and of boxes at the ends of the range of double") {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(25); ++i) {
      const TileNetwork nasty = random_network(random_widths(), [] { return rng().nasty_double(); });
      check_tile(nasty, random_boxes(nasty.inputs(), 0.5), 2);
      const TileNetwork mixed = random_network(random_widths(), [] {
        return rng().integer(0, 9) == 0 ? rng().nasty_double() : rng().uniform(-1, 1);
      });
      check_tile(mixed, random_boxes(mixed.inputs(), 0x1p-10), 2);
      const TileNetwork f = random_network(random_widths(), [] { return rng().uniform(-1, 1); });
      BoxTile box(f.inputs());
      for (double& c : box.centre) c = rng().nasty_double();
      for (double& r : box.radius) r = std::fabs(rng().nasty_double());
      check_tile(f, box, 2);
    }
  });
}

TEST_CASE("sound: expansions with weights known only to a relative error") {
  for (int i = 0; i < scaled(40); ++i) {
    const TileNetwork f = random_network(
        random_widths(), [] { return rng().uniform(-1, 1); }, 1);
    check_tile(f, random_boxes(f.inputs(), rng().coin() ? 0x1p-40 : 0.5), 2,
               Rational(rng().coin() ? 1 : -1) / Rational(Integer(1) << 53));
  }
}

TEST_CASE("sound: expansions with layers without ReLU between others") {
  for (int i = 0; i < scaled(40); ++i) {
    std::vector<TileLayer> layers;
    const std::vector<std::size_t> widths = random_widths();
    for (std::size_t l = 1; l < widths.size(); ++l) {
      std::vector<double> numbers(widths[l] * (widths[l - 1] + 1));
      for (double& x : numbers) x = rng().uniform(-1, 1);
      layers.emplace_back(widths[l], widths[l - 1], numbers.data(),
                          numbers.data() + widths[l] * widths[l - 1], l + 1 < widths.size() && rng().coin(),
                          0);
    }
    const TileNetwork f(widths.front(), std::move(layers));
    check_tile(f, random_boxes(f.inputs(), 0.5), 2);
  }
}

TEST_CASE("sound: one workspace for many tiles, some of which overflow, leaves nothing behind") {
  for (int i = 0; i < scaled(10); ++i) {
    const TileNetwork f = random_network({2, 7, 6, 5, 1}, [] { return rng().uniform(-1, 1); });
    Expander expand(f);
    for (int tile = 0; tile < 6; ++tile) {
      BoxTile box = random_boxes(2, std::exp2(rng().integer(-12, 2)));
      if (tile % 2 == 1) box.centre[static_cast<std::size_t>(rng().integer(0, 15))] = 1e308;
      const std::vector<Expansion>& expansions = expand(box);
      for (std::size_t lane = 0; lane < kLanes; ++lane) check_lane(f, box, lane, expansions[lane], 2);
    }
  }
}

TEST_CASE("tight: an expansion of a moderate network holds nothing but rounding") {
  for (int i = 0; i < scaled(20); ++i) {
    const TileNetwork f = random_network({3, 9, 9, 9, 1}, [] { return rng().uniform(-0.5, 0.5); });
    Expander expand(f);
    for (const Expansion& e : expand(random_boxes(3, 0.5))) {
      CHECK(e.upper - e.lower <= 1e-12);
      for (const ExpansionTerm& term : e.terms) CHECK(term.radius <= 1e-12);
    }
  }
}

TEST_CASE("contract: a lane that overflows has no expansion, the others have theirs") {
  const TileNetwork f = random_network({1, 2, 2, 1}, [] { return 1e200; });
  BoxTile box(1);
  for (std::size_t lane = 0; lane < kLanes; ++lane) box.centre[lane] = lane == 3 ? 1e100 : 1e-320;
  Expander expand(f);
  const std::vector<Expansion>& expansions = expand(box);
  CHECK(std::isinf(expansions[3].upper));
  CHECK(expansions[3].terms.empty());
}
