#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "witc/error.hpp"

// Tokens of the text format (core spec, text/lexical). Knows nothing of modules: the component text format and scripts
// are made of the same tokens.

namespace witc::text {

enum class TokenKind : std::uint8_t {
  open,        ///< (
  close,       ///< )
  keyword,     ///< starts with a lower-case letter: `i32.add`, `offset=4`
  identifier,  ///< $name or $"quoted name"
  integer,     ///< digits with optional sign
  floating,    ///< everything else that is a number, `inf` and `nan` among them
  string,
  reserved,  ///< what looks like a token and is none; a parser refuses it where it stands
  end,       ///< of the input
};

struct Token {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  TokenKind kind = TokenKind::end;
};

/// `(@id …)`. Not a token: annotations are white space to those who do not ask for them.
struct Annotation {
  std::string id;
  std::uint32_t before = 0;  ///< index of the first token after it
  std::uint32_t offset = 0;
  std::vector<Token> tokens;  ///< its content, closed with an `end`
};

/// The tokens of one text, which must outlive this.
class TokenBuffer {
 public:
  std::string_view source() const { return source_; }
  /// The last one is `end`.
  std::span<const Token> tokens() const { return tokens_; }
  /// Those with a known id, in order.
  std::span<const Annotation> annotations() const { return annotations_; }

  std::string_view text(const Token& token) const { return source_.substr(token.offset, token.length); }
  /// The name of an identifier without `$`; $a and $"a" are the same.
  std::string_view identifier(const Token& token) const;
  Location location(std::uint32_t offset) const;
  std::uint32_t line(std::uint32_t offset) const;

 private:
  friend class Lexer;
  std::string_view source_;
  std::vector<Token> tokens_;
  std::vector<Annotation> annotations_;
  std::map<std::uint32_t, std::string> quoted_identifiers_;  ///< by offset
  std::vector<std::uint32_t> line_starts_;
};

/// Refuses texts that are not UTF-8 or 4 GiB and longer, strings and comments that do not end, illegal escapes and
/// characters. Annotations are kept when their id is in `known_annotations`, otherwise skipped.
Expected<TokenBuffer> tokenize(std::string_view source, std::span<const std::string_view> known_annotations = {});

/// Whether identifiers may have the character without quotes (text/lexical: idchar).
bool is_idchar(char c);

}  // namespace witc::text
