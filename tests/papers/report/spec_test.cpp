#include "papers/report/spec.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "lib/core/error.h"
#include "lib/core/file.h"

using relugap::report::read_spec;
using relugap::report::Spec;

namespace {

/// A directory with a spec and two empty files that it may name.
struct SpecFile {
  std::string directory, path;
  explicit SpecFile(const std::string& text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "relugap-spec-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    directory = pattern;
    path = directory + "/spec.toml";
    for (const char* name : {"teacher-0.onnx", "student-0-10.onnx", "student-0-20.onnx"}) {
      relugap::write_file_atomically(directory + "/" + name, "");
    }
    relugap::write_file_atomically(path, text);
  }
  ~SpecFile() { std::filesystem::remove_all(directory); }
};

const std::string kPairs = R"([[pairs]]
dimension = 1
teachers = [0]
samples = [10, 20]
teacher = "teacher-{t}.onnx"
student = "student-{t}-{n}.onnx"
domain = "-0.5,0.5"
)";

/// The problems of a spec, with its path cut off.
std::vector<std::string> problems_of(const std::string& text) {
  const SpecFile file(text);
  std::vector<std::string> problems;
  read_spec(file.path, problems);
  for (std::string& problem : problems) {
    REQUIRE(problem.rfind(file.path + ":", 0) == 0);
    problem.erase(0, file.path.size() + 1);
    CHECK(problem.find('\n') == std::string::npos);
  }
  return problems;
}

std::string only_problem(const std::string& text) {
  const auto problems = problems_of(text);
  REQUIRE(problems.size() == 1);
  return problems[0];
}

bool begins(const std::string& text, const std::string& start) { return text.rfind(start, 0) == 0; }

}  // namespace

TEST_CASE("contract: a spec becomes one row per teacher and number of samples, with defaults") {
  const SpecFile file("title = \"T\"\n" + kPairs + "rel-gap = [\"0.1\", \"1/2\"]\n");
  std::vector<std::string> problems;
  const Spec spec = read_spec(file.path, problems);
  CHECK(problems.empty());
  REQUIRE(spec.pairs.size() == 2);
  CHECK(spec.pairs[1].student == file.directory + "/student-0-20.onnx");
  CHECK(spec.pairs[1].samples == 20);
  CHECK(spec.pairs[1].relative_gap == "1/2");
  CHECK(spec.pairs[0].relative_gap == "0.1");
  CHECK(spec.points == 1u << 20);
  CHECK(spec.eps == "1e-3");
}

TEST_CASE("contract: unknown keys are named with their line and the keys that exist") {
  CHECK(
      begins(only_problem("title = \"T\"\ntitel = \"T\"\n" + kPairs), "2: titel: expected one of the keys "));
  CHECK(begins(only_problem("title = \"T\"\n" + kPairs + "gap = \"1\"\n"),
               "9: pairs[0].gap: expected one of the keys "));
}

TEST_CASE("contract: a missing file is named once, at the line of its key") {
  const std::string problem = only_problem("title = \"T\"\n" + kPairs +
                                           "\n[[formulas]]\nname = \"a\"\ntarget = \"x1\"\n"
                                           "samples = 5\ndomain = \"0,1\"\nnetwork = \"none.onnx\"\n");
  CHECK(begins(problem, "15: formulas[0].network: expected a file, found no file "));
}

TEST_CASE("contract: wrong types and ranges are named with what was found") {
  CHECK(begins(only_problem("title = 5\n" + kPairs), "1: title: expected a text in quotes, found 5"));
  CHECK(begins(only_problem("title = \"T\"\ntime-limit = -1\n" + kPairs),
               "2: time-limit: expected a number > 0, found -1"));
  CHECK(begins(only_problem("title = \"T\"\ntime-limit = nan\n" + kPairs), "2: time-limit: "));
  CHECK(begins(only_problem("title = \"T\"\nsampling = 3\n" + kPairs),
               "2: sampling: expected a table, found "));
  CHECK(begins(only_problem("title = \"T\"\n" + kPairs + "rel-gap = 0.1\n"),
               "9: pairs[0].rel-gap: expected a decimal"));
  CHECK(begins(only_problem("title = \"T\"\n" + kPairs + "rel-gap = \"-1\"\n"), "9: pairs[0].rel-gap: "));
  CHECK(begins(only_problem("title = \"T\"\n" + kPairs + "rel-gap = [\"1\"]\n"),
               "9: pairs[0].rel-gap: expected one text or a list of 2, found a list of 1"));
  CHECK(begins(only_problem("title = \"T\"\n" + kPairs + "[sampling]\npoints = 0\n"),
               "10: sampling.points: expected an integer >= 1"));
}

TEST_CASE("contract: missing keys, an empty report and broken TOML are named with a line") {
  CHECK(begins(only_problem(kPairs), "1: title: expected a text in quotes, found no such key"));
  CHECK(problems_of("title = \"T\"\n").size() == 1);
  CHECK(begins(only_problem("title = \"T\"\nx = = 3\n"), "2: expected TOML, found: "));
}

TEST_CASE("contract: all problems are reported at once") {
  CHECK(problems_of("titel = \"T\"\ntime-limit = 0\n" + kPairs).size() == 3);
}

TEST_CASE("contract: names of formulas are safe as names of files, and unique") {
  const std::string formula =
      "[[formulas]]\nname = \"NAME\"\nnetwork = \"teacher-0.onnx\"\ntarget = \"x1\"\nsamples = 5\ndomain = "
      "\"0,1\"\n";
  std::string bad = formula;
  bad.replace(bad.find("NAME"), 4, "../x");
  CHECK(begins(only_problem("title = \"T\"\n" + bad), "3: formulas[0].name: expected lower-case letters"));
  std::string good = formula;
  good.replace(good.find("NAME"), 4, "a");
  CHECK(begins(only_problem("title = \"T\"\n" + good + good),
               "9: formulas[1].name: expected a name of its own"));
}

TEST_CASE("contract: a spec that cannot be read is an InputError") {
  std::vector<std::string> problems;
  CHECK_THROWS_AS(read_spec("/no/such/spec.toml", problems), relugap::InputError);
}
