#pragma once

#include <optional>
#include <string>
#include <vector>

#include "papers/report/band.h"

namespace relugap::report {

/// A proved enclosure of an extreme value: two horizontal lines, of which one may not be told from the other.
struct EnclosureLevel {
  double lower, upper;
  std::string label;   ///< inline text
  bool below = false;  ///< the label stands below the lines: a minimum
};

/// A point of the domain that proves something, with the value there.
struct MarkedPlace {
  double x, value;
  std::string label{};  ///< inline text; may be empty
};

/// Two functions of one variable and their difference, as far as they are proved.
struct CertifiedCurves {
  std::string name;   ///< prefix of ids
  std::string title;  ///< inline text, like all that follows
  std::string subtitle;
  std::string description;  ///< for readers who do not see the picture
  std::string x_label, f_label, g_label, difference_label;
  std::vector<double> ends;  ///< of the columns, increasing
  std::vector<Band> f, g, difference;
  std::vector<EnclosureLevel> levels{};  ///< of the difference
  std::optional<double> threshold{};
  std::string threshold_label{};
  std::vector<MarkedPlace> places{};  ///< on the difference
};

/// Columns that are half a pixel wide.
inline constexpr std::size_t kCurveColumns = 1300;

/// Draws f and g above, their difference with its enclosures and places below, every curve as the band that is proved.
///
/// Requires: at least one column; one band per column.
std::string draw(const CertifiedCurves& curves);

}  // namespace relugap::report
