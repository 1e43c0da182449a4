#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "papers/report/sweep_axis.h"

namespace relugap::report {

/// Numbers that depend on the parameter, by their decimal logarithms.
struct Series {
  std::string label;
  std::string family;                          ///< series of one family share a colour; empty: grey
  std::string dash{};                          ///< SVG dash array; empty = solid
  bool frames = true;                          ///< false: the picture need not be stretched to show it all
  std::vector<std::optional<double>> log10{};  ///< one per value; nothing where the number does not exist
};

/// A value of the parameter that is marked on a series.
struct MarkedPoint {
  std::size_t series, value;
  std::string label;  ///< inline text; empty: a ring alone
};

struct LinePlot {
  std::string name;   ///< prefix of ids
  std::string title;  ///< inline text, like all that follows
  std::string subtitle;
  std::string description;  ///< for readers who do not see the picture
  VariedParameter parameter;
  std::string y_label;
  std::vector<Series> series;
  std::optional<double> threshold{};  ///< log10 of a number to compare with: a horizontal line
  std::string threshold_label{};
  std::vector<MarkedPoint> marks{};
};

/// Draws the series over the parameter, logarithms upwards, each with its name beside its end.
///
/// Requires: at least one value and one number; log10 finite, one entry per value.
std::string draw(const LinePlot& plot);

}  // namespace relugap::report
