#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "lib/core/json.h"
#include "lib/target/domain.h"
#include "verify/side.h"

namespace relugap::cli {

/// One side of a difference as the command line names it, with its entry of `inputs` (docs/formats.md).
struct ReadSide {
  verify::Side side;
  std::string name;
  std::optional<std::size_t> inputs;  ///< of a network
  std::size_t variables = 0;          ///< of a formula
  std::size_t outputs = 0;            ///< of a network or formula; zero has as many as the other side
  Json json;
};

/// Reads FILE.onnx, "expr:FORMULA", "expr:@FILE" (a file that holds the formula) or "zero". `output` picks one of the outputs of a network, from 0; without it the network
/// keeps all it has. Fails: InputError.
ReadSide read_side(const std::string& text, const std::string& role, std::optional<std::size_t> output);

/// Fails: InputError if the side has several outputs.
void require_one_output(const ReadSide& side);

/// Fails: InputError unless the side is a function on R^d; `domain` is the text of the domain.
void require_dimension(const ReadSide& side, std::size_t d, const std::string& domain);

/// Fails: InputError unless the ends of the box are within the range of double.
void require_double_range(const target::RationalBox& box, const std::string& text);

/// A text that means exactly x: a decimal if a short one does, else a fraction "p/q".
std::string exact_text(const Rational& x);

/// The exact value of a point's coordinate: a number that reads back to it where it is a double, else a decimal or fraction.
Json coordinate_json(const Rational& x);

/// One pair of exact_text per coordinate.
Json domain_json(const target::RationalBox& box);

}  // namespace relugap::cli
