#include "lib/target/formula_lexer.h"

#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap::target {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Length of the longest number at the start: digits with a point, then an exponent if digits follow its letter.
std::size_t number_length(std::string_view text) {
  const auto digits = [text](std::size_t i) {
    while (i < text.size() && is_digit(text[i])) ++i;
    return i;
  };
  std::size_t i = digits(0);
  if (i < text.size() && text[i] == '.') i = digits(i + 1);
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const std::size_t sign = i + 1 < text.size() && (text[i + 1] == '+' || text[i + 1] == '-') ? 1 : 0;
    const std::size_t end = digits(i + 1 + sign);
    if (end > i + 1 + sign) i = end;
  }
  return i;
}

}  // namespace

void refuse(std::string_view text, std::size_t at, const std::string& expected, const std::string& found) {
  throw InputError("formula " + quote(text) + ": column " + std::to_string(at + 1) + ": expected " +
                   expected + ", found " + found);
}

std::string describe(const Token& token) {
  return token.kind == Token::Kind::End ? "the end" : quote(token.text, 40);
}

Token Lexer::next() {
  const Token result = token_;
  advance();
  return result;
}

bool Lexer::accept(char symbol) {
  if (!is(symbol)) return false;
  advance();
  return true;
}

void Lexer::advance() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  const std::string_view rest = text_.substr(at_);
  std::size_t length = 0;
  if (rest.empty()) {
    token_ = {Token::Kind::End, rest, at_};
    return;
  }
  if (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1]))) {
    length = number_length(rest);
    token_ = {Token::Kind::Number, rest.substr(0, length), at_};
  } else if (is_letter(rest[0])) {
    while (length < rest.size() && (is_letter(rest[length]) || is_digit(rest[length]))) ++length;
    token_ = {Token::Kind::Name, rest.substr(0, length), at_};
  } else if (std::string_view("+-*/^(),").find(rest[0]) != std::string_view::npos) {
    length = 1;
    token_ = {Token::Kind::Symbol, rest.substr(0, length), at_};
  } else {
    refuse(text_, at_, "a number, a name or one of + - * / ^ ( ) ,", quote(rest.substr(0, 1)));
  }
  at_ += length;
}

}  // namespace relugap::target
