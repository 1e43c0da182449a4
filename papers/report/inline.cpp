#include "papers/report/inline.h"

#include <array>
#include <cctype>
#include <utility>

namespace relugap::report {

namespace {

struct Command {
  std::string_view name;
  std::string_view unicode;
};

constexpr std::array kCommands = {
    Command{"infty", "∞"}, Command{"varepsilon", "ε"}, Command{"leq", "≤"},   Command{"le", "≤"},
    Command{"geq", "≥"},   Command{"ge", "≥"},         Command{"times", "×"}, Command{"cdot", "·"},
    Command{"ell", "ℓ"},   Command{"in", "∈"},         Command{"sup", "sup"}, Command{"log", "log"},
    Command{"sin", "sin"}, Command{"pm", "±"},         Command{"|", "‖"},     Command{",", " "},
    Command{"dots", "…"},  Command{"approx", "≈"},     Command{"min", "min"}, Command{"max", "max"},
};

/// Characters beyond ASCII that plain LaTeX needs as commands; others are left to UTF-8 input.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kLatexUnicode = {{
    {"∞", "$\\infty$"},
    {"ε", "$\\varepsilon$"},
    {"≤", "$\\leq$"},
    {"≥", "$\\geq$"},
    {"×", "$\\times$"},
    {"·", "$\\cdot$"},
    {"ℓ", "$\\ell$"},
    {"±", "$\\pm$"},
    {"‖", "$\\|$"},
    {"−", "$-$"},
    {"\u202F", "\\,"},
    {"–", "--"},
    {"—", "---"},
    {"†", "\\dag{}"},
    {"≈", "$\\approx$"},
}};

std::size_t utf8_length(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::string_view latex_character(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '~':
      return "\\textasciitilde{}";
    case '^':
      return "\\textasciicircum{}";
    case '<':
      return "\\textless{}";
    case '>':
      return "\\textgreater{}";
    case '|':
      return "\\textbar{}";
    case '"':
      return "{\\ttfamily\\char34}";  // in every font encoding
    case '{':
      return "\\{";
    case '}':
      return "\\}";
    case '$':
      return "\\$";
    case '&':
      return "\\&";
    case '#':
      return "\\#";
    case '_':
      return "\\_";
    case '%':
      return "\\%";
    default:
      return {};
  }
}

std::string_view html_character(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string_view markdown_character(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\\':
      return "\\\\";
    case '`':
      return "\\`";
    case '*':
      return "\\*";
    case '_':
      return "\\_";
    case '[':
      return "\\[";
    case ']':
      return "\\]";
    case '|':
      return "\\|";
    case '$':
      return "\\$";
    case '#':
      return "\\#";
    default:
      return {};
  }
}

/// Reads the mathematics between two dollar signs into spans.
class MathReader {
 public:
  MathReader(std::string_view text, std::vector<Span>& spans) : text_(text), spans_(spans) {}
  void read() {
    while (!text_.empty()) read_item(0);
  }

 private:
  void add(std::string_view unicode, int level, bool italic) {
    if (!spans_.empty() && spans_.back().level == level && spans_.back().italic == italic) {
      spans_.back().text += unicode;
    } else {
      spans_.push_back({std::string(unicode), level, italic});
    }
  }

  void read_item(int level) {
    const char c = text_.front();
    if (c == ' ') return text_.remove_prefix(1);
    if (c == '\\') return read_command(level);
    if ((c == '^' || c == '_') && text_.size() > 1) {
      text_.remove_prefix(1);
      return read_item(c == '^' ? 1 : -1);
    }
    if (c == '{') {
      text_.remove_prefix(1);
      while (!text_.empty() && text_.front() != '}') read_item(level);
      if (!text_.empty()) text_.remove_prefix(1);
      return;
    }
    const std::size_t length = std::min(utf8_length(c), text_.size());
    const bool spaced = c == '=' && level == 0 && !spans_.empty();
    add(spaced     ? " = "
        : c == '-' ? "−"
                   : text_.substr(0, length),
        level, std::isalpha(static_cast<unsigned char>(c)) != 0);
    text_.remove_prefix(length);
  }

  void read_command(int level) {
    text_.remove_prefix(1);
    for (const Command& command : kCommands) {
      if (text_.substr(0, command.name.size()) != command.name) continue;
      text_.remove_prefix(command.name.size());
      const bool relation = command.unicode == "≤" || command.unicode == "≥" || command.unicode == "×" ||
                            command.unicode == "≈" || command.unicode == "∈";
      const std::string before = relation && !spans_.empty() ? " " : "";
      const std::string after = relation && text_.find_first_not_of(' ') != std::string_view::npos ? " " : "";
      add(before + std::string(command.unicode) + after, level, false);
      return;
    }
    add("\\", level, false);
  }

  std::string_view text_;
  std::vector<Span>& spans_;
};

/// Position of the next dollar sign that is not escaped.
std::size_t find_dollar(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '$') return i;
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '$') ++i;
  }
  return std::string_view::npos;
}

/// Splits text at its dollar signs: calls plain(part) and math(part) in turn.
template <class Plain, class Math>
void split_math(std::string_view text, Plain plain, Math math) {
  std::string part;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '$') {
      part += text[++i];
      continue;
    }
    const std::size_t end = text[i] == '$' ? find_dollar(text, i + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      part += text[i];
      continue;
    }
    if (!part.empty()) plain(std::string_view(part));
    part.clear();
    math(text.substr(i + 1, end - i - 1));
    i = end;
  }
  if (!part.empty()) plain(std::string_view(part));
}

/// Spans of one level in a row share one <sup> or <sub>.
std::string html_spans(const std::vector<Span>& spans, Markup markup) {
  std::string result;
  for (std::size_t i = 0; i < spans.size();) {
    const int level = spans[i].level;
    std::string text;
    for (; i < spans.size() && spans[i].level == level; ++i) {
      const std::string part = escape(spans[i].text, markup);
      text += spans[i].italic && markup == Markup::Html ? "<i>" + part + "</i>" : part;
    }
    if (level == 0) {
      result += text;
    } else {
      result += level > 0 ? "<sup>" + text + "</sup>" : "<sub>" + text + "</sub>";
    }
  }
  return result;
}

/// Spans of one level in a row, as ^x or _{x,y}.
std::string terminal_spans(const std::vector<Span>& spans) {
  std::string result;
  for (std::size_t i = 0; i < spans.size();) {
    const int level = spans[i].level;
    std::string text;
    for (; i < spans.size() && spans[i].level == level; ++i) text += spans[i].text;
    if (level == 0) {
      result += text;
      continue;
    }
    const bool braces = text.find_first_of(", =") != std::string::npos;
    result += (level > 0 ? "^" : "_") + (braces ? "{" + text + "}" : text);
  }
  std::string ascii_minus;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result.compare(i, 3, "−") == 0) {
      ascii_minus += '-';
      i += 2;
    } else {
      ascii_minus += result[i];
    }
  }
  return ascii_minus;
}

}  // namespace

std::string escape(std::string_view text, Markup markup) {
  if (markup == Markup::Terminal) return std::string(text);
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (markup == Markup::Latex && static_cast<unsigned char>(text[i]) >= 0x80) {
      const std::string_view character = text.substr(i, utf8_length(text[i]));
      std::string_view command = character;
      for (const auto& [unicode, latex] : kLatexUnicode) {
        if (unicode == character) command = latex;
      }
      result += command;
      i += character.size() - 1;
      continue;
    }
    const std::string_view replacement = markup == Markup::Latex  ? latex_character(text[i])
                                         : markup == Markup::Html ? html_character(text[i])
                                                                  : markdown_character(text[i]);
    if (replacement.empty()) {
      result += text[i];
    } else {
      result += replacement;
    }
  }
  return result;
}

std::string render_inline(std::string_view text, Markup markup) {
  std::string result;
  split_math(
      text, [&](std::string_view plain) { result += escape(plain, markup); },
      [&](std::string_view math) {
        if (markup == Markup::Latex) {
          result += "$" + std::string(math) + "$";
          return;
        }
        std::vector<Span> spans;
        MathReader(math, spans).read();
        if (markup == Markup::Terminal) {
          result += terminal_spans(spans);
        } else {
          result += html_spans(spans, markup);
        }
      });
  return result;
}

std::vector<Span> inline_spans(std::string_view text) {
  std::vector<Span> spans;
  split_math(
      text,
      [&](std::string_view plain) {
        spans.push_back({std::string(plain), 0, false});
      },
      [&](std::string_view math) {
        std::vector<Span> part;
        MathReader(math, part).read();
        spans.insert(spans.end(), part.begin(), part.end());
      });
  return spans;
}

}  // namespace relugap::report
