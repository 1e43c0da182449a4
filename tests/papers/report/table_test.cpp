#include "papers/report/table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using relugap::report::Table;

namespace {

Table example() {
  Table table;
  table.name = "example";
  table.title = "A title with $\\infty$";
  table.columns = {{"name", "name", false},
                   {"lower", "lower\nend", true, "both ends of it"},
                   {"upper", "upper", true, "both ends of it"}};
  table.rows = {{{{"a_b", "a,b"}, {"$10^{3}$", "1000"}, {"2", "2"}}},
                {{{"c", "say \"c\""}, {"0.5", "0.5"}, {"1", "1"}}, true}};
  table.notes = {"A note."};
  return table;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("contract: the terminal table is aligned, with groups above their columns") {
  CHECK(table_to_text(example()) ==
        "A title with ∞\n"
        "━━━━━━━━━━━━━━━━━━\n"
        "      both ends of\n"
        "           it\n"
        "      ────────────\n"
        "      lower\n"
        "name    end  upper\n"
        "──────────────────\n"
        "a_b    10^3      2\n"
        "\n"
        "c       0.5      1\n"
        "━━━━━━━━━━━━━━━━━━\n"
        "A note.\n");
}

TEST_CASE("contract: CSV quotes what RFC 4180 wants quoted and has the data, not the texts") {
  CHECK(table_to_csv(example()) == "name,lower,upper\n\"a,b\",1000,2\n\"say \"\"c\"\"\",0.5,1\n");
}

TEST_CASE("contract: every row of the Markdown and LaTeX tables has one cell per column") {
  std::istringstream markdown(table_to_markdown(example()));
  for (std::string line; std::getline(markdown, line);) {
    if (!line.empty() && line[0] == '|')
      CHECK(count(line, " |") + count(line, ":|") + count(line, "-|") >= 3);
  }
  const std::string latex = table_to_latex(example());
  CHECK(latex.find("\\begin{tabular}{@{}lrr@{}}") != std::string::npos);
  CHECK(latex.find("a\\_b & $10^{3}$ & 2 \\\\\n") != std::string::npos);
  CHECK(latex.find("\\multicolumn{2}{c}{both ends of it}") != std::string::npos);
  CHECK(latex.find("\\cmidrule(lr){2-3}") != std::string::npos);
  CHECK(count(latex, "\\toprule") == 1);
  CHECK(count(latex, "\\addlinespace") == 1);
  CHECK(count(latex, "\\begin{") == count(latex, "\\end{"));
}

TEST_CASE("contract: the HTML table opens and closes each of its elements") {
  const std::string html = table_to_html(example());
  for (const char* element : {"table", "thead", "tbody", "tr", "th", "td", "section", "p"}) {
    const std::string name = element;
    CHECK(count(html, "<" + name + ">") + count(html, "<" + name + " ") == count(html, "</" + name + ">"));
  }
  CHECK(html.find("10<sup>3</sup>") != std::string::npos);
}

TEST_CASE("contract: lines break at spaces and a long word stands alone") {
  using relugap::report::wrap_lines;
  CHECK(wrap_lines("aa bb cc", 5) == std::vector<std::string>{"aa bb", "cc"});
  CHECK(wrap_lines("a verylongword b", 4) == std::vector<std::string>{"a", "verylongword", "b"});
  CHECK(wrap_lines("∞∞ ∞∞", 5) == std::vector<std::string>{"∞∞ ∞∞"});
  CHECK(wrap_lines("", 5).empty());
}
