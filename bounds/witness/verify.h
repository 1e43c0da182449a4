#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bounds/class.h"
#include "lib/net/network.h"
#include "lib/samples/sample_set.h"

namespace relugap::bounds::witness {

/// What is proved of a network about a class and samples, with no knowledge of how it was made.
struct Verdict {
  std::optional<std::string> not_in_class;  ///< why it is not seen to be in the class
  std::optional<std::string> not_zero;      ///< a sample where it is not zero
  std::size_t exactly_checked = 0;          ///< samples that interval arithmetic left to rationals
  Rational height;                          ///< u(centre), exactly
  bool height_is_norm = false;              ///< 0 <= u <= height everywhere is proved, too
};

/// Checks class membership (norms in exact arithmetic, or by MPFR upper bounds for q that are not integers), that u is
/// exactly zero at every sample, and u at the centre.
///
/// Widths may be smaller than those of the class. Zeros: directed rounding, which proves most of them, then rationals.
/// height_is_norm: layer 2 has weights <= 0 only, later ones >= 0 only and no bias but a positive one in layer 2, so that u
///   is at most its value with all neurons of layer 1 off, and that is u(centre).
/// Requires: the dimensions agree; the network has Dense and Relu layers only.
Verdict verify_witness(const net::Network& u, const NetworkClass& h, const samples::SampleSet& samples,
                       const std::vector<Rational>& centre, unsigned threads);

}  // namespace relugap::bounds::witness
