#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

// The line of the table that speaks of this theorem.
std::string line_of(const std::string& text, const std::string& theorem) {
  for (const std::string& line : lines(text))
    if (line.find(" " + theorem + " ") != std::string::npos) return line;
  return {};
}

TEST_CASE("the text shows class, bounds, hypotheses and the comparisons") {
  const std::string text = to_text(test::samples_for(test::make_class("45-46-1-1", "2", "1"), "1e-3"));
  for (const char* part : {"2165 parameters", "10^82.59", "10^80.50", "VIOLATED  hidden widths", "[0,1]^45",
                           "10^80  exceeded by ", "Theorem 4"})
    CHECK(text.find(part) != std::string::npos);
  CHECK(line_of(text, "bgv2023-uniform").find("RECALLED") != std::string::npos);
}

TEST_CASE("a theorem that does not apply shows no number, in any table") {
  const BoundReport report = test::samples_for(test::make_class("1-2-1-1", "2", "1/10"), "1/2");
  CHECK(line_of(to_text(report), "bump-deterministic").find("does not apply") != std::string::npos);
  CHECK(line_of(to_text(report), "bump-deterministic").find("10^") == std::string::npos);
  for (const std::string& line : lines(to_csv(report))) {
    const auto cells = test::csv_cells(line);
    if (cells[8] == "bump-deterministic")
      CHECK((cells[15] == "no" && cells[18].empty() && cells[19].empty()));
  }
  const std::string latex = to_latex(report);
  CHECK(latex.find("--- & \\texttt{bump-deterministic}") != std::string::npos);
}

TEST_CASE("CSV has one line per bound with as many cells as names") {
  const BoundReport report = test::error_with(test::make_class("2,6,6,1", "inf", "3/2"), "1000");
  const auto all = lines(to_csv(report));
  REQUIRE(all.size() == 1 + report.bounds.size() + report.comparisons.size());
  for (const std::string& line : all) CHECK(test::csv_cells(line).size() == 24);
  CHECK(test::csv_cells(all[1])[0] == "2,6,6,1");
  CHECK(test::csv_cells(all[1])[4] == "1.5");
  CHECK(test::csv_cells(all[1])[7] == "1000");
}

TEST_CASE(
    "the high-probability bound stands nowhere without its probability, nor a restriction of the bumps") {
  const BoundReport report =
      evaluate({test::make_class("2,6,6,1", "inf", "3/2"),
                {.goal = ErrorWith{1000}, .confidence = Rational(3, 4), .designs = {true, false, false}},
                {}});
  for (const std::string& line : lines(to_csv(report))) {
    const auto cells = test::csv_cells(line);
    if (cells[0] == "widths") continue;
    CHECK(cells[20] == (cells[8].ends_with("high-probability") ? "0.75" : ""));
    CHECK(cells[21] == "C");
    CHECK(cells[22] == "inf");
    CHECK(cells[23] == "[0,1]^2");
  }
  CHECK(to_json(report)["designs"] == Json::array({"C"}));
  const std::string text = to_text(report);
  CHECK(text.find("bumps     C only") != std::string::npos);
  CHECK(text.find("error <= e with probability >= 0.75") != std::string::npos);
  CHECK(text.find("eps") == std::string::npos);
  CHECK(to_latex(report).find("likely (prob.\\ $\\ge 0.75$)") != std::string::npos);
}

TEST_CASE("LaTeX is a booktabs table with one row per bound") {
  const BoundReport report = test::samples_for(test::make_class("45-46-1-1", "2", "1"), "1e-3");
  const std::string latex = to_latex(report);
  for (const char* part : {"\\toprule", "\\midrule", "\\bottomrule", "10^{82.59}", "recalled"})
    CHECK(latex.find(part) != std::string::npos);
  CHECK(latex.find("randomized, likely (prob.\\ $\\ge 0.9$)") != std::string::npos);
  const auto all = lines(latex);
  CHECK(std::count_if(all.begin(), all.end(), [](const std::string& l) { return l.ends_with("\\\\"); }) ==
        static_cast<long>(1 + report.bounds.size() + report.comparisons.size()));
  CHECK(latex.find("d'") != std::string::npos);
}

}  // namespace
}  // namespace relugap::bounds
