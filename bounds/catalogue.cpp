#include "bounds/catalogue.h"

#include "bounds/theorems/bgv2023_uniform.h"
#include "bounds/theorems/bump_deterministic.h"
#include "bounds/theorems/bump_high_probability.h"
#include "bounds/theorems/bump_lp_deterministic.h"
#include "bounds/theorems/bump_lp_randomized.h"
#include "bounds/theorems/bump_randomized.h"
#include "bounds/theorems/cells_deterministic.h"
#include "bounds/theorems/cells_randomized.h"
#include "bounds/theorems/grouped_deterministic.h"
#include "bounds/theorems/grouped_high_probability.h"
#include "bounds/theorems/grouped_randomized.h"
#include "bounds/theorems/linear_space.h"
#include "bounds/theorems/lipschitz_grid.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

constexpr Theorem kCatalogue[] = {
    {"grouped-deterministic", "Theorem 16", true, grouped_deterministic},
    {"grouped-randomized", "Theorem 16", true, grouped_randomized},
    {"grouped-high-probability", "Theorem 16", true, grouped_high_probability},
    {"bump-deterministic", "Theorem 4", true, bump_deterministic},
    {"bump-randomized", "Theorem 5", true, bump_randomized},
    {"bump-high-probability", "Theorem 5", true, bump_high_probability},
    {"bump-lp-deterministic", "Theorem 6", true, bump_lp_deterministic},
    {"bump-lp-randomized", "Theorem 6", true, bump_lp_randomized},
    {"cells-deterministic", "Theorem 7", true, cells_deterministic},
    {"cells-randomized", "Theorem 7", true, cells_randomized},
    {"lipschitz-grid", "Theorem 8", true, lipschitz_grid},
    {"bgv2023-uniform", "arXiv 2205.13531, Theorem 1.1, recalled", true, bgv2023_uniform},
    {"linear-space", "Proposition 15", false, linear_space},
};

}  // namespace

std::span<const Theorem> catalogue() { return kCatalogue; }

const Theorem& find_theorem(std::string_view id) {
  std::string ids;
  for (const Theorem& theorem : kCatalogue) {
    if (theorem.id == id) return theorem;
    ids += (ids.empty() ? "" : ", ") + std::string(theorem.id);
  }
  throw InputError("theorem: expected one of " + ids + ", found '" + std::string(id) + "'");
}

}  // namespace relugap::bounds
