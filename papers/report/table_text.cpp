#include <algorithm>
#include <sstream>

#include "lib/core/error.h"
#include "papers/report/table.h"

namespace relugap::report {

namespace {

constexpr std::size_t kGap = 2;  // blanks between two columns

std::string blanks(std::size_t count) { return std::string(count, ' '); }

std::string repeated(const char* character, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += character;
  return result;
}

std::string aligned(const std::string& text, std::size_t width, bool right) {
  const std::size_t used = std::min(width, display_width(text));
  return right ? blanks(width - used) + text : text + blanks(width - used);
}

std::string centred(const std::string& text, std::size_t width) {
  const std::size_t free = width - std::min(width, display_width(text));
  return blanks(free / 2) + text + blanks(free - free / 2);
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void append_line(std::string& result, std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  result += line + "\n";
}

/// The layout of a table in characters.
struct Layout {
  std::vector<std::vector<std::string>> heads;  // per column, per line
  std::vector<std::size_t> widths;
  std::size_t total = 0;

  explicit Layout(const Table& table) {
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      heads.push_back(split_lines(render_inline(table.columns[j].head, Markup::Terminal)));
      std::size_t width = 1;
      for (const std::string& line : heads.back()) width = std::max(width, display_width(line));
      for (const Row& row : table.rows) {
        width = std::max(width, display_width(render_inline(row.cells[j].text, Markup::Terminal)));
      }
      widths.push_back(width);
      total += width + (j > 0 ? kGap : 0);
    }
  }

  std::size_t span(const ColumnGroup& group) const {
    std::size_t width = (group.end - group.begin - 1) * kGap;
    for (std::size_t j = group.begin; j < group.end; ++j) width += widths[j];
    return width;
  }
};

void append_groups(std::string& result, const Table& table, const Layout& layout) {
  const std::vector<ColumnGroup> groups = column_groups(table);
  std::vector<std::vector<std::string>> titles;
  std::size_t height = 0;
  for (const ColumnGroup& group : groups) {
    titles.push_back(group.title.empty()
                         ? std::vector<std::string>{}
                         : wrap_lines(render_inline(group.title, Markup::Terminal), layout.span(group)));
    height = std::max(height, titles.back().size());
  }
  if (height == 0) return;
  for (std::size_t i = 0; i <= height; ++i) {
    std::string line;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (g > 0) line += blanks(kGap);
      const std::size_t width = layout.span(groups[g]);
      const std::size_t skipped = height - titles[g].size();
      if (i == height) {
        line += titles[g].empty() ? blanks(width) : repeated("─", width);
      } else {
        line += i < skipped ? blanks(width) : centred(titles[g][i - skipped], width);
      }
    }
    append_line(result, line);
  }
}

void append_heads(std::string& result, const Table& table, const Layout& layout) {
  std::size_t height = 0;
  for (const auto& head : layout.heads) height = std::max(height, head.size());
  for (std::size_t i = 0; i < height; ++i) {
    std::string line;
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      if (j > 0) line += blanks(kGap);
      const auto& head = layout.heads[j];
      const std::size_t skipped = height - head.size();
      line += aligned(i < skipped ? "" : head[i - skipped], layout.widths[j], table.columns[j].right);
    }
    append_line(result, line);
  }
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::string> wrap_lines(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.empty() && display_width(lines.back()) + 1 + display_width(word) <= width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::vector<ColumnGroup> column_groups(const Table& table) {
  std::vector<ColumnGroup> groups;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const std::string& title = table.columns[j].group;
    if (!groups.empty() && groups.back().title == title) {
      groups.back().end = j + 1;
    } else {
      groups.push_back({title, j, j + 1});
    }
  }
  return groups;
}

std::string table_to_text(const Table& table, std::size_t width) {
  for (const Row& row : table.rows) RELUGAP_CHECK(row.cells.size() == table.columns.size());
  const Layout layout(table);
  std::string result;
  for (const std::string& line : wrap_lines(render_inline(table.title, Markup::Terminal), width))
    result += line + "\n";
  result += repeated("━", layout.total) + "\n";
  append_groups(result, table, layout);
  append_heads(result, table, layout);
  result += repeated("─", layout.total) + "\n";
  for (const Row& row : table.rows) {
    if (row.rule_above) result += "\n";
    std::string line;
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      if (j > 0) line += blanks(kGap);
      line += aligned(render_inline(row.cells[j].text, Markup::Terminal), layout.widths[j],
                      table.columns[j].right);
    }
    append_line(result, line);
  }
  result += repeated("━", layout.total) + "\n";
  for (const std::string& note : table.notes) {
    for (const std::string& line : wrap_lines(render_inline(note, Markup::Terminal), width))
      result += line + "\n";
  }
  return result;
}

std::string table_to_csv(const Table& table) {
  std::string result;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    result += (j > 0 ? "," : "") + csv_field(table.columns[j].key);
  }
  result += "\n";
  for (const Row& row : table.rows) {
    RELUGAP_CHECK(row.cells.size() == table.columns.size());
    for (std::size_t j = 0; j < row.cells.size(); ++j)
      result += (j > 0 ? "," : "") + csv_field(row.cells[j].data);
    result += "\n";
  }
  return result;
}

}  // namespace relugap::report
