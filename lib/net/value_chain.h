#pragma once

#include <cstddef>
#include <vector>

#include "lib/net/layer_chain.h"
#include "lib/net/where.h"

namespace relugap::net {

/// Turns operations on several values into one chain of layers, which carries all values that are still needed side by side.
///
/// A value, a vector of numbers, is known by its Id and begins with one use. Every operation takes one use of each operand and
/// gives a new value; an operand without uses left is dropped. What goes around a layer is carried by rows of the identity
/// in a Dense and by coordinates that a Relu leaves alone, so exactly.
/// Guarantees: a sequence of operations on one value each gives just their layers.
/// Fails: refuses at `where` once all that is carried takes more numbers than `room`.
class ValueChain {
 public:
  using Id = std::size_t;

  /// factor x_index of a value x; the factor is finite.
  struct Term {
    Id value;
    std::size_t index;
    double factor;
  };
  /// bias + the terms; the bias is finite.
  struct Sum {
    std::vector<Term> terms;
    double bias = 0;
  };

  /// Value 0 are the inputs.
  ValueChain(std::size_t inputs, std::size_t room);

  std::size_t size(Id x) const { return values_[x].size; }
  /// Says that x has `uses` uses left from now on. Requires: at least one.
  void set_uses(Id x, std::size_t uses);
  std::size_t uses(Id x) const { return values_[x].uses; }

  Id affine(Id x, Dense layer, const Where& where);
  Id scale(Id x, Diagonal layer, const Where& where);
  Id rectify(Id x, Relu layer, const Where& where);
  /// One number for each sum. Requires: the values of all terms are among the operands.
  Id combine(const std::vector<Id>& operands, const std::vector<Sum>& sums, const Where& where);

  /// The layers. Requires: `output` is the only value left.
  std::vector<Layer> take(Id output);

 private:
  struct Value {
    std::size_t size, uses, offset;
  };

  Id add(std::size_t size);
  void use(Id x);
  /// Sets the new value first and drops what has no uses left; a Dense with rows of the identity for what is carried on.
  Dense lay_out(Id z, const Where& where);
  /// The value in the place of x, which this was the last use of; else in that of a copy.
  Id replace(Id x, const Where& where);
  std::size_t width() const;
  void charge(std::size_t numbers, const Where& where);
  void append(Dense layer);

  std::size_t room_;
  std::vector<Value> values_;
  std::vector<Id> order_;  ///< the values that the chain carries
  LayerChain chain_;
};

}  // namespace relugap::net
