#include "papers/report/spec.h"

#include <algorithm>
#include <filesystem>

#include "lib/core/error.h"
#include "lib/core/file.h"
#include "papers/report/spec_reader.h"

namespace relugap::report {

namespace {

/// `text` with every `name` replaced by the number.
std::string filled(std::string text, const std::string& name, std::uint64_t number) {
  const std::string value = std::to_string(number);
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
    text.replace(at, name.size(), value);
  }
  return text;
}

/// Reads the tables of one file.
class SpecReader {
 public:
  SpecReader(Spec& spec, std::vector<std::string>& problems)
      : spec_(spec),
        problems_(problems),
        directory_(std::filesystem::path(spec.path).parent_path().string()) {}

  void read(const toml::table& root) {
    TableReader top(root, spec_.path, "", problems_);
    spec_.title = top.required_text("title");
    spec_.reference = top.text("reference", "");
    spec_.introduction = top.text("introduction", "");
    spec_.time_limit_seconds = top.positive_number("time-limit", spec_.time_limit_seconds);
    if (const toml::table* table = top.table("sampling")) read_sampling(*table);
    if (const toml::table* table = top.table("architectures")) read_architectures(*table);
    int index = 0;
    for (const toml::table* table : top.tables("pairs"))
      read_pairs(*table, "pairs[" + std::to_string(index++) + "]");
    index = 0;
    for (const toml::table* table : top.tables("formulas")) {
      read_formula(*table, "formulas[" + std::to_string(index++) + "]");
    }
    if (problems_.empty() && spec_.classes.empty() && spec_.pairs.empty() && spec_.formulas.empty()) {
      top.problem("", "something to report: architectures.classes, pairs or formulas", "none of them");
    }
  }

 private:
  void read_sampling(const toml::table& table) {
    TableReader reader(table, spec_.path, "sampling", problems_);
    spec_.points = reader.positive_integer("points", spec_.points);
    spec_.seed = reader.positive_integer("seed", spec_.seed);
  }

  void read_architectures(const toml::table& table) {
    TableReader reader(table, spec_.path, "architectures", problems_);
    spec_.eps = reader.decimal("eps", spec_.eps);
    spec_.exceeds = reader.decimal("exceeds", spec_.exceeds);
    int index = 0;
    for (const toml::table* entry : reader.tables("classes")) {
      TableReader one(*entry, spec_.path, "architectures.classes[" + std::to_string(index++) + "]",
                      problems_);
      spec_.classes.push_back({one.required_text("widths"), one.required_text("q"),
                               one.required_text("coefficient"), one.line()});
    }
  }

  void read_pairs(const toml::table& table, const std::string& place) {
    TableReader reader(table, spec_.path, place, problems_);
    const std::uint64_t dimension = reader.required_positive_integer("dimension");
    const auto teachers = reader.required_integers("teachers", 0);
    const auto samples = reader.required_integers("samples", 1);
    const std::string teacher = reader.required_text("teacher");
    const std::string student = reader.required_text("student");
    const std::string domain = reader.required_text("domain");
    const auto gaps = reader.decimals("rel-gap", samples.size(), "1e-3");
    for (std::size_t i = 0; i < samples.size(); ++i) {
      for (const std::uint64_t t : teachers) {
        PairSpec pair{dimension,
                      std::to_string(t),
                      existing(reader, "teacher", filled(filled(teacher, "{t}", t), "{n}", samples[i])),
                      existing(reader, "student", filled(filled(student, "{t}", t), "{n}", samples[i])),
                      samples[i],
                      domain,
                      gaps[i],
                      reader.line()};
        spec_.pairs.push_back(std::move(pair));
      }
    }
  }

  void read_formula(const toml::table& table, const std::string& place) {
    TableReader reader(table, spec_.path, place, problems_);
    FormulaSpec formula;
    formula.name = reader.required_text("name");
    formula.network = existing(reader, "network", reader.required_text("network"));
    formula.target = reader.required_text("target");
    formula.samples = reader.required_positive_integer("samples");
    formula.training = existing(reader, "training", reader.text("training", ""));
    formula.domain = reader.required_text("domain");
    formula.relative_gap = reader.decimal("rel-gap", "1e-3");
    formula.line = reader.line();
    const std::string allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (formula.name.find_first_not_of(allowed) != std::string::npos) {
      reader.problem("name", "lower-case letters, digits and '-' (it names files)",
                     "\"" + formula.name + "\"");
    }
    if (std::any_of(spec_.formulas.begin(), spec_.formulas.end(),
                    [&](const FormulaSpec& other) { return other.name == formula.name; })) {
      reader.problem("name", "a name of its own for each formula", "\"" + formula.name + "\" again");
    }
    spec_.formulas.push_back(std::move(formula));
  }

  /// The path relative to the spec's directory; a file that is missing is noted once.
  std::string existing(TableReader& reader, const std::string& key, const std::string& relative) {
    if (relative.empty()) return relative;
    std::filesystem::path path(relative);
    if (path.is_relative() && !directory_.empty()) path = std::filesystem::path(directory_) / path;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) && missing_.insert(path.string()).second) {
      reader.problem(key, "a file", "no file " + path.string());
    }
    return path.string();
  }

  Spec& spec_;
  std::vector<std::string>& problems_;
  std::string directory_;
  std::set<std::string> missing_;
};

}  // namespace

Spec read_spec(const std::string& path, std::vector<std::string>& problems) {
  Spec spec;
  spec.path = path;
  const std::string text = read_file(path);
  toml::table root;
  try {
    root = toml::parse(text, path);
  } catch (const toml::parse_error& error) {
    problems.push_back(path + ":" + std::to_string(error.source().begin.line) +
                       ": expected TOML, found: " + std::string(error.description()));
    return spec;
  }
  SpecReader(spec, problems).read(root);
  return spec;
}

}  // namespace relugap::report
