#pragma once

#include <string>

#include "bounds/bound.h"

namespace relugap::bounds {

/// The words of the JSON schema and of the tables.
inline std::string name(Kind k) { return k == Kind::lower ? "lower" : "upper"; }
inline std::string name(Quantity q) { return q == Quantity::samples ? "samples" : "error"; }
inline std::string name(Status s) { return s == Status::proved ? "proved" : "recalled"; }
inline std::string name(Algorithms a) {
  return a == Algorithms::any ? "any" : a == Algorithms::deterministic ? "deterministic" : "randomized";
}

}  // namespace relugap::bounds
