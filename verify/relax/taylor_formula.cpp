#include "verify/relax/taylor_formula.h"

#include <stdexcept>

#include "lib/core/error.h"

namespace relugap::verify {

using target::Op;

template <class N>
TaylorFormula<N>::TaylorFormula(const target::Formula& formula, const TaylorBasis& basis)
    : formula_(formula), arithmetic_(basis) {
  RELUGAP_CHECK(formula.dimension() <= basis.dimension());
  const std::size_t size = formula.tape().size();
  constants_.resize(size);
  series_.resize(size);
  values_.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    const target::Instruction& step = formula.tape()[i];
    if (step.op == Op::Constant) {
      try {
        constants_[i] = arithmetic_.constant(step.constant);
      } catch (const std::domain_error&) {
        // Beyond the range of double: enclose() says so.
      }
    }
    if (step.op == Op::Pi) constants_[i] = arithmetic_.pi();
    if (step.op == Op::Chebyshev)
      series_[i] = std::make_unique<ChebyshevSeries<N>>(step.coefficients, basis.order());
  }
}

template <class N>
TaylorModel<N> TaylorFormula<N>::enclose(const CentredBox& box) const {
  RELUGAP_CHECK(box.dimension() == arithmetic_.basis().dimension());
  for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = step(formula_.tape()[i], i, box);
  return values_.back();
}

template <class N>
TaylorModel<N> TaylorFormula<N>::step(const target::Instruction& instruction, std::size_t at,
                                      const CentredBox& box) const {
  const TaylorArithmetic<N>& on = arithmetic_;
  const auto value = [this](int i) -> const TaylorModel<N>& { return values_[static_cast<std::size_t>(i)]; };
  if (instruction.op == Op::Constant || instruction.op == Op::Pi) {
    if (constants_[at].coefficient.empty()) throw std::domain_error("a constant beyond the range of double");
    return constants_[at];
  }
  if (instruction.op == Op::Variable) {
    const auto k = static_cast<std::size_t>(instruction.variable);
    return on.variable(k, box.centre[k], box.radius[k]);
  }
  const TaylorModel<N>& a = value(instruction.a);
  const auto b = [&]() -> const TaylorModel<N>& { return value(instruction.b); };
  switch (instruction.op) {
    case Op::Add:
      return on.sum(a, b());
    case Op::Sub:
      return on.difference(a, b());
    case Op::Mul:
      return on.product(a, b());
    case Op::Div:
      return on.product(a, on.reciprocal(b()));
    case Op::Neg:
      return on.negative(a);
    case Op::Pow:
      return instruction.exponent > 0 ? on.power(a, instruction.exponent)
                                      : on.reciprocal(on.power(a, -instruction.exponent));
    case Op::Exp:
      return on.exp(a);
    case Op::Log:
      return on.log(a);
    case Op::Sin:
      return on.sin(a);
    case Op::Cos:
      return on.cos(a);
    case Op::Tan:
      return on.tan(a);
    case Op::Tanh:
      return on.tanh(a);
    case Op::Sqrt:
      return on.sqrt(a);
    case Op::Abs:
      return on.absolute(a);
    case Op::Min:
      return on.least(a, b());
    case Op::Max:
      return on.greatest(a, b());
    case Op::Chebyshev:
      return series_[at]->apply(on, a);
    default:
      RELUGAP_CHECK(false);
  }
}

template class TaylorFormula<double>;
template class TaylorFormula<MpFloat>;

}  // namespace relugap::verify
