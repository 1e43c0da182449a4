#include "verify/consistent/consistent_targets.h"

#include "lib/core/error.h"
#include "verify/consistent/consistent_search.h"

namespace relugap::verify {
namespace {

constexpr std::uint64_t kContradictionVisits = 50'000'000;  // nodes: seconds

}  // namespace

std::optional<ConeTree::Contradiction> ConsistentTargets::find_contradiction() const {
  return tree_.find_contradiction(kContradictionVisits);
}

ConsistentResult ConsistentTargets::enclose(const Side& f, const target::RationalBox& domain,
                                            const SearchOptions& options) const {
  RELUGAP_CHECK(domain.dimension() == cones_.dimension && domain.dimension() > 0);
  if (const auto* network = std::get_if<net::Network>(&f))
    RELUGAP_CHECK(network->inputs() == domain.dimension() && network->outputs() == 1);
  if (const auto* formula = std::get_if<target::Formula>(&f))
    RELUGAP_CHECK(formula->dimension() <= domain.dimension());
  return ConsistentSearch(cones_, tree_, f, domain, options).run();
}

}  // namespace relugap::verify
