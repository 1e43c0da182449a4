#include "cli/info_report.h"

#include <algorithm>

#include "cli/consistent_job.h"
#include "cli/read_side.h"
#include "lib/arith/decimal.h"
#include "lib/core/version.h"

namespace relugap::cli {
namespace {

constexpr int kShown = 10;

Json pair(const Decimals& d) { return {d.first, d.second}; }

Json optional_text(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

Json lipschitz_json(const Info& info, verify::InputNorm norm) {
  const auto i = static_cast<std::size_t>(norm);
  Json entry{{"norm", verify::to_string(norm)},
             {"product", json_bound(info.global->product[i])},
             {"paths", json_bound(info.global->paths[i])},
             {"on_domain", nullptr}};
  if (const auto& local = info.local[i]) {
    entry["on_domain"] = {{"lower", json_bound(local->lower.value)},
                          {"upper", json_bound(std::min(local->upper.value, info.global->best(norm)))},
                          {"witness", local->witness.empty() ? Json(nullptr) : Json(local->witness)},
                          {"converged", local->converged},
                          {"boxes", local->boxes}};
  }
  return entry;
}

std::string pad(std::string s, std::size_t width) {
  return s + std::string(width - std::min(width, s.size()), ' ');
}

std::string shown_up(const std::string& decimal) { return decimal_up(parse_decimal(decimal), kShown); }

std::string norms_text(const Info& info) {
  std::string out = "\nentrywise norms (rounded up)\n  " + pad("layer", 8) + pad("shape", 14);
  for (const char* of : {"||W||_", "||b||_"})
    for (const bounds::Exponent& q : info.exponents) out += pad(of + q.text(), 16);
  out.erase(out.find_last_not_of(' ') + 1);
  out += "\n";
  for (std::size_t l = 0; l < info.layers.size(); ++l) {
    const LayerInfo& layer = info.layers[l];
    out += "  " + pad(std::to_string(l + 1), 8) +
           pad(std::to_string(layer.rows) + " x " + std::to_string(layer.cols), 14);
    for (const std::vector<Decimals>* norms : {&layer.weights, &layer.bias})
      for (const Decimals& norm : *norms) out += pad(shown_up(norm.second), 16);
    out.erase(out.find_last_not_of(' ') + 1);
    out += "\n";
  }
  return out;
}

std::string classes_text(const Info& info) {
  if (info.obstacle) return "\nin no class H^q_{N,c}: " + *info.obstacle + "\n";
  std::string out =
      "\nsmallest class H^q_{N,c} with this network in it (c rounded up; in brackets for the joint norm), "
      "and the "
      "Lipschitz constant of that class\n";
  for (const SmallestClass& c : info.classes) {
    const std::string coefficient = c.coefficient.second + (c.exact ? " (exact: " + *c.exact + ")" : "") +
                                    " [" + shown_up(c.joint_coefficient.second) + "]";
    out += "  " + pad("q = " + c.q.text(), 9) + " c = " + pad(coefficient, 56) +
           " |u(x) - u(x')| <= " + c.lipschitz.second + " ||x - x'||_" + dual_exponent_text(c.q) + "\n";
  }
  return out;
}

std::string lipschitz_text(const Info& info) {
  if (!info.global) return "";
  std::string out =
      "\nLipschitz constant of the network itself, |f(x) - f(x')| <= K ||x - x'||: proved bounds\n  " +
      pad("norm of x", 12) + pad("product of norms", 20) + pad("sum over paths", 20) +
      (info.domain ? "on the domain\n" : "\n");
  for (const verify::InputNorm norm : verify::kInputNorms) {
    const auto i = static_cast<std::size_t>(norm);
    out += "  " + pad(verify::to_string(norm), 12) +
           pad("<= " + decimal_up(info.global->product[i], kShown), 20) +
           pad("<= " + decimal_up(info.global->paths[i], kShown), 20);
    if (const auto& local = info.local[i]) {
      out += decimal_down(local->lower.value, kShown) +
             " <= K <= " + decimal_up(std::min(local->upper.value, info.global->best(norm)), kShown) +
             (local->converged ? "" : "  (gap not reached)");
    }
    out.erase(out.find_last_not_of(' ') + 1);
    out += "\n";
  }
  return out;
}

}  // namespace

Json info_json(const std::string& path, const std::string& sha256, const Info& info) {
  Json layers = Json::array(), classes = Json::array(), lipschitz = Json::array();
  for (std::size_t l = 0; l < info.layers.size(); ++l) {
    const LayerInfo& layer = info.layers[l];
    Json weights = Json::object(), bias = Json::object();
    for (std::size_t i = 0; i < info.exponents.size(); ++i) {
      weights[info.exponents[i].text()] = pair(layer.weights[i]);
      bias[info.exponents[i].text()] = pair(layer.bias[i]);
    }
    layers.push_back({{"layer", l + 1},
                      {"rows", layer.rows},
                      {"cols", layer.cols},
                      {"weights", std::move(weights)},
                      {"bias", std::move(bias)}});
  }
  for (const SmallestClass& c : info.classes)
    classes.push_back({{"q", c.q.text()},
                       {"coefficient", pair(c.coefficient)},
                       {"exact", optional_text(c.exact)},
                       {"joint_coefficient", pair(c.joint_coefficient)},
                       {"joint_exact", optional_text(c.joint_exact)},
                       {"lipschitz", pair(c.lipschitz)},
                       {"lipschitz_norm", dual_exponent_text(c.q)}});
  if (info.global)
    for (const verify::InputNorm norm : verify::kInputNorms) lipschitz.push_back(lipschitz_json(info, norm));
  return {{"schema", "relugap.info/1"},
          {"path", path},
          {"sha256", sha256},
          {"widths", info.widths},
          {"layers", info.layers.size()},
          {"parameters", std::stoull(info.parameters)},
          {"layer_norms", std::move(layers)},
          {"classes", std::move(classes)},
          {"not_in_class", optional_text(info.obstacle)},
          {"domain", info.domain ? domain_json(*info.domain) : Json(nullptr)},
          {"lipschitz", std::move(lipschitz)},
          {"version", version()}};
}

std::string info_text(const std::string& path, const Info& info) {
  return path + "\nwidths      " + bounds::text(info.widths) + "\nlayers      " +
         std::to_string(info.layers.size()) + "\nparameters  " + info.parameters + "\n" + norms_text(info) +
         classes_text(info) + lipschitz_text(info);
}

}  // namespace relugap::cli
