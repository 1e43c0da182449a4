#include "papers/report/report.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "papers/report/figures.h"
#include "papers/report/tables.h"
#include "tests/papers/report/sample_data.h"

using relugap::report::make_report;
using relugap::report::Report;
using relugap::report::ReportData;
using relugap::report::Table;
using relugap::test::sample_report;

namespace {

std::set<std::string> names(const Report& report) {
  std::set<std::string> result;
  for (const auto& file : report.files) result.insert(file.name);
  return result;
}

const std::string& content(const Report& report, const std::string& name) {
  const auto file =
      std::find_if(report.files.begin(), report.files.end(), [&](const auto& f) { return f.name == name; });
  REQUIRE(file != report.files.end());
  return file->content;
}

}  // namespace

TEST_CASE("contract: the report has its page, its tables and its pictures") {
  const Report report = make_report(sample_report());
  CHECK(names(report) == std::set<std::string>{"report.html", "report.md", "architectures.csv",
                                               "architectures.tex", "pairs.csv", "pairs.tex", "formulas.csv",
                                               "formulas.tex", "error-vs-samples.svg", "formula-sine.svg"});
  CHECK_FALSE(report.violated);
  CHECK_FALSE(report.gap_missed);
}

TEST_CASE("contract: the table of architectures has the bounds, 10^80 and the linear space") {
  const Table table = architectures_table(sample_report());
  REQUIRE(table.rows.size() == 2);
  const auto& cells = table.rows[0].cells;
  REQUIRE(cells.size() == table.columns.size());
  CHECK(cells[0].text == "45-46-1-1");
  CHECK(cells[3].text == "2165");
  CHECK(cells[4].text == "$10^{82.59}$");
  CHECK(cells[5].text == "$10^{80.50}$");
  CHECK(cells[6].text == "both");
  CHECK(cells[7].data == "2165");
  CHECK(cells[8].text == "–");  // the recalled theorem has no value there
}

TEST_CASE("contract: more than 10^80 is decided by the proved end of each bound") {
  ReportData data = sample_report();
  data.spec.exceeds = "3.16e80";
  CHECK(architectures_table(data).rows[0].cells[6].text == "det.");
  data.spec.exceeds = "3.96e82";
  CHECK(architectures_table(data).rows[0].cells[6].text == "no");
}

TEST_CASE(
    "contract: the table of pairs has the certified error and, apart from it, the worst case over the "
    "class") {
  const Table table = pairs_table(sample_report());
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[2].rule_above);
  const auto& cells = table.rows[1].cells;  // d = 1, n = 1000
  CHECK(cells[1].text == "1000");
  CHECK(cells[3].text == "0.0078125");
  CHECK(cells[4].text == "0.0097657");
  CHECK(cells[7].text == "12.5–30.0");
  CHECK(cells[8].text == "0.5");
  CHECK(cells[9].text == "8.19");
  CHECK(cells[10].text == "2.04");
  CHECK(cells[11].text == "2050");  // 2049 upwards, three digits
  CHECK(table.columns[11].group.find("worst case over the class") == 0);
  CHECK(table.notes.back().find("worst teacher") != std::string::npos);
  CHECK(table.notes.back().find("8.19") != std::string::npos);
}

TEST_CASE("contract: a teacher without a class leaves those columns empty") {
  ReportData data = sample_report();
  for (auto& pair : data.pairs) pair.teacher_class.reset();
  const Table table = pairs_table(data);
  CHECK(table.rows[0].cells[9].text == "–");
  CHECK(make_report(data).files.size() == 10);
}

TEST_CASE("contract: a row that missed its gap is marked, a contradicted one is VIOLATED everywhere") {
  ReportData data = sample_report();
  data.pairs[0].certify["status"] = "time-limit";
  Report report = make_report(data);
  CHECK(report.gap_missed);
  CHECK_FALSE(report.violated);
  CHECK(report.terminal.find("0.25†") != std::string::npos);
  data.pairs[0].estimate = relugap::test::estimate_record(1);
  report = make_report(data);
  CHECK(report.violated);
  for (const char* name : {"report.html", "report.md", "pairs.csv", "pairs.tex"}) {
    CHECK(content(report, name).find("VIOLATED") != std::string::npos);
  }
}

TEST_CASE("contract: the page is one file without links to others, and escapes what the spec says") {
  const std::string page = content(make_report(sample_report()), "report.html");
  CHECK(page.find("A &lt;title&gt; &amp; more") != std::string::npos);
  CHECK(page.find("<title>A &lt;") != std::string::npos);
  for (const char* outside : {"src=", "href=\"http", "url(http", "@import", "<script", "<link"}) {
    CHECK(page.find(outside) == std::string::npos);
  }
  CHECK(page.find("id=\"pairs\"") != std::string::npos);
}

TEST_CASE(
    "contract: empty sections and bounds that are infinite or zero give a report without their pictures") {
  ReportData data = sample_report();
  data.formulas[0].whole = {};
  for (auto& pair : data.pairs) pair.certify["upper"] = "inf";
  CHECK(all_figures(data).empty());
  CHECK_NOTHROW(make_report(data));
  data.pairs.clear();
  data.formulas.clear();
  CHECK(names(make_report(data)).count("pairs.csv") == 0);
  data.architectures.clear();
  CHECK(make_report(data).files.size() == 2);
}

TEST_CASE("contract: identical functions, whose lower bound is zero, have rows but no marks") {
  ReportData data = sample_report();
  data.pairs.resize(1);
  data.pairs[0].certify = relugap::test::certify_record(0, 1e-17);
  data.pairs[0].estimate = relugap::test::estimate_record(0);
  CHECK(make_report(data).terminal.find("$") == std::string::npos);
}

TEST_CASE("sound: the example under the pairs claims of each kind of algorithm what is proved for it") {
  const std::string note = pairs_table(sample_report()).notes.back();
  CHECK(note.find("every deterministic algorithm misses some function of the class by 8.19 or more (every "
                  "randomised one by 2.04 or more in expectation)") != std::string::npos);
  CHECK(note.find("exact smallest $c$") != std::string::npos);
  CHECK(note.find("for the domain of the row") != std::string::npos);
}

TEST_CASE("contract: bounds beyond every double and beyond every readable exponent have cells") {
  ReportData data = sample_report();
  for (auto& bound : data.architectures[0].bound["bounds"]) {
    if (bound["status"] != "proved") continue;
    bound["log10"] = {1738853.25, 1738853.5};
    bound["value"] = {"1.9e1738853", "2.9e1738853"};
  }
  data.architectures[0].bound["class"]["parameters"] = "9007199254740993";
  const auto cells = architectures_table(data).rows[0].cells;
  CHECK(cells[3].data == "9007199254740993");
  CHECK(cells[4].text == "$10^{1738853.25}$");
  CHECK(cells[6].text == "both");
  for (auto& bound : data.pairs[0].teacher_class->bound["bounds"]) {
    if (bound["status"] != "proved") continue;
    bound["log10"] = {-200000.5, -200000.25};
    bound["value"] = {"3.1e-200001", "5.7e-200001"};
  }
  const auto pair = pairs_table(data).rows[0].cells;
  CHECK(pair[9].text == "$10^{-200000.50}$");
  CHECK(pair[11].text == "$10^{-200000.25}$");
  CHECK_NOTHROW(make_report(data));
}

TEST_CASE("contract: a class bound that underflows is not drawn") {
  for (const char* tiny : {"1e-400", "4e-324", "1e400", "1.7e308"}) {
    ReportData data = sample_report();
    for (auto& pair : data.pairs) pair.teacher_class->bound["bounds"][0]["value"] = {tiny, tiny};
    CHECK_NOTHROW(make_report(data));
  }
}
