#pragma once

#include <memory>
#include <vector>

#include "lib/target/formula.h"
#include "verify/relax/affine_form.h"
#include "verify/relax/taylor_chebyshev.h"
#include "verify/relax/taylor_model.h"

namespace relugap::verify {

/// A formula ready for Taylor models over boxes: its constants as numbers N, for MpFloat at the precision in force when it
/// was made and whenever it is used.
template <class N>
class TaylorFormula {
 public:
  /// Both must outlive the object. Requires: formula.dimension() <= basis.dimension().
  TaylorFormula(const target::Formula& formula, const TaylorBasis& basis);

  /// The model of t -> formula(c + r t).
  ///
  /// Fails: std::domain_error where the formula is not shown to be defined on all of the box, or the box is too wide.
  TaylorModel<N> enclose(const CentredBox& box) const;

  const TaylorArithmetic<N>& arithmetic() const { return arithmetic_; }

 private:
  TaylorModel<N> step(const target::Instruction& instruction, std::size_t at, const CentredBox& box) const;

  const target::Formula& formula_;
  TaylorArithmetic<N> arithmetic_;
  std::vector<TaylorModel<N>> constants_;  ///< by tape position; empty beyond the range of double
  std::vector<std::unique_ptr<ChebyshevSeries<N>>> series_;  ///< by tape position: of Op::Chebyshev
  mutable std::vector<TaylorModel<N>> values_;
};

}  // namespace relugap::verify
