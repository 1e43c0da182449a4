#include "papers/report/spec_reader.h"

#include <sstream>
#include <utility>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"

namespace relugap::report {

namespace {

std::string shown(const toml::node& node) {
  std::ostringstream stream;
  if (const auto* text = node.as_string()) {
    stream << "\"" << text->get() << "\"";
  } else if (const auto* integer = node.as_integer()) {
    stream << integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    stream << number->get();
  } else {
    stream << node.type();
  }
  std::string result = stream.str();
  for (char& c : result) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return result;
}

int line_number(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

}  // namespace

TableReader::TableReader(const toml::table& table, std::string file, std::string place,
                         std::vector<std::string>& problems)
    : table_(table), file_(std::move(file)), place_(std::move(place)), problems_(problems) {}

TableReader::~TableReader() {
  std::string known;
  for (const std::string& key : known_) known += (known.empty() ? "" : ", ") + key;
  for (const auto& [key, value] : table_) {
    if (known_.find(std::string_view(key.str())) == known_.end()) {
      problem(std::string(key.str()), "one of the keys " + known, "an unknown key");
    }
  }
}

int TableReader::line() const { return std::max(1, line_number(table_)); }

int TableReader::line_of(const std::string& key) const {
  const toml::node* node = table_.get(key);
  return node != nullptr && line_number(*node) > 0 ? line_number(*node) : line();
}

void TableReader::problem(const std::string& key, const std::string& expected, const std::string& found) {
  const std::string name = key.empty() ? place_ : place_.empty() ? key : place_ + "." + key;
  problems_.push_back(file_ + ":" + std::to_string(line_of(key)) + ": " + name + ": expected " + expected +
                      ", found " + found);
}

const toml::node* TableReader::find(const std::string& key) {
  known_.insert(key);
  return table_.get(key);
}

const toml::node* TableReader::require(const std::string& key, const std::string& expected) {
  const toml::node* node = find(key);
  if (node == nullptr) problem(key, expected, "no such key");
  return node;
}

std::string TableReader::text(const std::string& key, const std::string& otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  if (const auto* value = node->as_string(); value != nullptr && !value->get().empty()) return value->get();
  problem(key, "a text in quotes", shown(*node));
  return otherwise;
}

std::string TableReader::required_text(const std::string& key) {
  return require(key, "a text in quotes") == nullptr ? std::string() : text(key, "");
}

double TableReader::positive_number(const std::string& key, double otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value<double>();
  if (node->is_number() && value && *value > 0 && *value <= 1e12) return *value;
  problem(key, "a number > 0", shown(*node));
  return otherwise;
}

std::uint64_t TableReader::positive_integer(const std::string& key, std::uint64_t otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  if (const auto* value = node->as_integer(); value != nullptr && value->get() > 0) {
    return static_cast<std::uint64_t>(value->get());
  }
  problem(key, "an integer >= 1", shown(*node));
  return otherwise;
}

std::uint64_t TableReader::required_positive_integer(const std::string& key) {
  return require(key, "an integer >= 1") == nullptr ? 1 : positive_integer(key, 1);
}

std::vector<std::uint64_t> TableReader::required_integers(const std::string& key, std::uint64_t least) {
  const std::string expected = "a list of integers >= " + std::to_string(least);
  const toml::node* node = require(key, expected);
  if (node == nullptr) return {};
  const toml::array* array = node->as_array();
  std::vector<std::uint64_t> values;
  bool good = array != nullptr && !array->empty();
  for (std::size_t i = 0; good && i < array->size(); ++i) {
    const auto* value = (*array)[i].as_integer();
    good = value != nullptr && value->get() >= static_cast<std::int64_t>(least);
    if (good) values.push_back(static_cast<std::uint64_t>(value->get()));
  }
  if (!good) problem(key, expected, shown(*node));
  return good ? values : std::vector<std::uint64_t>{};
}

bool TableReader::is_positive_decimal(const std::string& text) const {
  try {
    return parse_decimal(text) > 0;
  } catch (const InputError&) {
    return false;
  }
}

std::string TableReader::decimal(const std::string& key, const std::string& otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  const auto* value = node->as_string();
  if (value != nullptr && is_positive_decimal(value->get())) return value->get();
  problem(key, "a decimal or fraction > 0 in quotes", shown(*node));
  return otherwise;
}

std::vector<std::string> TableReader::decimals(const std::string& key, std::size_t count,
                                               const std::string& otherwise) {
  const toml::node* node = find(key);
  const toml::array* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr) return std::vector<std::string>(count, decimal(key, otherwise));
  std::vector<std::string> values;
  for (const toml::node& element : *array) {
    const auto* value = element.as_string();
    if (value == nullptr || !is_positive_decimal(value->get())) {
      problem(key, "decimals or fractions > 0 in quotes", shown(element));
      return std::vector<std::string>(count, otherwise);
    }
    values.push_back(value->get());
  }
  if (values.size() == count) return values;
  problem(key, "one text or a list of " + std::to_string(count),
          "a list of " + std::to_string(values.size()));
  return std::vector<std::string>(count, otherwise);
}

std::vector<const toml::table*> TableReader::tables(const std::string& key) {
  const toml::node* node = find(key);
  std::vector<const toml::table*> result;
  if (node == nullptr) return result;
  const toml::array* array = node->as_array();
  bool good = array != nullptr;
  for (std::size_t i = 0; good && i < array->size(); ++i) {
    good = (*array)[i].is_table();
    if (good) result.push_back((*array)[i].as_table());
  }
  if (!good) problem(key, "a list of tables", shown(*node));
  return good ? result : std::vector<const toml::table*>{};
}

const toml::table* TableReader::table(const std::string& key) {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) problem(key, "a table", shown(*node));
  return node->as_table();
}

}  // namespace relugap::report
