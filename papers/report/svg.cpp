#include "papers/report/svg.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "papers/report/inline.h"

namespace relugap::report {

namespace {

/// A coordinate with at most two decimals.
std::string coordinate(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string attributes(const Stroke& stroke) {
  std::string text =
      fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", stroke.colour, coordinate(stroke.width));
  if (!stroke.dash.empty()) text += fmt::format(" stroke-dasharray=\"{}\"", stroke.dash);
  if (stroke.opacity < 1) text += fmt::format(" stroke-opacity=\"{}\"", coordinate(stroke.opacity));
  return text;
}

std::string fill_attributes(const std::string& fill, double opacity, const Stroke* stroke) {
  std::string text = fmt::format(" fill=\"{}\"", fill);
  if (opacity < 1) text += fmt::format(" fill-opacity=\"{}\"", coordinate(opacity));
  if (stroke != nullptr) text += attributes(*stroke);
  return text;
}

/// Points rounded to what is written, without those in the middle of a straight run.
std::vector<std::string> point_list(const std::vector<Point>& points) {
  std::vector<Point> kept;
  for (const Point& p : points) {
    const Point rounded{std::round(p.x * 100) / 100, std::round(p.y * 100) / 100};
    if (kept.size() >= 2) {
      const Point a = kept[kept.size() - 2], b = kept.back();
      const double bend = (b.x - a.x) * (rounded.y - b.y) - (b.y - a.y) * (rounded.x - b.x);
      if (std::abs(bend) < 0.01 * std::hypot(rounded.x - a.x, rounded.y - a.y) && rounded.x >= b.x &&
          b.x >= a.x) {
        kept.pop_back();
      }
    }
    kept.push_back(rounded);
  }
  std::vector<std::string> list;
  for (const Point& p : kept) list.push_back(coordinate(p.x) + "," + coordinate(p.y));
  return list;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string result;
  for (const std::string& part : parts) result += (result.empty() ? "" : " ") + part;
  return result;
}

}  // namespace

Svg::Svg(std::string id, double width, double height, std::string_view title, std::string_view description)
    : id_(std::move(id)) {
  head_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "role=\"img\" "
      "aria-labelledby=\"{2}-title {2}-desc\" font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu "
      "Sans', "
      "sans-serif\">\n<title id=\"{2}-title\">{3}</title>\n<desc id=\"{2}-desc\">{4}</desc>\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#FFFFFF\"/>\n",
      coordinate(width), coordinate(height), id_,
      escape(render_inline(title, Markup::Terminal), Markup::Html),
      escape(render_inline(description, Markup::Terminal), Markup::Html));
}

void Svg::line(Point from, Point to, const Stroke& stroke) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", coordinate(from.x),
                       coordinate(from.y), coordinate(to.x), coordinate(to.y), attributes(stroke));
}

void Svg::polyline(const std::vector<Point>& points, const Stroke& stroke) {
  body_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\"{}/>\n",
                       joined(point_list(points)), attributes(stroke));
}

void Svg::polygon(const std::vector<Point>& points, const std::string& fill, double opacity,
                  const Stroke* stroke) {
  body_ += fmt::format("<polygon points=\"{}\"{}/>\n", joined(point_list(points)),
                       fill_attributes(fill, opacity, stroke));
}

void Svg::rect(const Rect& rect, const std::string& fill, double opacity, const Stroke* stroke) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n", coordinate(rect.x),
                       coordinate(rect.y), coordinate(rect.width), coordinate(rect.height),
                       fill_attributes(fill, opacity, stroke));
}

void Svg::rects(const std::vector<Rect>& rects, const std::string& fill) {
  body_ += fmt::format("<path fill=\"{}\" shape-rendering=\"crispEdges\" d=\"", fill);
  for (const Rect& rect : rects)
    body_ += fmt::format("M{} {}h{}v{}H{}z", coordinate(rect.x), coordinate(rect.y), coordinate(rect.width),
                         coordinate(rect.height), coordinate(rect.x));
  body_ += "\"/>\n";
}

void Svg::hatched(const Rect& rect) {
  const std::string name = id_ + "-hatch";
  if (!has_hatch_) {
    head_ += fmt::format(
        "<pattern id=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\">"
        "<rect width=\"6\" height=\"6\" fill=\"#F4F4F4\"/><rect width=\"1.2\" height=\"6\" "
        "fill=\"#B0B0B0\"/></pattern>\n",
        name);
    has_hatch_ = true;
  }
  this->rect(rect, "url(#" + name + ")", 1);
}

void Svg::circle(Point centre, double radius, const std::string& fill, const Stroke* stroke) {
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>\n", coordinate(centre.x),
                       coordinate(centre.y), coordinate(radius), fill_attributes(fill, 1, stroke));
}

void Svg::text(Point at, std::string_view text, const TextStyle& style) {
  body_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"", coordinate(at.x),
                       coordinate(at.y), coordinate(style.size), style.colour);
  if (style.anchor != "start") body_ += fmt::format(" text-anchor=\"{}\"", style.anchor);
  if (style.halo)
    body_ += " stroke=\"#FFFFFF\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"";
  if (style.bold) body_ += " font-weight=\"bold\"";
  if (style.rotate != 0) {
    body_ += fmt::format(" transform=\"rotate({} {} {})\"", coordinate(style.rotate), coordinate(at.x),
                         coordinate(at.y));
  }
  if (text.find('$') != std::string_view::npos) body_ += " xml:space=\"preserve\"";  // between the spans
  body_ += ">";
  double height = 0;  // of the current base line, upwards
  for (const Span& span : inline_spans(text)) {
    const double wanted = span.level > 0 ? 0.38 * style.size : span.level < 0 ? -0.22 * style.size : 0;
    const std::string content = escape(span.text, Markup::Html);
    if (wanted == height && span.level == 0 && !span.italic) {
      body_ += content;
      continue;
    }
    body_ += "<tspan";
    if (wanted != height) body_ += fmt::format(" dy=\"{}\"", coordinate(height - wanted));
    if (span.level != 0) body_ += fmt::format(" font-size=\"{}\"", coordinate(0.72 * style.size));
    if (span.italic) body_ += " font-style=\"italic\"";
    body_ += ">" + content + "</tspan>";
    height = wanted;
  }
  body_ += "</text>\n";
}

void Svg::begin_clip(const Rect& rect) {
  const std::string name = id_ + "-clip" + std::to_string(clips_++);
  body_ += fmt::format(
      "<clipPath id=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n<g "
      "clip-path=\"url(#{})\">\n",
      name, coordinate(rect.x), coordinate(rect.y), coordinate(rect.width), coordinate(rect.height), name);
}

void Svg::end_clip() { body_ += "</g>\n"; }

std::string Svg::str() const { return head_ + body_ + "</svg>\n"; }

}  // namespace relugap::report
