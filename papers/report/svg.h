#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relugap::report {

struct Point {
  double x, y;
};

struct Rect {
  double x, y, width, height;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

/// Colours that remain distinct for colour-blind readers and in grey (Okabe and Ito).
namespace colour {
inline constexpr const char* kBlue = "#0072B2";
inline constexpr const char* kVermilion = "#D55E00";
inline constexpr const char* kGreen = "#009E73";
inline constexpr const char* kPurple = "#CC79A7";
inline constexpr const char* kOrange = "#E69F00";
inline constexpr const char* kSky = "#56B4E9";
inline constexpr const char* kBlack = "#222222";
inline constexpr const char* kGrey = "#777777";
inline constexpr const char* kLightGrey = "#DDDDDD";
}  // namespace colour

struct Stroke {
  std::string colour = colour::kBlack;
  double width = 1;
  std::string dash{};  ///< SVG dash array, empty = solid
  double opacity = 1;
};

struct TextStyle {
  double size = 10;
  std::string anchor = "start";  ///< start, middle, end
  std::string colour = colour::kBlack;
  bool bold = false;
  double rotate = 0;  ///< degrees about the anchor point
  bool halo = false;  ///< white around the letters, for text that may stand on a line
};

/// Writes one SVG picture; lengths in CSS pixels, 1/96 inch. y grows downwards.
class Svg {
 public:
  /// `id` prefixes the ids inside, so that several pictures can stand in one page. `description` is for readers who do
  /// not see the picture.
  Svg(std::string id, double width, double height, std::string_view title, std::string_view description);

  void line(Point from, Point to, const Stroke& stroke);
  /// Points are rounded to 1/100 pixel; points that change nothing are left out.
  void polyline(const std::vector<Point>& points, const Stroke& stroke);
  void polygon(const std::vector<Point>& points, const std::string& fill, double opacity,
               const Stroke* stroke = nullptr);
  void rect(const Rect& rect, const std::string& fill, double opacity, const Stroke* stroke = nullptr);
  /// All of them as one shape, without smoothing at their edges, so that neighbours leave no seams.
  void rects(const std::vector<Rect>& rects, const std::string& fill);
  /// Diagonal lines on light grey: nothing is known here.
  void hatched(const Rect& rect);
  void circle(Point centre, double radius, const std::string& fill, const Stroke* stroke = nullptr);
  /// `text` is inline text (inline.h).
  void text(Point at, std::string_view text, const TextStyle& style);
  /// Everything until end_clip() is drawn inside `rect` only.
  void begin_clip(const Rect& rect);
  void end_clip();

  /// The whole file.
  std::string str() const;

 private:
  std::string id_, head_, body_;
  int clips_ = 0;
  bool has_hatch_ = false;
};

}  // namespace relugap::report
