#include "lib/samples/csv.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "tests/support/random.h"

namespace relugap::samples {
namespace {

std::string error_of(const std::string& text) {
  try {
    parse_csv(text, "x.csv");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a cell means exactly its decimal, whatever its length and notation") {
  for (int k = 0; k < scaled(3000); ++k) {
    std::string cell = rng().coin() ? "-" : "";
    for (int n = rng().integer(1, 12); n > 0; --n) cell += static_cast<char>('0' + rng().integer(0, 9));
    if (rng().coin()) cell += '.';
    if (cell.back() == '.')
      for (int n = rng().integer(0, 20); n > 0; --n) cell += static_cast<char>('0' + rng().integer(0, 9));
    if (rng().coin()) cell += "e" + std::to_string(rng().integer(-40, 40));
    if (rng().integer(0, 9) == 0)
      cell = std::to_string(rng().integer(-99, 99)) + "/" + std::to_string(rng().integer(1, 99));
    CAPTURE(cell);
    const NumberTable table = parse_csv(cell, "x.csv");
    const Rational x = parse_decimal(cell);
    CHECK(table.exact(0, 0) == x);
    CHECK(table.lower(0, 0) == round_down(x));
    CHECK(table.upper(0, 0) == round_up(x));
    CHECK(table.is_double(0, 0) == (exact(round_down(x)) == x));
  }
}

TEST_CASE("rows and columns, with and without header, commas or blanks") {
  for (const char* text :
       {"1,2\n3,4\n", "x,y\n1,2\n3,4", "\xEF\xBB\xBF# a, b\r\n1 , 2\r\n 3,4 \r\n\r\n\n", "1 2\n3\t 4 "}) {
    CAPTURE(text);
    const NumberTable table = parse_csv(text, "x.csv");
    REQUIRE(table.rows() == 2);
    REQUIRE(table.cols() == 2);
    for (int i = 0; i < 4; ++i) CHECK(table.lower(i / 2, i % 2) == i + 1);
  }
  CHECK(parse_csv("x,y\n1,2", "x.csv").place(0) == "line 2");
  CHECK(parse_csv("1,2\n3,4", "x.csv").place(1) == "line 2");
}

TEST_CASE("what is not a table of finite numbers is refused with file, line and column") {
  CHECK(error_of("") == "x.csv: expected rows of numbers, found none");
  CHECK(error_of("\n \n") == "x.csv: expected rows of numbers, found none");
  CHECK(error_of("x,y\n") == "x.csv: expected rows of numbers, found none");
  CHECK(error_of("1,2\n3,nan\n") == "x.csv: line 2, column 2: expected a finite number, found 'nan'");
  CHECK(error_of("nan,nan\n") == "x.csv: line 1, column 1: expected a finite number, found 'nan'");
  CHECK(error_of("x\n-Infinity") == "x.csv: line 2, column 1: expected a finite number, found '-Infinity'");
  CHECK(error_of("x,1\n") == "x.csv: line 1, column 1: expected a finite number, found 'x'");
  CHECK(error_of("1,2\n3\n") == "x.csv: line 2: expected 2 numbers as in the first row, found 1");
  CHECK(error_of("1\n3,4,5\n") == "x.csv: line 2: expected 1 number as in the first row, found 3");
  CHECK(error_of("1,2\n\n3,4") == "x.csv: line 2: expected 2 numbers, found an empty line");
  CHECK(error_of("1,,2") == "x.csv: line 1, column 2: expected a finite number, found ''");
  CHECK(error_of("1,2,") == "x.csv: line 1, column 3: expected a finite number, found ''");
  CHECK(error_of("1e400") ==
        "x.csv: line 1, column 1: expected a number within the range of double, found '1e400'");
  CHECK(error_of("1\n2;3") == "x.csv: line 2, column 1: expected a finite number, found '2;3'");
  CHECK(error_of("1\n\x01\xff") == "x.csv: line 2, column 1: expected a finite number, found '\\x01\\xff'");
  CHECK(error_of("1/0") == "x.csv: line 1, column 1: expected a finite number, found '1/0'");
}

TEST_CASE("no text, however broken, is worse than an error") {
  const std::string letters = "0123456789.,-+eE \n\t/naxif\r";
  for (int k = 0; k < scaled(3000); ++k) {
    std::string text;
    for (int n = rng().integer(0, 30); n > 0; --n)
      text += letters[static_cast<std::size_t>(rng().integer(0, static_cast<int>(letters.size()) - 1))];
    try {
      const NumberTable table = parse_csv(text, "x.csv");
      CHECK(table.rows() >= 1);
    } catch (const InputError& error) {
      CHECK(std::string(error.what()).find('\n') == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace relugap::samples
