#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/info_report.h"
#include "cli/read_side.h"
#include "cli/verbs.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/sha256.h"
#include "lib/net/onnx_reader.h"

namespace relugap::cli {
namespace {

struct InfoOptions {
  std::string network, domain, json, relative_gap = "1e-2", time_limit = "6";
  std::vector<std::string> exponents;
};

double positive(const std::string& option, const std::string& text) {
  const double value = round_down(bounds::parse_positive(text, option));
  if (!(value > 0))
    throw InputError(option + ": expected a number > 0 in the range of double, found " + text);
  return value;
}

/// The three norms share the time; where one coordinate moves they are the same.
void enclose_on_domain(const net::Network& network, Info& info, verify::LocalLipschitzOptions options) {
  std::size_t free = 0;
  for (std::size_t k = 0; k < info.domain->dimension(); ++k)
    free += info.domain->lo[k] < info.domain->hi[k] ? 1 : 0;
  if (free > 1) options.time_limit_seconds /= 3;
  for (const verify::InputNorm norm : verify::kInputNorms) {
    const bool first = norm == verify::kInputNorms.front();
    info.local[static_cast<std::size_t>(norm)] =
        free > 1 || first ? verify::enclose_local_lipschitz(network, *info.domain, norm, options)
                          : info.local[0];
  }
}

int run_info(const InfoOptions& o) {
  std::vector<bounds::Exponent> exponents;
  for (const std::string& text : o.exponents) exponents.push_back(bounds::parse_exponent(text, "--q"));
  const verify::LocalLipschitzOptions options{.relative_gap = positive("--rel-gap", o.relative_gap),
                                              .time_limit_seconds = positive("--time-limit", o.time_limit)};
  const std::string bytes = read_file(o.network);
  const net::Network network = net::parse_onnx(bytes, o.network);
  std::optional<target::RationalBox> domain;
  if (!o.domain.empty()) {
    domain = target::parse_domain(o.domain, network.inputs());
    require_double_range(*domain, o.domain);
    if (network.outputs() != 1)
      throw InputError(o.network + ": output: expected a network with one output for --domain, found " +
                       std::to_string(network.outputs()));
  }
  if (!o.json.empty()) require_writable(o.json);
  Info info = measure_info(network, exponents);
  info.domain = domain;
  if (domain) enclose_on_domain(network, info, options);
  if (!o.json.empty()) write_output(o.json, json_text(info_json(o.network, sha256_hex(bytes), info)));
  if (o.json != "-") write_output("-", info_text(o.network, info));
  return 0;
}

}  // namespace

void add_info(CLI::App& app, int& exit_code) {
  const auto o = std::make_shared<InfoOptions>();
  CLI::App* verb = app.add_subcommand(
      "info",
      "Architecture, norms, the smallest class a network lies in, and bounds of its Lipschitz constant");
  verb->add_option("network", o->network, "ONNX file")->required();
  verb->add_option("--q", o->exponents, "norms and classes for these q too (1, 2 and inf are always there)")
      ->delimiter(',');
  verb->add_option("--domain", o->domain, "enclose the Lipschitz constant on this box, as in certify");
  verb->add_option("--rel-gap", o->relative_gap, "stop when its (upper - lower)/lower is at most this")
      ->capture_default_str();
  verb->add_option("--time-limit", o->time_limit, "seconds for it, the enclosure so far is then printed")
      ->capture_default_str();
  verb->add_option("--json", o->json, "write JSON to FILE, - for standard output");
  verb->callback([o, &exit_code] { exit_code = run_info(*o); });
}

}  // namespace relugap::cli
