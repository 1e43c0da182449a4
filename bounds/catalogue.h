#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// One theorem: what `--theorem` selects.
struct Theorem {
  std::string_view id;
  std::string_view source;  ///< where statement and proof stand
  bool about_class;         ///< false for a statement about another set, shown for comparison
  Bound (*apply)(const NetworkClass&, const Query&);
};

/// All theorems, strongest first within each kind. A new theorem is one line here and one file in bounds/theorems.
std::span<const Theorem> catalogue();

/// Fails: InputError that lists the ids.
const Theorem& find_theorem(std::string_view id);

}  // namespace relugap::bounds
