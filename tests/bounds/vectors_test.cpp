// Agreement with numbers computed by other programs.

#include <doctest/doctest.h>

#include <fstream>
#include <iostream>
#include <map>

#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<Row> read_rows(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::vector<Row> rows;
  std::vector<std::string> names;
  while (std::getline(file, line)) {
    const auto cells = test::csv_cells(line);
    if (names.empty()) {
      names = cells;
      continue;
    }
    REQUIRE(cells.size() == names.size());
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[names[i]] = cells[i];
    rows.push_back(row);
  }
  return rows;
}

TEST_CASE("bounds agree to 15 digits with an evaluation in 80-digit arithmetic (tests/bounds/vectors.csv)") {
  const auto rows = read_rows(RELUGAP_SOURCE_DIR "/tests/bounds/vectors.csv");
  REQUIRE(rows.size() == 160);
  for (const Row& row : rows) {
    CAPTURE(row.at("widths"));
    CAPTURE(row.at("q"));
    CAPTURE(row.at("eps"));
    const NetworkClass h =
        test::make_class(row.at("widths"), row.at("q"), row.at("c"), row.at("norms") == "joint");
    const Bound bound = test::samples_bound("bump-" + row.at("algorithms"), h, row.at("eps"));
    if (row.at("log10") == "none") {
      CHECK_FALSE(bound.value.has_value());
      continue;
    }
    REQUIRE(bound.value.has_value());
    CHECK(std::to_string(bound.active) == row.at("active"));
    CHECK(bound.design == row.at("design"));
    const Rational log10 = parse_decimal(row.at("log10")), error(1, test::ten_to(35));
    CHECK(exact(bound.value->log10.lower()) <= log10 + error);
    CHECK(exact(bound.value->log10.upper()) >= log10 - error);
    CHECK(bound.value->log10.upper() - bound.value->log10.lower() <= 1e-13);
  }
}

TEST_CASE("bounds agree with the vectors that came with the theory, where those are at hand") {
  const auto rows = read_rows(RELUGAP_SOURCE_DIR "/../shared/data/bounds/testvectors.csv");
  if (rows.empty()) {
    std::cout << "skipped: no vectors beside the repository\n";
    return;
  }
  for (const Row& row : rows) {
    CAPTURE(row.at("widths"));
    const std::string theorem = row.at("mode") == "det" ? "bump-deterministic" : "bump-randomized";
    const Bound bound = test::samples_bound(
        theorem, test::make_class(row.at("widths"), row.at("q"), row.at("c")), row.at("eps"));
    REQUIRE(bound.value.has_value());
    CHECK(std::to_string(bound.active) == row.at("active_coords"));
    CHECK(bound.design == row.at("design"));
    const Rational log10 = parse_decimal(row.at("log10_m_lower"));  // double precision, rounded to nearest
    const Rational error(1, 100'000'000);
    CHECK(abs(exact(bound.value->log10.lower()) - log10) <= error);
  }
}

}  // namespace
}  // namespace relugap::bounds
