#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relugap::target {

/// A piece of a formula: a number, a name, one of + - * / ^ ( ) , or the end of the text.
struct Token {
  enum class Kind { Number, Name, Symbol, End };
  Kind kind = Kind::End;
  std::string_view text;
  std::size_t at = 0;  ///< offset of its first byte
};

/// Refuses the formula `text` at a byte offset: InputError "formula 'TEXT': column N: expected X, found Y".
[[noreturn]] void refuse(std::string_view text, std::size_t at, const std::string& expected,
                         const std::string& found);

/// The token as errors name it: "'sin'", "the end".
std::string describe(const Token& token);

/// Cuts a formula into tokens, one ahead of the parser.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { advance(); }

  const Token& peek() const { return token_; }
  Token next();
  bool is(char symbol) const { return token_.kind == Token::Kind::Symbol && token_.text[0] == symbol; }

  /// Takes the symbol if it comes next.
  bool accept(char symbol);

  std::string_view text() const { return text_; }

 private:
  void advance();

  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
};

}  // namespace relugap::target
