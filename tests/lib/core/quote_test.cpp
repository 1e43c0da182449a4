#include "lib/core/quote.h"

#include <doctest/doctest.h>

using relugap::quote;

TEST_CASE("quoted text is one printable line of bounded length") {
  CHECK(quote("abc") == "'abc'");
  CHECK(quote("") == "''");
  CHECK(quote(std::string_view("a\nb\0\xff", 5)) == "'a\\x0ab\\x00\\xff'");
  CHECK(quote("abcdef", 3) == "'abc...'");
  CHECK(quote("abc", 3) == "'abc'");
}
