#include "verify/norm/worst.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "lib/core/error.h"
#include "verify/norm/require_sides.h"
#include "verify/norm/sup_norm.h"
#include "verify/search/branch_and_bound.h"

namespace relugap::verify {
namespace {

using target::RationalBox;

/// How near to a rim a point counts as on it, by edge lengths: witnesses are doubles, rims need not be.
const Rational kRim(1, std::int64_t{1} << 40);

/// The open box x_k - r_k < y_k < x_k + r_k.
struct Cube {
  std::vector<Rational> lo, hi;
};

Cube cube_around(const std::vector<Rational>& x, const RationalBox& domain, const Rational& separation) {
  Cube cube;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const Rational radius = separation * (domain.hi[k] - domain.lo[k]);
    cube.lo.push_back(x[k] - radius);
    cube.hi.push_back(x[k] + radius);
  }
  return cube;
}

/// Closed boxes that together are `box` without the open cube: slabs cut off coordinate by coordinate.
void cut(RationalBox box, const Cube& cube, std::vector<RationalBox>& pieces) {
  for (std::size_t k = 0; k < box.dimension(); ++k) {
    // No part of the box lies strictly inside the cube in this coordinate (a degenerate edge has radius 0 and is no cut).
    const bool flat = cube.lo[k] == cube.hi[k];
    if (!flat && (box.hi[k] <= cube.lo[k] || box.lo[k] >= cube.hi[k])) {
      pieces.push_back(std::move(box));
      return;
    }
  }
  for (std::size_t k = 0; k < box.dimension(); ++k) {
    if (cube.lo[k] == cube.hi[k]) continue;
    if (box.lo[k] <= cube.lo[k]) {
      RationalBox below = box;
      below.hi[k] = cube.lo[k];
      pieces.push_back(std::move(below));
      box.lo[k] = cube.lo[k];
    }
    if (box.hi[k] >= cube.hi[k]) {
      RationalBox above = box;
      above.lo[k] = cube.hi[k];
      pieces.push_back(std::move(above));
      box.hi[k] = cube.hi[k];
    }
  }
}

}  // namespace

std::vector<NormEnclosure> enclose_worst(const Side& f, const Side& g, const RationalBox& domain,
                                         std::size_t count, const Rational& separation,
                                         const SearchOptions& options) {
  RELUGAP_CHECK(separation > 0 && !options.threshold && options.known_lower == 0);
  require_sides(f, g, domain);
  std::vector<NormEnclosure> places;
  std::vector<RationalBox> pieces{domain};
  double spent = 0;
  while (places.size() < count && !pieces.empty()) {
    SearchOptions rest = options;
    rest.time_limit_seconds = std::max(0.0, options.time_limit_seconds - spent);
    if (!places.empty() && rest.time_limit_seconds == 0) break;
    if (options.progress && !places.empty()) {
      rest.progress = [&options, name = "place " + std::to_string(places.size() + 1)](Progress p) {
        p.norm = name;
        options.progress(p);
      };
    }
    NormEnclosure place = are_identical(f, g) ? zero_difference(pieces[0], Status::PrecisionLimit)
                                              : BranchAndBound({f, g, pieces}, rest).run();
    spent += place.seconds;
    // The sup over less is no larger.
    if (!places.empty()) place.upper.value = std::min(place.upper.value, places.back().upper.value);
    places.push_back(std::move(place));
    if (places.back().status == Status::Interrupted) break;
    const Cube cube = cube_around(places.back().witness, domain, separation);
    std::vector<RationalBox> rest_of;
    for (RationalBox& piece : pieces) cut(std::move(piece), cube, rest_of);
    pieces = std::move(rest_of);
  }
  return places;
}

bool on_rim(const std::vector<Rational>& x, const std::vector<Rational>& earlier, const RationalBox& domain,
            const Rational& separation) {
  const Cube cube = cube_around(earlier, domain, separation);
  bool touches = false;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (cube.lo[k] == cube.hi[k]) continue;
    const Rational slack = kRim * (domain.hi[k] - domain.lo[k]);
    if (x[k] < cube.lo[k] - slack || x[k] > cube.hi[k] + slack) return false;
    touches = touches || x[k] <= cube.lo[k] + slack || x[k] >= cube.hi[k] - slack;
  }
  return touches;
}

}  // namespace relugap::verify
