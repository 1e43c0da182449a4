/// exact_compare DOUBLE OP DECIMAL, OP one of "<=" ">=" "==": the left text is read as the nearest double, as
/// a JSON reader does, the right one means exactly that number; compared as rationals. "inf" is allowed on
/// the left.
#include <cstdlib>
#include <iostream>
#include <string>

#include "lib/arith/decimal.h"
#include "lib/arith/rational.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: exact_compare DOUBLE OP DECIMAL\n";
    return 2;
  }
  const std::string left_text = argv[1];
  const std::string op = argv[2];
  const relugap::Rational right = relugap::parse_decimal(argv[3]);
  int sign = 1;
  if (left_text != "inf") {
    const relugap::Rational left = relugap::exact(std::strtod(argv[1], nullptr));
    sign = left < right ? -1 : (left == right ? 0 : 1);
  }
  const bool holds = op == "<=" ? sign <= 0 : op == ">=" ? sign >= 0 : op == "==" && sign == 0;
  if (!holds) std::cerr << "not true: " << argv[1] << ' ' << argv[2] << ' ' << argv[3] << '\n';
  return holds ? 0 : 1;
}
