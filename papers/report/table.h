#pragma once

#include <string>
#include <vector>

#include "papers/report/inline.h"

namespace relugap::report {

/// Columns that stand under one heading share `group` (adjacent columns of equal non-empty group).
struct Column {
  std::string key;   ///< name in the CSV file
  std::string head;  ///< inline text; "\n" breaks the line
  bool right = true;
  std::string group{};  ///< inline text
};

/// What a reader sees (inline text, rounded in the safe direction) and what a program reads (CSV, full precision).
struct Cell {
  std::string text;
  std::string data;
};

struct Row {
  std::vector<Cell> cells;
  bool rule_above = false;  ///< a thin line or gap before this row
};

/// A finished table. Requires: every row has one cell per column.
struct Table {
  std::string name;   ///< of its files
  std::string title;  ///< inline text
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<std::string> notes;  ///< paragraphs below the table, inline text
};

/// For the terminal: Unicode, columns aligned, notes wrapped to `width` characters.
std::string table_to_text(const Table& table, std::size_t width = 118);

/// A GitHub pipe table; the groups are written into the column heads.
std::string table_to_markdown(const Table& table);

/// RFC 4180 with the keys as first line.
std::string table_to_csv(const Table& table);

/// A LaTeX table environment with booktabs rules; needs \usepackage{booktabs}, compiles with UTF-8 input.
std::string table_to_latex(const Table& table);

/// <table> with its notes, for a page that has the style of page.cpp.
std::string table_to_html(const Table& table);

/// Runs of adjacent columns with the same group: first column, one past the last.
struct ColumnGroup {
  std::string title;  ///< may be empty
  std::size_t begin, end;
};
std::vector<ColumnGroup> column_groups(const Table& table);

/// Breaks at spaces into lines of at most `width` characters (code points); a longer word stands alone.
std::vector<std::string> wrap_lines(const std::string& text, std::size_t width);

/// Number of code points of UTF-8 text, which is its width in the terminal for the characters used here.
std::size_t display_width(const std::string& text);

}  // namespace relugap::report
