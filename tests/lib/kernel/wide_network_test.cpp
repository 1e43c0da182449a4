// Networks whose matrices go through the products in parts, and deep ones, whose forms start anew on the way.
#include <doctest/doctest.h>

#include <cmath>

#include "lib/kernel/roundoff.h"
#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// Weights uniform on [-1, 1] times sqrt(6 / width): signals keep their size from layer to layer.
template <class T>
BasicTileNetwork<T> network_of_width(const std::vector<std::size_t>& widths) {
  const double scale = std::sqrt(6.0 / static_cast<double>(widths[1]));
  return random_network<T>(widths, [scale] { return narrow<T>(rng().uniform(-scale, scale)); });
}

template <class T>
void check_bounds(const BasicTileNetwork<T>& f, double radius) {
  const BasicBoxTile<T> box = random_boxes<T>(f.inputs(), radius);
  const std::vector<Rational> t = random_t(f.inputs());
  std::vector<Rational> values;
  for (std::size_t lane = 0; lane < kLanes; lane += 3)
    values.push_back(evaluate_exactly(f, at(box, lane, t)));
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    BasicTileWorkspace<T> workspace(f);
    SideBounds bounds(f.inputs());
    for (const bool refine : {true, false}) {
      workspace.refine = refine;
      enclose_network_tile(f, box, workspace, bounds);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t lane = 3 * i;
        REQUIRE(std::isfinite(bounds.positive.constant[lane]));
        Rational above = exact(bounds.positive.constant[lane]), below = exact(bounds.negative.constant[lane]);
        for (std::size_t k = 0; k < t.size(); ++k) {
          above += exact(bounds.positive.slope[k * kLanes + lane]) * t[k];
          below += exact(bounds.negative.slope[k * kLanes + lane]) * t[k];
        }
        REQUIRE(values[i] <= above);
        REQUIRE(-values[i] <= below);
      }
    }
  });
}

}  // namespace

TEST_CASE_TEMPLATE("sound: matrices that go through the products in parts", T, double, float) {
  for (int i = 0; i < scaled(1); ++i) {
    check_bounds(network_of_width<T>({2, 283, 281, 290, 1}), 0.01);
    check_bounds(network_of_width<T>({13, 283, 290, 1}), 0.01);  // forms enough to fill a block of rows
  }
}

TEST_CASE("contract: values of a wide network by products in parts") {
  for (const std::size_t width : {255, 257, 515}) {
    const TileNetwork f = network_of_width<double>({3, width, width, 1});
    std::vector<double> x(3);
    for (double& value : x) value = rng().uniform(-1, 1);
    AlignedVector points(kChunkRows * 3 * kLanes), values(kChunkRows * kLanes);
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = x[i / kLanes % 3];
    const auto expected = evaluate_exactly(f, {exact(x[0]), exact(x[1]), exact(x[2])}).convert_to<double>();
    for_each_target([&](const std::string& target) {
      CAPTURE(target);
      TileWorkspace workspace(f);
      estimate_values(f, points, kChunkRows, workspace, values);
      for (const double value : values) REQUIRE(value == doctest::Approx(expected).epsilon(1e-10));
    });
  }
}

TEST_CASE_TEMPLATE("sound: the mean of two rows as a form lies between them", T, double, float) {
  constexpr int kLeast = sizeof(T) == sizeof(double) ? -1074 : -149,
                kMost = sizeof(T) == sizeof(double) ? 900 : 90;
  for (int i = 0; i < scaled(200); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 5));
    const BasicTileNetwork<T> f = random_network<T>({d, 3, 4, 1}, [] { return 1.0; });
    const std::size_t count = padded(f.max_width() + 1);
    // Rows that nearly cancel, so that rounding is all there is between them, and rows of any size.
    const bool close = rng().coin();
    const double scale = rng().coin() ? 1.0 : std::exp2(rng().uniform(kLeast, kMost));
    std::vector<std::vector<T>> above(d + 1, std::vector<T>(kLanes)), below = above;
    for (std::size_t k = 0; k <= d; ++k) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const T value = narrow<T>(scale * rng().uniform(-1, 1));
        T other = close ? std::nextafter(value, rng().coin() ? T{2} * value : T{0})
                        : narrow<T>(scale * rng().uniform(-1, 1));
        if (k == 0 && other > value) other = value;  // the constants leave no negative gap
        above[k][lane] = value;
        below[k][lane] = -other;
      }
    }
    for_each_target([&](const std::string& target) {
      CAPTURE(target);
      BasicTileWorkspace<T> ws(f);
      LayerState<T>& z = ws.hidden[1];
      const std::size_t neurons = padded(4), j = 2;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        z.radius_and_sum[place<T>(0, j, neurons) + lane] = std::numeric_limits<T>::infinity();
        ws.row_constant[lane] = above[0][lane];
        ws.row_constant[kLanes + lane] = below[0][lane];
        for (std::size_t k = 1; k <= d; ++k) {
          ws.rows_b[place<T>(0, k - 1, count) + lane] = above[k][lane];
          ws.rows_b[place<T>(1, k - 1, count) + lane] = below[k][lane];
        }
      }
      take_form(f, 1, j, ws);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const Rational radius = exact(z.radius_and_sum[place<T>(0, j, neurons) + lane]);
        for (std::size_t corner = 0; corner < (std::size_t{1} << d); ++corner) {
          Rational up = exact(above[0][lane]), down = -exact(below[0][lane]);
          Rational form = exact(z.form[place<T>(0, j, neurons) + lane]);
          for (std::size_t k = 1; k <= d; ++k) {
            const int t = (corner >> (k - 1)) % 2 == 0 ? 1 : -1;
            up += t * exact(above[k][lane]);
            down -= t * exact(below[k][lane]);
            form += t * exact(z.form[place<T>(k, j, neurons) + lane]);
          }
          REQUIRE(up <= form + radius);
          REQUIRE(down >= form - radius);
        }
      }
    });
  }
}

TEST_CASE("tight: in a deep network the backward rows start the forms anew") {
  std::vector<std::size_t> widths(21, 32);
  widths.front() = widths.back() = 1;
  const TileNetwork f = network_of_width<double>(widths);
  BoxTile box(1);
  std::fill(box.radius.begin(), box.radius.end(), 0x1p-2);
  TileWorkspace ws(f);
  SideBounds bounds(1);
  const auto largest_radius = [&] {
    enclose_network_tile(f, box, ws, bounds);
    const AlignedVector& radius = ws.hidden[17].out.radius;
    return *std::max_element(radius.begin(), radius.begin() + static_cast<std::ptrdiff_t>(
                                                                  ws.hidden[17].out.active.size() * kLanes));
  };
  const double with_rows = largest_radius();
  ws.refine = false;
  CHECK(with_rows < 1e-3 * largest_radius());
}
