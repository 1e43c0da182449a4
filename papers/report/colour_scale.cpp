#include "papers/report/colour_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace relugap::report {

namespace {

struct Rgb {
  double r, g, b;
};

constexpr std::array<Rgb, 7> kScale = {{{255, 244, 196},
                                        {252, 217, 125},
                                        {222, 187, 104},
                                        {166, 157, 117},
                                        {112, 113, 122},
                                        {52, 74, 117},
                                        {0, 30, 82}}};

}  // namespace

std::string colour_at(double t) {
  const double place = std::clamp(t, 0.0, 1.0) * static_cast<double>(kScale.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(place), kScale.size() - 2);
  const double w = place - static_cast<double>(i);
  const auto mix = [w](double a, double b) { return static_cast<int>(std::lround(a + w * (b - a))); };
  return fmt::format("#{:02X}{:02X}{:02X}", mix(kScale[i].r, kScale[i + 1].r),
                     mix(kScale[i].g, kScale[i + 1].g), mix(kScale[i].b, kScale[i + 1].b));
}

}  // namespace relugap::report
