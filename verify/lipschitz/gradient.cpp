#include "verify/lipschitz/gradient.h"

#include <algorithm>
#include <optional>

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

bool may_change_sign(const Interval& z) { return z.lower() < 0 && z.upper() > 0; }

constexpr unsigned kFew = 5;  // neurons of unknown sign whose 2^kFew patterns are looked at one by one

/// One pass backward. The neurons of unknown sign, counted from the last one, have the factor 0 or 1 that `pattern` says, or,
/// without a pattern, [0,1].
class BackwardPass {
 public:
  BackwardPass(const net::Network& f, const std::vector<std::vector<Interval>>& ranges,
               std::optional<unsigned> pattern)
      : ranges_(ranges), pattern_(pattern), row_{Interval(1.0)} {
    for (layer_ = f.layers().size(); layer_ > 0; --layer_)
      std::visit([this](const auto& layer) { step(layer); }, f.layers()[layer_ - 1]);
  }
  const std::vector<Interval>& row() const { return row_; }
  unsigned unknown() const { return unknown_; }

 private:
  template <class Affine>
  void step(const Affine& layer) {
    step_back(layer, ranges_[layer_ - 1], row_);
  }
  void step(const net::Relu& layer) {
    const std::vector<Interval>& z = ranges_[layer_ - 1];
    for (std::size_t i = 0; i < row_.size(); ++i) {
      if (!layer.rectifies(i)) continue;
      if (may_change_sign(z[i])) {
        if (!pattern_) {
          row_[i] = Interval(std::min(row_[i].lower(), 0.0), std::max(row_[i].upper(), 0.0));
        } else if ((*pattern_ >> unknown_ & 1u) == 0) {
          row_[i] = Interval(0.0);
        }
        ++unknown_;
      } else if (z[i].lower() < 0) {
        row_[i] = Interval(0.0);
      }
    }
  }

  const std::vector<std::vector<Interval>>& ranges_;
  std::optional<unsigned> pattern_;
  std::vector<Interval> row_;
  std::size_t layer_ = 0;
  unsigned unknown_ = 0;
};

}  // namespace

SlopeEnclosure enclose_slopes(const net::Network& f, const CentredBox& box) {
  const std::vector<std::vector<Interval>> ranges = enclose_ranges<Interval>(f, box);
  const BackwardPass all(f, ranges, std::nullopt);
  SlopeEnclosure result{all.row(), all.unknown() == 0};
  if (all.unknown() == 0 || all.unknown() > kFew) return result;
  // The slopes are affine in each factor alone: their extremes belong to factors 0 and 1.
  for (unsigned pattern = 0; pattern < 1u << all.unknown(); ++pattern) {
    const BackwardPass one(f, ranges, pattern);
    for (std::size_t k = 0; k < result.slopes.size(); ++k)
      result.slopes[k] = pattern == 0 ? one.row()[k] : hull(result.slopes[k], one.row()[k]);
  }
  return result;
}

}  // namespace relugap::verify
