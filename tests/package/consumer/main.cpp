// A user of the installed libraries: encloses sup |x^2 - 1/2| over [-1, 1], which is 1/2, and asks for a bound.
#include <iostream>

#include "bounds/report.h"
#include "lib/target/domain.h"
#include "lib/target/formula.h"
#include "verify/norm/sup_norm.h"

int main() {
  using namespace relugap;
  const verify::NormEnclosure result =
      verify::enclose_sup_norm(target::Formula::parse("x1^2"), target::Formula::parse("1/2"),
                               target::parse_domain("-1,1", 1), verify::SearchOptions());
  const bounds::BoundReport report =
      bounds::evaluate({{bounds::parse_widths("16,48,48,1"), bounds::Exponent::infinity(), Rational(1)},
                        {bounds::SamplesFor{Rational(1, 1000)}},
                        {}});
  const bool right = result.lower.value <= 0.5 && result.upper.value >= 0.5 && report.answered();
  std::cout << "consumer: " << result.lower.value << " <= sup <= " << result.upper.value
            << (right ? "" : ", WRONG") << '\n';
  return right ? 0 : 1;
}
