#include "cli/read_side.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "lib/arith/decimal.h"
#include "lib/arith/rational.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/sha256.h"
#include "lib/net/onnx_reader.h"
#include "lib/target/formula.h"

namespace relugap::cli {
namespace {

constexpr std::string_view kFormulaPrefix = "expr:";

std::string output_range(std::size_t outputs) {
  return outputs == 1 ? "0" : "0.." + std::to_string(outputs - 1);
}

net::Network pick_output(const net::Network& network, const std::string& path, std::size_t output) {
  const std::size_t outputs = network.outputs();
  if (output >= outputs) {
    throw InputError(path + ": output: expected --output " + output_range(outputs) + ", found " +
                     std::to_string(output));
  }
  return outputs == 1 ? network : network.with_output(output);
}

/// The formula in a file; white space around it is no part of it.
target::Formula read_formula(const std::string& path) {
  constexpr const char* kSpace = " \t\r\n";
  const std::string text = read_file(path);
  const std::size_t first = std::min(text.find_first_not_of(kSpace), text.size());
  const std::size_t last = text.find_last_not_of(kSpace);
  try {
    return target::Formula::parse(
        std::string_view(text).substr(first, last == std::string::npos ? 0 : last + 1 - first));
  } catch (const InputError& error) {
    throw InputError(path + ": " + error.what());
  }
}

}  // namespace

ReadSide read_side(const std::string& text, const std::string& role, std::optional<std::size_t> output) {
  ReadSide read;
  read.name = text;
  if (text == "zero") {
    read.side = verify::Zero{};
    read.json = Json{{"role", role}, {"zero", true}};
  } else if (text.starts_with(kFormulaPrefix)) {
    const std::string_view source = std::string_view(text).substr(kFormulaPrefix.size());
    target::Formula formula = source.starts_with('@') ? read_formula(std::string(source.substr(1)))
                                                      : target::Formula::parse(source);
    read.variables = formula.dimension();
    read.outputs = 1;
    read.json = Json{{"role", role}, {"formula", formula.text()}, {"sha256", sha256_hex(formula.text())}};
    if (source.starts_with('@')) read.json["path"] = source.substr(1);
    read.side = std::move(formula);
  } else {
    const std::string bytes = read_file(text);
    net::Network network = net::parse_onnx(bytes, text);
    if (output) network = pick_output(network, text, *output);
    read.outputs = network.outputs();
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

void require_one_output(const ReadSide& side) {
  if (side.outputs <= 1) return;
  throw InputError(side.name + ": output: expected a network with one output, found " +
                   std::to_string(side.outputs) +
                   " (choose one with --output I, I = " + output_range(side.outputs) + ")");
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

void require_double_range(const target::RationalBox& box, const std::string& text) {
  for (std::size_t k = 0; k < box.dimension(); ++k) {
    if (!std::isfinite(round_down(box.lo[k])) || !std::isfinite(round_up(box.hi[k])))
      throw InputError("domain '" + text + "': expected ends within the range of double, found a larger one");
  }
}

std::string exact_text(const Rational& x) {
  constexpr int kDigits = 40;
  std::string decimal = decimal_down(x, kDigits);
  return parse_decimal(decimal) == x ? decimal : x.str();
}

Json coordinate_json(const Rational& x) {
  const double nearest = round_down(x);
  if (std::isfinite(nearest) && exact(nearest) == x) return nearest;
  return exact_text(x);
}

Json domain_json(const target::RationalBox& box) {
  Json domain = Json::array();
  for (std::size_t k = 0; k < box.dimension(); ++k)
    domain.push_back({exact_text(box.lo[k]), exact_text(box.hi[k])});
  return domain;
}

}  // namespace relugap::cli
