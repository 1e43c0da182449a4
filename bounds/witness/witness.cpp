#include "bounds/witness/witness.h"

#include <string>
#include <utility>

#include "bounds/witness/build.h"
#include "lib/core/error.h"

namespace relugap::bounds::witness {

std::optional<Witness> find_witness(const NetworkClass& h, const samples::SampleSet& samples,
                                    const target::RationalBox& domain, const SearchOptions& options) {
  const NetworkClass small = buildable(h);
  for (std::size_t i = 0; i < domain.dimension(); ++i)
    if (round_up(domain.lo[i]) > round_down(domain.hi[i]))
      throw InputError("domain: coordinate " + std::to_string(i + 1) +
                       ": expected a side with a double in it, found [" + text(domain.lo[i]) + ", " +
                       text(domain.hi[i]) + "]");
  Region region = estimate_best_region(small, samples, domain, options);
  if (!(region.bias > 0)) return std::nullopt;
  auto network = build_witness(small, region, samples, options.threads);
  if (!network) return std::nullopt;
  std::vector<Rational> centre;
  for (std::size_t i = 0; i < domain.dimension(); ++i)  // coordinates that do not matter: the middle
    centre.push_back(exact(round_up(Rational((domain.lo[i] + domain.hi[i]) / 2))));
  for (std::size_t i = 0; i < domain.dimension(); ++i)
    if (centre[i] > domain.hi[i]) centre[i] = exact(round_down(domain.hi[i]));
  for (std::size_t k = 0; k < region.coordinates.size(); ++k)
    centre[region.coordinates[k]] = exact(region.centre[k]);
  return Witness{std::move(*network), std::move(region), std::move(centre)};
}

}  // namespace relugap::bounds::witness
