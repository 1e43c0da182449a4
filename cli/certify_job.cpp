#include "cli/certify_job.h"

#include <algorithm>
#include <cmath>

#include "lib/arith/decimal.h"
#include "lib/arith/directed.h"
#include "lib/arith/rational.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/sha256.h"
#include "lib/core/version.h"
#include "lib/net/onnx_reader.h"
#include "lib/target/formula.h"

namespace relugap::cli {
namespace {

constexpr std::string_view kFormulaPrefix = "expr:";

struct ReadSide {
  verify::Side side;
  std::string name;
  std::optional<std::size_t> inputs;  ///< of a network
  std::size_t variables = 0;          ///< of a formula
  Json json;
};

net::Network pick_output(const net::Network& network, const std::string& path,
                         std::optional<std::size_t> output) {
  const std::size_t outputs = network.outputs();
  if (outputs == 1 && output.value_or(0) == 0) return network;
  const std::string range = outputs == 1 ? "0" : "0.." + std::to_string(outputs - 1);
  if (!output) {
    throw InputError(path + ": output: expected a network with one output, found " + std::to_string(outputs) +
                     " (choose one with --output I, I = " + range + ")");
  }
  if (*output >= outputs) {
    throw InputError(path + ": output: expected --output " + range + ", found " + std::to_string(*output));
  }
  return network.with_output(*output);
}

ReadSide read_side(const std::string& text, const std::string& role, std::optional<std::size_t> output) {
  ReadSide read;
  read.name = text;
  if (text == "zero") {
    read.side = verify::Zero{};
    read.json = Json{{"role", role}, {"zero", true}};
  } else if (text.starts_with(kFormulaPrefix)) {
    target::Formula formula = target::Formula::parse(std::string_view(text).substr(kFormulaPrefix.size()));
    read.variables = formula.dimension();
    read.json = Json{{"role", role}, {"formula", formula.text()}, {"sha256", sha256_hex(formula.text())}};
    read.side = std::move(formula);
  } else {
    const std::string bytes = read_file(text);
    net::Network network = pick_output(net::parse_onnx(bytes, text), text, output);
    read.inputs = network.inputs();
    read.json = Json{{"role", role},
                     {"path", text},
                     {"sha256", sha256_hex(bytes)},
                     {"widths", network.widths()},
                     {"parameters", network.parameters()}};
    if (output) read.json["output"] = *output;
    read.side = std::move(network);
  }
  return read;
}

void require_dimension(const ReadSide& side, std::size_t d, const std::string& domain) {
  if (side.inputs && *side.inputs != d) {
    throw InputError(side.name + ": input: expected a network with " + std::to_string(d) +
                     " inputs (domain '" + domain + "' and the other side), found " +
                     std::to_string(*side.inputs));
  }
  if (side.variables > d) {
    throw InputError("formula '" + side.name.substr(kFormulaPrefix.size()) +
                     "': variables: expected at most x" + std::to_string(d) + " (the domain has dimension " +
                     std::to_string(d) + "), found x" + std::to_string(side.variables));
  }
}

/// A text that means exactly x: a decimal if a short one does, else a fraction "p/q".
std::string exact_text(const Rational& x) {
  constexpr int kDigits = 40;
  std::string decimal = decimal_down(x, kDigits);
  return parse_decimal(decimal) == x ? decimal : x.str();
}

}  // namespace

Json coordinate_json(const Rational& x) {
  const double nearest = round_down(x);
  if (std::isfinite(nearest) && exact(nearest) == x) return nearest;
  return exact_text(x);
}

PreparedJob prepare(const CertifyJob& job) {
  ReadSide f = read_side(job.function, "network", job.output);
  ReadSide g = read_side(job.target, "target", job.output);
  std::optional<std::size_t> d = f.inputs ? f.inputs : g.inputs;
  if (!d && !target::is_explicit_box(job.domain)) {
    const std::size_t variables = std::max(f.variables, g.variables);
    d = std::max<std::size_t>(variables, 1);
  }
  target::RationalBox domain = target::parse_domain(job.domain, d);
  for (const ReadSide* side : {&f, &g}) require_dimension(*side, domain.dimension(), job.domain);
  for (std::size_t k = 0; k < domain.dimension(); ++k) {
    if (!std::isfinite(round_down(domain.lo[k])) || !std::isfinite(round_up(domain.hi[k])))
      throw InputError("domain '" + job.domain +
                       "': expected ends within the range of double, found a larger one");
  }
  return {std::move(f.side), std::move(g.side), std::move(domain), Json::array({f.json, g.json})};
}

Json certify_json(const PreparedJob& job, const verify::SupNormResult& result) {
  const double lower = result.lower.value, upper = result.upper.value;
  Json domain = Json::array(), witness = Json::array();
  for (std::size_t k = 0; k < job.domain.dimension(); ++k) {
    domain.push_back({exact_text(job.domain.lo[k]), exact_text(job.domain.hi[k])});
    witness.push_back(coordinate_json(result.witness[k]));
  }
  Json gap = nullptr;
  if (lower > 0 && std::isfinite(upper)) {
    const double value = directed::div_up(directed::sub_up(upper, lower), lower);
    gap = json_bound(value);
  }
  return Json{{"schema", "relugap.certify/1"},
              {"norm", "inf"},
              {"domain", std::move(domain)},
              {"lower", json_bound(lower)},
              {"upper", json_bound(upper)},
              {"rel_gap", std::move(gap)},
              {"witness", std::move(witness)},
              {"status", verify::to_string(result.status)},
              {"boxes", result.boxes},
              {"seconds", result.seconds},
              {"cpu_seconds", result.cpu_seconds},
              {"threads", result.threads},
              {"inputs", job.inputs},
              {"version", version()}};
}

Json run_certify(const CertifyJob& job) {
  const PreparedJob prepared = prepare(job);
  return certify_json(prepared,
                      verify::enclose_sup_norm(prepared.f, prepared.g, prepared.domain, job.options));
}

}  // namespace relugap::cli
