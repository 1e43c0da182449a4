#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relugap::report {

/// The languages that a report is written in. Terminal also serves CSV.
enum class Markup { Terminal, Markdown, Latex, Html };

/// Renders one line of running text, escaped for the language, so that no text can leave its place.
///
/// Between dollar signs stands mathematics in a small part of LaTeX: letters, digits, operators, ^ and _ with one
/// character or {...}, and the commands of inline.cpp (\infty, \varepsilon, \le, \times, ...); `\$` is a dollar sign.
///   "error $\le 10^{-3}$"  ->  error <= 10^-3 in the terminal's Unicode, `error $\le 10^{-3}$` in LaTeX.
/// An unmatched dollar sign is printed as it is.
std::string render_inline(std::string_view text, Markup markup);

/// A stretch of rendered text on one level: 0 the base line, +1 superscript, -1 subscript. For pictures.
struct Span {
  std::string text;  ///< plain Unicode, not escaped
  int level = 0;
  bool italic = false;
};

/// The text as spans; LaTeX commands are replaced by the Unicode characters they stand for.
std::vector<Span> inline_spans(std::string_view text);

/// Plain text (no mathematics in it) with the characters replaced that mean something in the language.
std::string escape(std::string_view text, Markup markup);

}  // namespace relugap::report
