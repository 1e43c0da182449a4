#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <toml++/toml.h>

namespace relugap::report {

/// Reads the keys of one TOML table and notes what is wrong with it, with line numbers.
class TableReader {
 public:
  /// `place` names the table in messages, such as "pairs[2]"; empty for the top level.
  TableReader(const toml::table& table, std::string file, std::string place,
              std::vector<std::string>& problems);
  /// Notes every key that nobody asked for.
  ~TableReader();
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  /// The value, or `otherwise` if the key is absent or has another type (noted).
  std::string text(const std::string& key, const std::string& otherwise);
  double positive_number(const std::string& key, double otherwise);
  std::uint64_t positive_integer(const std::string& key, std::uint64_t otherwise);
  /// The value of a key that must be there; its absence is noted.
  std::string required_text(const std::string& key);
  std::uint64_t required_positive_integer(const std::string& key);
  std::vector<std::uint64_t> required_integers(const std::string& key, std::uint64_t least);
  /// A decimal number > 0 as text; given as a string so that it means exactly that number.
  std::string decimal(const std::string& key, const std::string& otherwise);
  /// One such text for all, or an array with one for each of `count`.
  std::vector<std::string> decimals(const std::string& key, std::size_t count, const std::string& otherwise);
  /// The tables of an array of tables; none if the key is absent.
  std::vector<const toml::table*> tables(const std::string& key);
  const toml::table* table(const std::string& key);

  int line() const;
  int line_of(const std::string& key) const;
  /// Notes "FILE:LINE: PLACE.KEY: expected ..., found ...".
  void problem(const std::string& key, const std::string& expected, const std::string& found);

 private:
  const toml::node* find(const std::string& key);
  const toml::node* require(const std::string& key, const std::string& expected);
  bool is_positive_decimal(const std::string& text) const;

  const toml::table& table_;
  std::string file_, place_;
  std::vector<std::string>& problems_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace relugap::report
