#include "verify/relax/network_form.h"

#include <algorithm>
#include <utility>

#include "lib/core/error.h"

namespace relugap::verify {
namespace {

/// The upper bound y <= constant + sum_i coefficient_i v_i over the values v of one layer.
template <class I>
struct Row {
  I constant;
  std::vector<I> coefficient;
};

template <class I>
class NetworkForm {
 public:
  NetworkForm(const net::Network& f, const CentredBox& box, const std::function<bool()>& stop)
      : layers_(f.layers()), box_(box), stop_(stop) {
    std::vector<I> inputs;
    for (std::size_t k = 0; k < box.dimension(); ++k)
      inputs.push_back(point<I>(box.centre[k]) + symmetric(point<I>(box.radius[k])));
    ranges_.push_back(std::move(inputs));
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      if (const auto* relu = std::get_if<net::Relu>(&layers_[l])) refine(*relu, l);
      ranges_.push_back(
          std::visit([&](const auto& layer) { return forward(layer, ranges_[l]); }, layers_[l]));
    }
  }

  std::vector<std::vector<I>> take_ranges() && { return std::move(ranges_); }

  AffineBounds<I> bounds() const {
    const I& plain = ranges_.back()[0];
    const AffineForm<I> above = over_box(back(layers_.size(), unit(0, 1.0))),
                        below = negated(over_box(back(layers_.size(), unit(0, -1.0))));
    const I above_range = range(above), below_range = range(below);
    const AffineForm<I> flat{plain, std::vector<I>(box_.dimension(), point<I>(0.0))};
    return {below_range.lower() >= plain.lower() ? below : flat,
            above_range.upper() <= plain.upper() ? above : flat};
  }

 private:
  static AffineForm<I> negated(AffineForm<I> form) {
    form.constant = -form.constant;
    for (I& slope : form.slope) slope = -slope;
    return form;
  }

  static std::vector<I> forward(const net::Dense& layer, const std::vector<I>& x) {
    std::vector<I> z;
    for (std::size_t j = 0; j < layer.rows; ++j) {
      I sum = point<I>(layer.bias[j]);
      for (std::size_t i = 0; i < layer.cols; ++i) sum += point<I>(layer.weight(j, i)) * x[i];
      z.push_back(std::move(sum));
    }
    return z;
  }
  static std::vector<I> forward(const net::Diagonal& layer, const std::vector<I>& x) {
    std::vector<I> z;
    for (std::size_t i = 0; i < x.size(); ++i)
      z.push_back(point<I>(layer.scale[i]) * x[i] + point<I>(layer.shift[i]));
    return z;
  }
  static std::vector<I> forward(const net::Relu& layer, const std::vector<I>& x) {
    std::vector<I> z;
    for (std::size_t i = 0; i < x.size(); ++i)
      z.push_back(layer.rectifies(i) ? max(x[i], point<I>(0.0)) : x[i]);
    return z;
  }

  Row<I> unit(std::size_t j, double sign) const {
    Row<I> row{point<I>(0.0), std::vector<I>(ranges_.back().size(), point<I>(0.0))};
    row.coefficient[j] = point<I>(sign);
    return row;
  }

  /// Tightens the values before the ReLU, layer l, that are rectified and may change sign.
  void refine(const net::Relu& layer, std::size_t l) {
    std::vector<I>& values = ranges_[l];
    const auto zero = point<I>(0.0);
    for (std::size_t j = 0; j < values.size(); ++j) {
      if (!layer.rectifies(j)) continue;
      if (values[j].lower() >= zero.lower() || values[j].upper() <= zero.upper()) continue;
      if (stop_ && stop_()) return;
      const I above = range(over_box(back(l, unit(j, 1.0)))),
              below = -range(over_box(back(l, unit(j, -1.0))));
      values[j] = I(std::max(values[j].lower(), below.lower()), std::min(values[j].upper(), above.upper()));
    }
  }

  /// Takes a row over the values after layers 0..l-1 back to the inputs.
  Row<I> back(std::size_t l, Row<I> row) const {
    for (; l > 0; --l)
      std::visit([&](const auto& layer) { step(layer, ranges_[l - 1], row); }, layers_[l - 1]);
    return row;
  }

  static void step(const net::Dense& layer, const std::vector<I>&, Row<I>& row) {
    std::vector<I> passed(layer.cols, point<I>(0.0));
    for (std::size_t j = 0; j < layer.rows; ++j) {
      const I& a = row.coefficient[j];
      if (a.lower() == a.upper() && a.lower() == point<I>(0.0).lower()) continue;
      row.constant += a * point<I>(layer.bias[j]);
      for (std::size_t i = 0; i < layer.cols; ++i) passed[i] += a * point<I>(layer.weight(j, i));
    }
    row.coefficient = std::move(passed);
  }
  static void step(const net::Diagonal& layer, const std::vector<I>&, Row<I>& row) {
    for (std::size_t i = 0; i < layer.size(); ++i) {
      row.constant += row.coefficient[i] * point<I>(layer.shift[i]);
      row.coefficient[i] *= point<I>(layer.scale[i]);
    }
  }
  static void step(const net::Relu& layer, const std::vector<I>& z, Row<I>& row) {
    const I zero = point<I>(0.0), one = point<I>(1.0);
    for (std::size_t j = 0; j < z.size(); ++j) {
      if (!layer.rectifies(j)) continue;
      I& a = row.coefficient[j];
      const I l(z[j].lower()), h(z[j].upper());
      if (h.upper() <= zero.upper()) {
        a = zero;
      } else if (l.lower() >= zero.lower()) {
        continue;
      } else if (a.lower() >= zero.lower()) {
        // relu(z) <= slope z + beta with any slope in [0,1] (lib/kernel/relax-inl.h)
        I slope = I(I(h / (h - l)).lower());
        if (slope.lower() < zero.lower()) slope = zero;
        if (slope.upper() > one.upper()) slope = one;
        const I left = -(slope * l), right = (one - slope) * h;
        row.constant += a * I(std::max(left.upper(), right.upper()));
        a *= slope;
      } else if (a.upper() <= zero.upper()) {
        if (!(h.lower() > I(-l).upper())) a = zero;  // relu(z) >= z or 0
      } else {
        row.constant += a * I(zero.lower(), h.upper());
        a = zero;
      }
    }
  }

  AffineForm<I> over_box(const Row<I>& row) const {
    AffineForm<I> form{row.constant, {}};
    for (std::size_t k = 0; k < box_.dimension(); ++k) {
      form.constant += row.coefficient[k] * point<I>(box_.centre[k]);
      form.slope.push_back(row.coefficient[k] * point<I>(box_.radius[k]));
    }
    return form;
  }

  const std::vector<net::Layer>& layers_;
  const CentredBox& box_;
  const std::function<bool()>& stop_;
  std::vector<std::vector<I>> ranges_;  ///< values before layer 0, 1, ..., and the output
};

}  // namespace

template <class I>
AffineBounds<I> enclose_network(const net::Network& f, const CentredBox& box,
                                const std::function<bool()>& stop) {
  RELUGAP_CHECK(f.outputs() == 1 && f.inputs() == box.dimension());
  return NetworkForm<I>(f, box, stop).bounds();
}

template <class I>
std::vector<std::vector<I>> enclose_ranges(const net::Network& f, const CentredBox& box) {
  RELUGAP_CHECK(f.inputs() == box.dimension());
  return NetworkForm<I>(f, box, {}).take_ranges();
}

template std::vector<std::vector<Interval>> enclose_ranges(const net::Network&, const CentredBox&);

template AffineBounds<Interval> enclose_network(const net::Network&, const CentredBox&,
                                                const std::function<bool()>&);
template AffineBounds<MpInterval> enclose_network(const net::Network&, const CentredBox&,
                                                  const std::function<bool()>&);

}  // namespace relugap::verify
