#include "verify/lipschitz/gradient.h"

#include <algorithm>

#include "verify/relax/network_form.h"

namespace relugap::verify {
namespace {

bool is_zero(const Interval& x) { return x.lower() == 0 && x.upper() == 0; }

void step_back(const net::Dense& layer, const std::vector<Interval>&, std::vector<Interval>& row) {
  std::vector<Interval> passed(layer.cols, Interval(0.0));
  for (std::size_t i = 0; i < layer.rows; ++i) {
    if (is_zero(row[i])) continue;
    for (std::size_t j = 0; j < layer.cols; ++j) {
      const double w = layer.weight(i, j);
      if (w != 0) passed[j] += row[i] * Interval(w);
    }
  }
  row = std::move(passed);
}

void step_back(const net::Diagonal& layer, const std::vector<Interval>&, std::vector<Interval>& row) {
  for (std::size_t i = 0; i < layer.size(); ++i) row[i] *= enclose(layer.scale[i]);
}

void step_back(const net::Relu&, const std::vector<Interval>& z, std::vector<Interval>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (z[i].lower() >= 0) continue;
    row[i] = z[i].upper() <= 0 ? Interval(0.0)
                               : Interval(std::min(row[i].lower(), 0.0), std::max(row[i].upper(), 0.0));
  }
}

}  // namespace

SlopeEnclosure enclose_slopes(const net::Network& f, const CentredBox& box) {
  const std::vector<std::vector<Interval>> ranges = enclose_ranges<Interval>(f, box);
  SlopeEnclosure result{{Interval(1.0)}, true};
  for (std::size_t l = f.layers().size(); l > 0; --l) {
    const net::Layer& layer = f.layers()[l - 1];
    if (std::holds_alternative<net::Relu>(layer)) {
      for (const Interval& z : ranges[l - 1]) result.affine &= z.lower() >= 0 || z.upper() <= 0;
    }
    std::visit([&](const auto& of) { step_back(of, ranges[l - 1], result.slopes); }, layer);
  }
  return result;
}

}  // namespace relugap::verify
