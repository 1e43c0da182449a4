#include "verify/norm/sup_norm.h"

#include "lib/core/error.h"
#include "verify/search/branch_and_bound.h"

namespace relugap::verify {
namespace {

void require_on(const Side& side, std::size_t d) {
  if (const auto* f = std::get_if<net::Network>(&side)) RELUGAP_CHECK(f->inputs() == d && f->outputs() == 1);
  if (const auto* f = std::get_if<target::Formula>(&side)) RELUGAP_CHECK(f->dimension() <= d);
}

/// f and g are the same network: the difference is exactly 0, and no relative gap can be reached.
NormEnclosure zero_difference(const target::RationalBox& domain) {
  NormEnclosure result;
  result.upper = {0.0};
  result.witness = domain.lo;
  result.status = Status::PrecisionLimit;
  result.threads = 1;
  return result;
}

}  // namespace

const char* to_string(Status status) {
  switch (status) {
    case Status::Converged:
      return "converged";
    case Status::TimeLimit:
      return "time-limit";
    case Status::Interrupted:
      return "interrupted";
    case Status::PrecisionLimit:
      return "precision-limit";
    case Status::MemoryLimit:
      return "memory-limit";
  }
  RELUGAP_CHECK(false);
}

NormEnclosure enclose_sup_norm(const Side& f, const Side& g, const target::RationalBox& domain,
                               const SearchOptions& options) {
  RELUGAP_CHECK(domain.dimension() > 0);
  require_on(f, domain.dimension());
  require_on(g, domain.dimension());
  const auto* network = std::get_if<net::Network>(&f);
  const auto* other = std::get_if<net::Network>(&g);
  if (network && other && *network == *other) return zero_difference(domain);
  return BranchAndBound(f, g, domain, options).run();
}

}  // namespace relugap::verify
