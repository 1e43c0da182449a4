#include "bounds/hypotheses.h"

#include <algorithm>

#include "bounds/bump.h"
#include "bounds/certain.h"

namespace relugap::bounds {

Hypothesis at_least_three_layers(const NetworkClass& h) {
  return {"at least 3 layers (L = " + std::to_string(h.layers()) + ")", h.layers() >= 3};
}

Hypothesis single_output(const NetworkClass& h) {
  return {"output width 1 (N_L = " + std::to_string(h.widths.back()) + ")", h.widths.back() == 1};
}

Hypothesis two_first_neurons(const NetworkClass& h) {
  return {"at least 2 neurons in the first hidden layer (N_1 = " + std::to_string(h.widths[1]) + ")",
          h.widths[1] >= 2};
}

std::vector<Hypothesis> bump_hypotheses(const NetworkClass& h) {
  return {at_least_three_layers(h), single_output(h), two_first_neurons(h)};
}

Hypothesis below_height_cap(const NetworkClass& h, const Rational& eps, int digits) {
  const PowerProduct cap = height_cap(h);
  const std::string formula = std::string(h.joint && !h.q.infinite() ? "2^(-1/q) " : "") + "c^(L-1)" +
                              (h.copy_exponent() > 0 ? " (N_2...N_{L-1})^(1-2/q)" : "");
  const std::string number = digits == kDigits ? " = " + leading_digits(cap) : "";
  return {"eps < H_max = " + formula + number + " (eps = " + text(eps) + ")",
          compare(eps, cap) == std::partial_ordering::less};
}

void require_uniform_norm(Bound& bound, const Query& query) {
  if (!query.norm.infinite())
    bound.hypotheses.push_back(
        {"the error is uniform (asked: L^p with p = " + query.norm.text() + ")", false});
}

bool is_unit_cube(const Query& query) {
  if (!query.domain) return true;
  const auto& [lo, hi] = *query.domain;
  bool is_cube = lo.front() >= -1 && lo.front() <= 0;
  for (std::size_t i = 0; i < lo.size(); ++i) is_cube = is_cube && lo[i] == lo.front() && hi[i] - lo[i] == 1;
  return is_cube;
}

void require_unit_cube(Bound& bound, const Query& query) {
  if (!is_unit_cube(query))
    bound.hypotheses.push_back({"the domain is a cube [a,a+1]^d with -1 <= a <= 0", false});
}

void require_some_length(Bound& bound, const Query& query) {
  if (query.domain && query.domain->lo == query.domain->hi)
    bound.hypotheses.push_back({"the domain has a side of positive length", false});
}

void require_zero_one_cube(Bound& bound, const Query& query) {
  if (!query.domain) return;
  const auto is = [](const std::vector<Rational>& ends, int value) {
    return std::all_of(ends.begin(), ends.end(), [&](const Rational& x) { return x == value; });
  };
  if (!is(query.domain->lo, 0) || !is(query.domain->hi, 1))
    bound.hypotheses.push_back({"the domain is [0,1]^d", false});
}

bool all_hold(const std::vector<Hypothesis>& hypotheses) {
  return std::all_of(hypotheses.begin(), hypotheses.end(), [](const Hypothesis& h) { return h.holds; });
}

std::string leading_digits(const PowerProduct& x) {
  constexpr int kShown = 6;
  const std::string all = certain_real(x).down;
  const std::size_t mark = std::min(all.find('e'), all.size());
  std::string shown;
  int digits = 0;
  for (const char c : all.substr(0, mark)) {
    if (c != '.' && (digits > 0 || c != '0')) ++digits;
    if (digits > kShown && shown.find('.') != std::string::npos) return shown + "..." + all.substr(mark);
    shown += c;
  }
  return all;
}

}  // namespace relugap::bounds
