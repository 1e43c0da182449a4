#pragma once

#include <string>
#include <vector>

namespace relugap::report {

/// A point of the domain that proves something.
struct MapPlace {
  double x, y;
  std::string label{};  ///< inline text; may be empty
};

/// One map: a proved bound per cell.
struct MapPanel {
  std::string title;           ///< inline text
  std::vector<double> bounds;  ///< entry y * (number of columns) + x; not finite where nothing is proved
  bool upper = true;           ///< whether they are upper bounds: colours are rounded in that direction
  std::vector<MapPlace> places{};
};

/// Proved bounds over the cells of a rectangle.
struct CertifiedMap {
  std::string name;   ///< prefix of ids
  std::string title;  ///< inline text, like all that follows
  std::string subtitle;
  std::string description;  ///< for readers who do not see the picture
  std::string x_label, y_label, value_label;
  std::vector<double> x_ends, y_ends;  ///< of the cells, increasing
  std::vector<MapPanel> panels;        ///< one or two, with the same colours
  bool from_zero = true;               ///< the colours start at 0
};

/// Cells along each axis that a map shows well.
inline constexpr std::size_t kMapCells = 128;

/// Draws one cell per bound, light where it is small and dark where it is large, with the scale beside it.
///
/// Requires: one or two panels, one bound per cell.
std::string draw(const CertifiedMap& map);

}  // namespace relugap::report
