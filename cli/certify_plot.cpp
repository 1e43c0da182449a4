#include "cli/certify_plot.h"

#include <algorithm>
#include <utility>

#include "cli/read_side.h"
#include "lib/core/error.h"
#include "papers/report/certified_curves.h"
#include "papers/report/certified_map.h"
#include "papers/report/number.h"
#include "verify/norm/profile.h"

namespace relugap::cli {
namespace {

constexpr int kDigits = 6;

/// Text without meaning as mathematics, cut in the middle if it is long.
std::string plain(std::string text, std::size_t longest) {
  if (text.size() > longest) {
    const auto is_tail = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80; };
    std::size_t head = longest / 2, tail = text.size() - (longest - head - 1);
    while (head > 0 && is_tail(head)) --head;  // whole characters of UTF-8
    while (tail < text.size() && is_tail(tail)) ++tail;
    text = text.substr(0, head) + "…" + text.substr(tail);
  }
  std::string escaped;
  for (const char c : text) escaped += c == '$' ? std::string("\\$") : std::string(1, c);
  return escaped;
}

/// A side by its formula or the name of its file.
std::string side_name(const std::string& text, std::size_t longest) {
  if (text.starts_with("expr:")) return plain(text.substr(5), longest);
  return plain(text.substr(text.find_last_of('/') + 1), longest);
}

/// What the picture shows of the result: enclosures of extreme values, and points with proved values.
struct Findings {
  struct Extreme {
    double lower, upper;
    std::string text;  ///< inline text
    bool minimum = false;
  };
  struct Place {
    std::vector<Rational> x;
    double value;
    std::string label{};
    bool minimum = false;
  };
  std::vector<Extreme> extremes{};
  std::vector<Place> places{};
};

std::string enclosure_text(const verify::NormEnclosure& found, const std::string& what) {
  return report::lower_text(found.lower.value, kDigits) + " ≤ " + what + " ≤ " +
         report::upper_text(found.upper.value, kDigits);
}

class Picture {
 public:
  Picture(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result)
      : job_(job), prepared_(prepared), result_(result) {
    const std::string index = prepared.outputs > 1 ? "$_{" + std::to_string(result.output) + "}$" : "";
    const std::string f = "f" + index, g = "g" + index;
    difference_ = job.target == "zero" ? f : job.function == "zero" ? "−" + g : f + " − " + g;
    grouped_ = job.target == "zero" ? difference_ : "(" + difference_ + ")";
    absolute_ = "|" + (job.function == "zero" ? g : difference_) + "|";
    find();
  }

  std::string draw(double seconds, const std::atomic<bool>* interrupted) {
    verify::ProfileOptions options;
    options.cells =
        verify::varying_coordinates(prepared_.domain).size() == 1 ? report::kCurveColumns : report::kMapCells;
    options.time_limit_seconds = seconds;
    options.interrupted = interrupted;
    profile_ =
        verify::enclose_profile(verify::pick_output(prepared_.f, result_.output),
                                verify::pick_output(prepared_.g, result_.output), prepared_.domain, options);
    return profile_.axes.size() == 1 ? draw_curves() : draw_map();
  }

 private:
  void find() {
    if (result_.range) {
      const verify::RangeEnclosure& range = result_.range->outputs[result_.output];
      const verify::NormEnclosure &most = range.maximum, &least = range.minimum;
      findings_.extremes = {
          {most.lower.value, most.upper.value, enclosure_text(most, "max " + grouped_)},
          {least.lower.value, least.upper.value, enclosure_text(least, "min " + grouped_), true}};
      findings_.places = {{most.witness, most.lower.value}, {least.witness, least.upper.value, "", true}};
      return;
    }
    for (std::size_t i = 0; i < result_.norms.size(); ++i) {
      const verify::NormEnclosure& found = result_.norms[i];
      if (job_.norms[i].p) {
        more_.push_back(enclosure_text(found, "$\\|" + std::string("$") + difference_ + "$\\|_{" +
                                                  verify::to_string(job_.norms[i]) + "}$"));
        continue;
      }
      findings_.extremes = {
          {found.lower.value, found.upper.value, enclosure_text(found, "sup " + absolute_)}};
      findings_.places = {{found.witness, found.lower.value}};
    }
    for (std::size_t k = 0; k < result_.places.size(); ++k) {
      if (k == 0) findings_.places.clear();
      findings_.places.push_back(
          {result_.places[k].witness, result_.places[k].lower.value, std::to_string(k + 1)});
    }
    std::erase_if(findings_.places, [](const Findings::Place& place) { return place.x.empty(); });
  }

  std::string title() const {
    return "f = " + side_name(job_.function, 42) + ", g = " + side_name(job_.target, 42) + " on " +
           domain_text();
  }

  /// An explicit box as it was given, else [lo, hi]^d.
  std::string domain_text() const {
    if (target::is_explicit_box(job_.domain)) return plain(job_.domain, 30);
    const std::size_t d = prepared_.domain.dimension();
    return "[" + plain(job_.domain, 30) + "]" + (d > 1 ? "$^{" + std::to_string(d) + "}$" : "");
  }

  std::string subtitle() const {
    std::string text;
    const auto add = [&](const std::string& claim) {
      text += (text.empty() ? "Certified: " : ",   ") + claim;
    };
    for (const Findings::Extreme& extreme : findings_.extremes) add(extreme.text);
    for (const std::string& claim : more_) add(claim);
    return text;
  }

  std::string coordinate_name(std::size_t axis) const {
    return prepared_.domain.dimension() == 1 ? "$x$"
                                             : "$x_{" + std::to_string(profile_.axes[axis] + 1) + "}$";
  }

  double coordinate(const std::vector<Rational>& x, std::size_t axis) const {
    return round_down(x[profile_.axes[axis]]);
  }

  static report::Band band(const Interval& range) { return {range.lower(), range.upper()}; }

  std::string draw_curves() const {
    report::CertifiedCurves curves;
    curves.name = "certified";
    curves.title = title();
    curves.subtitle = subtitle();
    curves.description =
        "Two functions of one variable above, their difference with its certified extreme values "
        "below; every curve is a band that is proved to contain it.";
    curves.x_label = coordinate_name(0);
    curves.f_label = "f: " + side_name(job_.function, 44);
    curves.g_label = "g: " + side_name(job_.target, 44);
    curves.difference_label = result_.range ? difference_ : absolute_;
    curves.ends = profile_.ends[0];
    for (const verify::CellRanges& cell : profile_.cells) {
      curves.f.push_back(band(cell.f));
      curves.g.push_back(band(cell.g));
      curves.difference.push_back(band(result_.range ? cell.difference : Interval(abs(cell.difference))));
    }
    for (const Findings::Extreme& extreme : findings_.extremes)
      curves.levels.push_back({extreme.lower, extreme.upper, extreme.text, extreme.minimum});
    for (const Findings::Place& place : findings_.places)
      curves.places.push_back({coordinate(place.x, 0), place.value, place.label});
    if (job_.options.threshold) {
      curves.threshold = round_down(*job_.options.threshold);
      curves.threshold_label = "threshold " + plain(exact_text(*job_.options.threshold), 20);
    }
    return report::draw(curves);
  }

  std::string draw_map() const {
    report::CertifiedMap map;
    map.name = "certified";
    map.title = title();
    map.subtitle = subtitle();
    map.description =
        "A certified bound of the difference on every cell of a grid, dark where it is large, and the "
        "points that prove the certified extreme values.";
    map.x_label = coordinate_name(0);
    map.y_label = coordinate_name(1);
    map.value_label = result_.range ? difference_ : absolute_;
    map.x_ends = profile_.ends[0];
    map.y_ends = profile_.ends[1];
    map.from_zero = !result_.range;
    if (result_.range) {
      map.panels = {{.title = "proved upper bound of " + difference_, .bounds = {}},
                    {.title = "proved lower bound of " + difference_, .bounds = {}, .upper = false}};
    } else {
      map.panels = {{.title = "proved upper bound of " + absolute_, .bounds = {}}};
    }
    for (const verify::CellRanges& cell : profile_.cells) {
      const Interval& h = cell.difference;
      map.panels[0].bounds.push_back(result_.range ? h.upper() : Interval(abs(h)).upper());
      if (result_.range) map.panels[1].bounds.push_back(h.lower());
    }
    for (const Findings::Place& place : findings_.places)
      map.panels[place.minimum ? 1 : 0].places.push_back(
          {coordinate(place.x, 0), coordinate(place.x, 1), place.label});
    return report::draw(map);
  }

  const CertifyJob& job_;
  const PreparedJob& prepared_;
  const CertifyResult& result_;
  std::string difference_, grouped_, absolute_;  ///< inline text: f − g, (f − g), |f − g|
  Findings findings_;
  std::vector<std::string> more_{};  ///< claims about integrals
  verify::Profile profile_;
};

}  // namespace

void check_plot(const target::RationalBox& domain) {
  const std::size_t varying = verify::varying_coordinates(domain).size();
  if (varying == 1 || varying == 2) return;
  throw InputError(
      "--plot: expected a domain that varies in one or two coordinates (fix others as in "
      "[0,1]x[1/2,1/2]x[0,1]), found " +
      std::to_string(varying));
}

std::string plot(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result,
                 double seconds, const std::atomic<bool>* interrupted) {
  return Picture(job, prepared, result).draw(seconds, interrupted);
}

}  // namespace relugap::cli
