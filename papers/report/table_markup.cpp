#include <algorithm>

#include "lib/core/error.h"
#include "papers/report/table.h"

namespace relugap::report {

namespace {

std::string with_breaks(const std::string& text, Markup markup, const std::string& line_break) {
  std::string result;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find('\n', begin);
    result += render_inline(std::string_view(text).substr(begin, end - begin), markup);
    if (end == std::string::npos) return result;
    result += line_break;
    begin = end + 1;
  }
}

std::string latex_head(const std::string& text) {
  if (text.find('\n') == std::string::npos) return render_inline(text, Markup::Latex);
  return "\\shortstack{" + with_breaks(text, Markup::Latex, " \\\\ ") + "}";
}

/// A group heading of about `columns` columns, broken into lines that fit above them. Mathematics is never broken.
std::string latex_group(const std::string& title, std::size_t columns) {
  std::string unbroken;
  bool math = false;
  for (const char c : title) {
    if (c == '$') math = !math;
    unbroken += c == ' ' && math ? '\x01' : c;
  }
  std::string result;
  const std::vector<std::string> lines = wrap_lines(unbroken, 11 * columns);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string line = lines[i];
    std::replace(line.begin(), line.end(), '\x01', ' ');
    result += (i > 0 ? " \\\\ " : "") + render_inline(line, Markup::Latex);
  }
  return lines.size() > 1 ? "\\shortstack{" + result + "}" : result;
}

bool has_groups(const Table& table) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [](const Column& c) { return !c.group.empty(); });
}

void check_shape(const Table& table) {
  for (const Row& row : table.rows) RELUGAP_CHECK(row.cells.size() == table.columns.size());
}

const char* align_class(const Column& column) { return column.right ? " class=\"r\"" : ""; }

std::string html_groups(const Table& table) {
  std::string line = "<tr class=\"groups\">";
  for (const ColumnGroup& group : column_groups(table)) {
    line += "<th colspan=\"" + std::to_string(group.end - group.begin) + "\"";
    line += group.title.empty()
                ? "></th>"
                : " class=\"group\"><span>" + render_inline(group.title, Markup::Html) + "</span></th>";
  }
  return line + "</tr>\n";
}

std::string latex_groups(const Table& table) {
  std::string line, rules;
  for (const ColumnGroup& group : column_groups(table)) {
    if (!line.empty()) line += " & ";
    const std::size_t span = group.end - group.begin;
    line += "\\multicolumn{" + std::to_string(span) + "}{c}{" + latex_group(group.title, span) + "}";
    if (!group.title.empty()) {
      rules += "\\cmidrule(lr){" + std::to_string(group.begin + 1) + "-" + std::to_string(group.end) + "}";
    }
  }
  return line + " \\\\\n" + rules + "\n";
}

}  // namespace

std::string table_to_markdown(const Table& table) {
  check_shape(table);
  std::string result = "**" + render_inline(table.title, Markup::Markdown) + "**\n\n|";
  for (const Column& column : table.columns) {
    std::string head = with_breaks(column.head, Markup::Markdown, " ");
    if (!column.group.empty()) head += "<br><sub>" + render_inline(column.group, Markup::Markdown) + "</sub>";
    result += " " + head + " |";
  }
  result += "\n|";
  for (const Column& column : table.columns) result += column.right ? "---:|" : ":---|";
  result += "\n";
  for (const Row& row : table.rows) {
    result += "|";
    for (const Cell& cell : row.cells) result += " " + render_inline(cell.text, Markup::Markdown) + " |";
    result += "\n";
  }
  for (const std::string& note : table.notes) result += "\n" + render_inline(note, Markup::Markdown) + "\n";
  return result;
}

std::string table_to_html(const Table& table) {
  check_shape(table);
  std::string result = "<section id=\"" + escape(table.name, Markup::Html) + "\">\n<h2>" +
                       render_inline(table.title, Markup::Html) +
                       "</h2>\n<div class=\"scroll\"><table>\n<thead>\n";
  if (has_groups(table)) result += html_groups(table);
  result += "<tr>";
  for (const Column& column : table.columns) {
    result += std::string("<th") + align_class(column) + ">" +
              with_breaks(column.head, Markup::Html, "<br>") + "</th>";
  }
  result += "</tr>\n</thead>\n<tbody>\n";
  for (const Row& row : table.rows) {
    result += row.rule_above ? "<tr class=\"rule\">" : "<tr>";
    for (std::size_t j = 0; j < row.cells.size(); ++j) {
      result += std::string("<td") + align_class(table.columns[j]) + ">" +
                render_inline(row.cells[j].text, Markup::Html) + "</td>";
    }
    result += "</tr>\n";
  }
  result += "</tbody>\n</table></div>\n";
  for (const std::string& note : table.notes) {
    result += "<p class=\"note\">" + render_inline(note, Markup::Html) + "</p>\n";
  }
  return result + "</section>\n";
}

std::string table_to_latex(const Table& table) {
  check_shape(table);
  std::string result = "% Needs \\usepackage{booktabs}.\n\\begin{table}\n\\centering\n\\small\n\\caption{" +
                       render_inline(table.title, Markup::Latex) + "}\n\\label{tab:" + table.name +
                       "}\n\\setlength{\\tabcolsep}{4pt}\n\\begin{tabular}{@{}";
  for (const Column& column : table.columns) result += column.right ? "r" : "l";
  result += "@{}}\n\\toprule\n";
  if (has_groups(table)) result += latex_groups(table);
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    result += (j > 0 ? " & " : "") + latex_head(table.columns[j].head);
  }
  result += " \\\\\n\\midrule\n";
  for (const Row& row : table.rows) {
    if (row.rule_above) result += "\\addlinespace\n";
    for (std::size_t j = 0; j < row.cells.size(); ++j) {
      result += (j > 0 ? " & " : "") + render_inline(row.cells[j].text, Markup::Latex);
    }
    result += " \\\\\n";
  }
  result += "\\bottomrule\n\\end{tabular}\n";
  for (const std::string& note : table.notes) {
    result +=
        "\n\\smallskip\n\\parbox{\\linewidth}{\\footnotesize " + render_inline(note, Markup::Latex) + "}\n";
  }
  return result + "\\end{table}\n";
}

}  // namespace relugap::report
