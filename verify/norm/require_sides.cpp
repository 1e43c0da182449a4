#include "verify/norm/require_sides.h"

#include "lib/core/error.h"

namespace relugap::verify {
namespace {

void require_on(const Side& side, std::size_t d) {
  if (const auto* f = std::get_if<net::Network>(&side)) RELUGAP_CHECK(f->inputs() == d && f->outputs() == 1);
  if (const auto* f = std::get_if<target::Formula>(&side)) RELUGAP_CHECK(f->dimension() <= d);
}

}  // namespace

void require_sides(const Side& f, const Side& g, const target::RationalBox& domain) {
  RELUGAP_CHECK(domain.dimension() > 0);
  require_on(f, domain.dimension());
  require_on(g, domain.dimension());
}

bool are_identical(const Side& f, const Side& g) {
  const auto* network = std::get_if<net::Network>(&f);
  const auto* other = std::get_if<net::Network>(&g);
  return (network && other && *network == *other) ||
         (std::holds_alternative<Zero>(f) && std::holds_alternative<Zero>(g));
}

NormEnclosure zero_difference(const target::RationalBox& domain, Status status) {
  NormEnclosure result;
  result.upper = {0.0};
  result.witness = domain.lo;
  result.status = status;
  result.threads = 1;
  return result;
}

}  // namespace relugap::verify
