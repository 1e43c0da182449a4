#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bounds/class.h"
#include "bounds/fold.h"
#include "bounds/membership.h"
#include "lib/target/domain.h"
#include "verify/lipschitz/global_lipschitz.h"
#include "verify/lipschitz/local_lipschitz.h"

namespace relugap::cli {

/// Decimals around a number: rounded down, rounded up.
using Decimals = std::pair<std::string, std::string>;

/// The smallest class H^q_{N,c} around a network: c, for separate and joint norms, and the Lipschitz constant of the class with
/// the first c in the norm of x of exponent q/(q-1).
struct SmallestClass {
  bounds::Exponent q;
  Decimals coefficient, joint_coefficient, lipschitz;
  std::optional<std::string> exact, joint_exact;  ///< c itself where it is rational and not too long
};

/// Norms of weights and bias of one layer, in the order of the exponents.
struct LayerInfo {
  std::size_t rows, cols;
  std::vector<Decimals> weights, bias;
};

/// What `relugap info` says of a network.
struct Info {
  std::vector<std::uint64_t> widths;
  std::string parameters;
  std::vector<bounds::Exponent> exponents;  ///< 1, 2, inf and those that were asked
  std::vector<LayerInfo> layers;
  std::optional<std::string> obstacle;            ///< why it is in no class
  std::vector<SmallestClass> classes;             ///< one per exponent, none with an obstacle
  std::optional<verify::GlobalLipschitz> global;  ///< of networks with one output
  std::optional<target::RationalBox> domain;
  std::array<std::optional<verify::LocalLipschitz>, 3> local;  ///< over the domain, by input norm
};

/// The part about norms and classes. `more`: exponents besides 1, 2, inf (repeats are dropped).
Info measure_info(const net::Network& network, const std::vector<bounds::Exponent>& more);

}  // namespace relugap::cli
