#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "bounds/certain.h"
#include "bounds/membership.h"
#include "bounds/theorems/lipschitz_grid.h"
#include "cli/verbs.h"
#include "lib/arith/decimal.h"
#include "lib/core/file.h"
#include "lib/core/json.h"
#include "lib/core/sha256.h"
#include "lib/core/version.h"
#include "lib/net/onnx_reader.h"

namespace relugap::cli {
namespace {

using bounds::CertainValue;
using bounds::Exponent;

struct InfoOptions {
  std::string network, json;
};

// Decimals around a norm given by its power (see Membership).
std::pair<std::string, std::string> decimals(const Rational& power, const Exponent& q) {
  const auto norm = bounds::norm_from_power(power, q);
  if (!norm) return {"0", "0"};
  const CertainValue value = bounds::certain_real(*norm);
  return {value.down, value.up};
}

std::string q_prime(const Exponent& q) {
  if (q.infinite()) return "1";
  return q.value() == 1 ? "inf" : "2";
}

Json norms_json(const bounds::EntrywiseNorms& n) {
  const auto pair = [](const std::pair<std::string, std::string>& d) { return Json{d.first, d.second}; };
  return {{"1", pair(decimals(n.one, Exponent(1)))},
          {"2", pair(decimals(n.two_squared, Exponent(2)))},
          {"inf", pair(decimals(n.inf, Exponent::infinity()))}};
}

// The smallest class H^q_{N,c} around the network: c, and the Lipschitz constant of the class.
struct SmallestClass {
  Exponent q;
  std::pair<std::string, std::string> coefficient, lipschitz;
  std::optional<std::string> exact;  // c itself where it is rational and not too long
};

SmallestClass smallest_class(const bounds::Membership& m, const Exponent& q) {
  constexpr std::size_t kLongest = 60;
  const Rational power = m.smallest_coefficient_power(q);
  SmallestClass result{q, decimals(power, q), {"0", "0"}, std::nullopt};
  const bool rational = q.infinite() || q.value() == 1;
  if (rational && bounds::text(power).size() <= kLongest) result.exact = bounds::text(power);
  if (const auto c = bounds::norm_from_power(power, q)) {
    const bounds::PowerProduct unit = bounds::lipschitz_constant({m.widths, q, 1});
    const CertainValue value = bounds::certain_real(unit * c->pow(m.layers.size()));
    result.lipschitz = {value.down, value.up};
  }
  return result;
}

Json info_json(const std::string& path, const bounds::Membership& m) {
  Json layers = Json::array(), classes = Json::array();
  for (std::size_t l = 0; l < m.layers.size(); ++l)
    layers.push_back({{"layer", l + 1},
                      {"rows", m.layers[l].rows},
                      {"cols", m.layers[l].cols},
                      {"weights", norms_json(m.layers[l].weights)},
                      {"bias", norms_json(m.layers[l].bias)}});
  if (!m.obstacle)
    for (const Exponent& q : bounds::exact_exponents()) {
      const SmallestClass c = smallest_class(m, q);
      classes.push_back({{"q", q.text()},
                         {"coefficient", {c.coefficient.first, c.coefficient.second}},
                         {"exact", c.exact ? Json(*c.exact) : Json(nullptr)},
                         {"lipschitz", {c.lipschitz.first, c.lipschitz.second}},
                         {"lipschitz_norm", q_prime(q)}});
    }
  return {{"schema", "relugap.info/1"},
          {"path", path},
          {"sha256", sha256_hex(read_file(path))},
          {"widths", m.widths},
          {"layers", m.layers.size()},
          {"parameters", static_cast<std::uint64_t>(m.parameters())},
          {"layer_norms", layers},
          {"classes", classes},
          {"not_in_class", m.obstacle ? Json(*m.obstacle) : Json(nullptr)},
          {"version", version()}};
}

std::string pad(std::string s, std::size_t width) {
  return s + std::string(width - std::min(width, s.size()), ' ');
}

// The first digits of a norm, rounded up.
std::string shown(const Rational& power, const Exponent& q) {
  constexpr int kShown = 10;
  return pad(decimal_up(parse_decimal(decimals(power, q).second), kShown), 16);
}

std::string info_text(const std::string& path, const bounds::Membership& m) {
  std::string out = path + "\nwidths      " + bounds::text(m.widths) + "\nlayers      " +
                    std::to_string(m.layers.size()) + "\nparameters  " + m.parameters().str() +
                    "\n\nentrywise norms (rounded up)\n  " + pad("layer", 8) + pad("shape", 14) +
                    pad("||W||_1", 16) + pad("||W||_2", 16) + pad("||W||_inf", 16) + pad("||b||_1", 16) +
                    pad("||b||_2", 16) + "||b||_inf\n";
  for (std::size_t l = 0; l < m.layers.size(); ++l) {
    const bounds::LayerNorms& layer = m.layers[l];
    out += "  " + pad(std::to_string(l + 1), 8) +
           pad(std::to_string(layer.rows) + " x " + std::to_string(layer.cols), 14);
    for (const bounds::EntrywiseNorms* n : {&layer.weights, &layer.bias})
      out += shown(n->one, Exponent(1)) + shown(n->two_squared, Exponent(2)) +
             shown(n->inf, Exponent::infinity());
    out.erase(out.find_last_not_of(' ') + 1);
    out += "\n";
  }
  if (m.obstacle) return out + "\nin no class H^q_{N,c}: " + *m.obstacle + "\n";
  out +=
      "\nsmallest class H^q_{N,c} with this network in it (c rounded up), and the Lipschitz constant of that "
      "class\n";
  for (const Exponent& q : bounds::exact_exponents()) {
    const SmallestClass c = smallest_class(m, q);
    out += "  " + pad("q = " + q.text(), 9) +
           " c = " + pad(c.coefficient.second + (c.exact ? " (exact: " + *c.exact + ")" : ""), 40) +
           " |u(x) - u(x')| <= " + c.lipschitz.second + " ||x - x'||_" + q_prime(q) + "\n";
  }
  return out;
}

int run_info(const InfoOptions& o) {
  const bounds::Membership m = bounds::measure(net::read_onnx(o.network));
  if (!o.json.empty()) write_output(o.json, json_text(info_json(o.network, m)));
  if (o.json != "-") write_output("-", info_text(o.network, m));
  return 0;
}

}  // namespace

void add_info(CLI::App& app, int& exit_code) {
  const auto o = std::make_shared<InfoOptions>();
  CLI::App* verb =
      app.add_subcommand("info", "Architecture, norms, and the smallest class a network lies in");
  verb->add_option("network", o->network, "ONNX file")->required();
  verb->add_option("--json", o->json, "write JSON to FILE, - for standard output");
  verb->callback([o, &exit_code] { exit_code = run_info(*o); });
}

}  // namespace relugap::cli
