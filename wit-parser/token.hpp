#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "support/source_map.hpp"

// WIT.md: Lexical structure.

namespace witc::wit {

enum class TokenKind : std::uint8_t {
  identifier,  ///< `name` or `%name`
  keyword,     ///< a reserved word; which one is its text
  integer,
  version,  ///< digits and what follows them in a semantic version
  string,   ///< with its quotes, escapes not yet decoded
  equals,
  comma,
  colon,
  semicolon,
  left_paren,
  right_paren,
  left_brace,
  right_brace,
  less,
  greater,
  star,
  arrow,
  slash,
  period,
  at,
  underscore,
  end,  ///< of the text
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t comments_begin = 0;  ///< the comments right before it, as indices into TokenList::comments
  std::uint32_t comments_end = 0;
  std::string_view text;  ///< into the source; an identifier's is without `%`
};

struct Comment {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  ///< of a line comment: before the line end
  std::string_view text;
};

/// The tokens of one file of a SourceMap, which must outlive this.
struct TokenList {
  FileId file;
  std::vector<Token> tokens;  ///< the last one is `end`
  std::vector<Comment> comments;

  std::span<const Comment> comments_before(const Token& token) const {
    return std::span(comments).subspan(token.comments_begin, token.comments_end - token.comments_begin);
  }
  Span span(const Token& token) const { return {file, token.begin, token.end}; }
};

/// Whether a bare identifier would be read as something else: WIT.md's reserved words and `error-context`.
bool is_keyword(std::string_view word);

}  // namespace witc::wit
