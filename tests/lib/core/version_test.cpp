#include "lib/core/version.h"

#include <doctest/doctest.h>

#include <regex>
#include <string>

TEST_CASE("the version is three numbers") {
  CHECK(std::regex_match(std::string(relugap::version()), std::regex("[0-9]+\\.[0-9]+\\.[0-9]+")));
}
