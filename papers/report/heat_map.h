#pragma once

#include <optional>
#include <string>
#include <vector>

#include "papers/report/sweep_axis.h"

namespace relugap::report {

/// One map: a number per pair of values, by its decimal logarithm.
struct HeatPanel {
  std::string title;  ///< inline text
  std::vector<std::optional<double>>
      log10;                   ///< entry y * (number of x values) + x; nothing where there is no number
  std::vector<bool> beyond{};  ///< the cells inside the contour, in the same order; empty: no contour
};

struct HeatMap {
  std::string name;   ///< prefix of ids
  std::string title;  ///< inline text, like all that follows
  std::string subtitle;
  std::string description;  ///< for readers who do not see the picture
  VariedParameter x, y;
  std::string value_label;
  std::string contour_label{};    ///< of the contour, empty if no panel has one
  std::vector<HeatPanel> panels;  ///< one or two, with the same colours
};

/// The largest number of cells of a panel.
inline constexpr std::size_t kMaxCells = 40'000;

/// Draws one cell per pair of values, light where the number is small, dark where it is large (also in grey); hatched
/// where there is none; the contour runs between cells, so it claims no more than they do.
///
/// Requires: one or two panels with at most kMaxCells cells and one number at least, all logarithms finite.
std::string draw(const HeatMap& map);

}  // namespace relugap::report
