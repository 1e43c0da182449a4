#pragma once

#include <cstddef>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/net/network.h"

namespace relugap::verify {

/// A matrix of real numbers of which each lies in an interval, row by row.
struct IntervalMatrix {
  std::size_t rows, cols;
  std::vector<Interval> entries;

  const Interval& at(std::size_t i, std::size_t j) const { return entries[i * cols + j]; }
};

/// The linear parts of a network between its ReLUs, first layer first: scalings and neighbouring layers multiplied together
/// in interval arithmetic. A single Dense layer is taken over exactly.
std::vector<IntervalMatrix> enclose_weights(const net::Network& f);

}  // namespace relugap::verify
