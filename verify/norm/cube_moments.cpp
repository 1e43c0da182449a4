#include "verify/norm/cube_moments.h"

#include <algorithm>
#include <array>

namespace relugap::verify {
namespace {

constexpr std::size_t kVertexCoordinates = 6;
constexpr int kLargestExponent = 900;  // of a slope: beyond, scaling could underflow

/// The coordinates to integrate exactly, largest slope first.
struct Selection {
  std::array<std::size_t, kVertexCoordinates> chosen{};
  std::size_t count = 0;
};

Selection select(const CubeForm& form) {
  Selection result;
  // Insertion into a short list, by |slope| descending.
  for (std::size_t k = 0; k < form.dimension; ++k) {
    const double size = std::fabs(form.slope[k]);
    if (!(size > 0)) continue;
    std::size_t at = std::min(result.count, kVertexCoordinates);
    while (at > 0 && size > std::fabs(form.slope[result.chosen[at - 1]])) --at;
    if (at == kVertexCoordinates) continue;
    if (result.count < kVertexCoordinates) ++result.count;
    for (std::size_t i = result.count - 1; i > at; --i) result.chosen[i] = result.chosen[i - 1];
    result.chosen[at] = k;
  }
  // The sum cancels like the product of the ratios of slopes: fewer coordinates may be smaller.
  const double least = result.count <= 3 ? 0x1p-8 : 0x1p-5;
  while (result.count > 1 && !(std::fabs(form.slope[result.chosen[result.count - 1]]) >=
                               least * std::fabs(form.slope[result.chosen[0]])))
    --result.count;
  return result;
}

/// C does not change sign: C_+ is C or 0.
void linear_moments(const CubeForm& form, bool positive, bool all, PlusMoments& out) {
  out.first = positive ? form.constant : 0.0;
  out.second = 0.0;
  out.with_coordinate.assign(all ? form.dimension : 0, Ball());
  if (!positive) return;
  out.second = Ball(form.constant) * Ball(form.constant);
  for (std::size_t k = 0; k < form.dimension; ++k) {
    out.second += third(Ball(form.slope[k]) * Ball(form.slope[k]));
    if (all) out.with_coordinate[k] = third(form.slope[k]);
  }
}

/// Adds [low, high] to x.
Ball grown(const Ball& x, double low, double high) {
  const double middle = low / 2 + high / 2;
  return x + Ball(middle, (high / 2 - low / 2) * Ball::kWiden + Ball::kTiny);
}

}  // namespace

double CubeForm::spread() const {
  double total = 0;
  for (std::size_t k = 0; k < dimension; ++k) total += std::fabs(slope[k]);
  return total * (1.0 + 0x1p-52 * static_cast<double>(dimension + 1));
}

void enclose_plus_moments(const CubeForm& form, bool all, PlusMoments& out) {
  const double spread = form.spread();
  if (form.constant >= spread) return linear_moments(form, true, all, out);
  if (form.constant <= -spread) return linear_moments(form, false, all, out);
  const Selection selection = select(form);
  const std::size_t m = selection.count;
  int exponent = 0;
  if (m > 0) std::frexp(form.slope[selection.chosen[0]], &exponent);
  if (m == 0 || !std::isfinite(form.constant) || !std::isfinite(spread) ||
      std::abs(exponent) > kLargestExponent) {
    const double most = form.constant + spread;
    out.first = Ball(most / 2, most);
    out.second = Ball(0.0, HUGE_VAL);
    out.with_coordinate.assign(all ? form.dimension : 0, Ball(0.0, most));
    return;
  }

  const double scale = std::ldexp(1.0, 1 - exponent);
  std::array<double, kVertexCoordinates> s{};
  for (std::size_t i = 0; i < m; ++i) s[i] = form.slope[selection.chosen[i]] * scale;  // exact
  Ball rest = 0.0;  // variance of the other coordinates, scaled
  for (std::size_t k = 0; k < form.dimension; ++k) {
    if (std::find(selection.chosen.begin(), selection.chosen.begin() + m, k) != selection.chosen.begin() + m)
      continue;
    const Ball slope(form.slope[k] * scale, Ball::kTiny);
    rest += third(slope * slope);
  }
  const Ball constant(form.constant * scale, Ball::kTiny);

  Ball product = 1.0;  // 2^m prod s_k
  for (std::size_t i = 0; i < m; ++i) product = product * Ball(2.0 * s[i]);
  double factorial = 1.0;  // (m+1)!, exact
  for (std::size_t i = 2; i <= m + 1; ++i) factorial *= static_cast<double>(i);
  Ball sum = 0.0, lifted = 0.0;  // sum_v (prod v_k) F_m and F_{m+1}, times (m+1)!
  std::array<Ball, kVertexCoordinates> alone{};
  for (std::size_t vertex = 0; vertex < (std::size_t{1} << m); ++vertex) {
    Ball y = constant;
    bool odd = false;
    for (std::size_t i = 0; i < m; ++i) {
      const bool low = (vertex >> i & 1) != 0;
      y += low ? -s[i] : s[i];
      odd = odd != low;
    }
    if (y.mid <= -y.rad) continue;
    if (y.mid < y.rad) y = Ball(y.rad, y.rad);  // y_+ is in [0, 2 rad]
    Ball power = y;
    for (std::size_t i = 0; i < m; ++i) power = power * y;
    sum += odd ? -power : power;
    const Ball next = divided(power * y, static_cast<double>(m + 2));
    lifted += odd ? -next : next;
    if (!all) continue;
    for (std::size_t i = 0; i < m; ++i) alone[i] += odd != ((vertex >> i & 1) != 0) ? -power : power;
  }
  // 1 / (2^m prod s_k (m+1)!) as a ball.
  const double inverse = 1.0 / (product.mid * factorial);
  const Ball factor(inverse, std::fabs(inverse) * (0x1p-50 + 2 * product.rad / std::fabs(product.mid)));
  const double unscale = 1.0 / scale;  // exact, a power of two
  const double rest_upper = RELUGAP_ERROR_TERM("cube-dropped-variance", std::max(rest.upper(), 0.0));
  const double blur = directed::div_up(rest_upper, 4.0 * std::fabs(s[0]));
  const auto restored = [&](const Ball& x, double by) { return Ball(x.mid * by, x.rad * by + Ball::kTiny); };
  out.first = restored(grown(sum * factor, 0.0, blur), unscale);
  out.second = restored(restored(grown(Ball(2.0) * lifted * factor, 0.0, rest_upper), unscale), unscale);
  out.with_coordinate.assign(all ? form.dimension : 0, Ball());
  if (!all) return;
  for (std::size_t k = 0; k < form.dimension; ++k) {
    const double sixth = form.slope[k] / 6;  // s_j [0, 1/3]
    out.with_coordinate[k] = Ball(sixth, std::fabs(sixth) * (1.0 + 0x1p-50) + Ball::kTiny);
  }
  for (std::size_t i = 0; i < m; ++i) {
    const Ball exact = (alone[i] - divided(lifted, s[i])) * factor;
    out.with_coordinate[selection.chosen[i]] = restored(grown(exact, -blur, blur), unscale);
  }
}

Ball enclose_absolute_mean(const CubeForm& form) {
  if (std::fabs(form.constant) >= form.spread()) return std::fabs(form.constant);
  PlusMoments plus;
  enclose_plus_moments(form, false, plus);
  return Ball(2.0) * plus.first - Ball(form.constant);
}

}  // namespace relugap::verify
