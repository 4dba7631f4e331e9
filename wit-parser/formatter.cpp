#include "wit-parser/formatter.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "wit-parser/lexer.hpp"
#include "wit-parser/parser.hpp"

// Works on tokens, since comments may stand between any two of them. A statement is what belongs on one line: up to a
// `;`, a `{` that begins a block, or the `,` after a member of a type. One that is too long for a line, or has comments
// inside, gets a line for each element of its list.

namespace witc::wit {

namespace {

constexpr std::size_t line_width = 100;

class Formatter {
 public:
  Formatter(const TokenList& tokens, std::string_view text) : list_(tokens), tokens_(tokens.tokens), text_(text) {}

  std::string run() {
    while (at_ < tokens_.size() - 1) statement();
    comments(tokens_.back());
    return std::move(out_);
  }

 private:
  TokenKind kind(std::size_t i) const { return tokens_[i].kind; }
  bool is(std::size_t i, std::string_view keyword) const {
    return kind(i) == TokenKind::keyword && tokens_[i].text == keyword;
  }

  // The output.

  void line(std::string_view text) { out_.append(indentation_ * 2, ' ').append(text) += '\n'; }

  std::size_t newlines(std::size_t begin, std::size_t end) const {
    return static_cast<std::size_t>(std::ranges::count(text_.substr(begin, end - begin), '\n'));
  }

  /// One empty line where the source has any, but none at the beginning of a block.
  void keep_blank_line(std::size_t next) {
    if (!at_block_begin_ && !out_.empty() && newlines(source_end_, next) > 1) out_ += '\n';
    at_block_begin_ = false;
  }

  /// The comments before a token: those on the line of what came before it stay there, others get lines of their own.
  void comments(const Token& token) {
    for (const Comment& comment : list_.comments_before(token)) {
      if (!out_.empty() && newlines(source_end_, comment.begin) == 0) {
        out_.pop_back();
        out_.append(" ").append(comment.text) += '\n';
      } else {
        keep_blank_line(comment.begin);
        line(comment.text);
      }
      source_end_ = comment.end;
    }
  }

  // Statements.

  /// `{` as in `use i.{a}` and `with { a as b }`, which does not begin a block.
  bool begins_list(std::size_t i) const {
    return kind(i) == TokenKind::left_brace && i > 0 && (kind(i - 1) == TokenKind::period || is(i - 1, "with"));
  }

  static bool opens(TokenKind k) {
    return k == TokenKind::left_paren || k == TokenKind::less || k == TokenKind::left_brace;
  }
  static bool closes(TokenKind k) {
    return k == TokenKind::right_paren || k == TokenKind::greater || k == TokenKind::right_brace;
  }

  /// The index after what closes the bracket at `open`.
  std::size_t after_bracket(std::size_t open) const {
    std::size_t depth = 0;
    for (std::size_t i = open;; ++i) {
      if (opens(kind(i))) ++depth;
      if (closes(kind(i)) && --depth == 0) return i + 1;
    }
  }

  /// The index after the statement that begins at `begin`, its last token included.
  std::size_t statement_end(std::size_t begin) const {
    if (kind(begin) == TokenKind::at) return after_bracket(begin + 2);
    for (std::size_t i = begin;; ++i) {
      if (kind(i) == TokenKind::right_brace || kind(i) == TokenKind::end) return i;
      if (kind(i) == TokenKind::semicolon || kind(i) == TokenKind::comma) return i + 1;
      if (kind(i) == TokenKind::left_brace && !begins_list(i)) return i + 1;
      if (!opens(kind(i))) continue;
      i = after_bracket(i) - 1;
      if (is(begin, "include") && kind(i + 1) != TokenKind::semicolon) return i + 1;
    }
  }

  void statement() {
    if (kind(at_) == TokenKind::right_brace) return close_block();
    const std::size_t begin = at_, end = statement_end(at_);
    comments(tokens_[begin]);
    // A comment further inside stays with its element where there is a list, and otherwise comes before the statement.
    const auto list = breakable_list(begin, end);
    bool comments_in_list = false;
    for (std::size_t i = begin + 1; i < end; ++i) {
      if (list && i > list->first && i <= list->second)
        comments_in_list = comments_in_list || !list_.comments_before(tokens_[i]).empty();
      else
        for (const Comment& comment : list_.comments_before(tokens_[i])) line(comment.text);
    }
    keep_blank_line(tokens_[begin].begin);
    std::string text = flat(begin, end);
    const bool is_member = kind(end - 1) != TokenKind::semicolon && kind(end - 1) != TokenKind::left_brace &&
                           kind(begin) != TokenKind::at && !is(begin, "include");
    if (is_member && kind(end - 1) != TokenKind::comma) text += ',';
    const bool is_empty_block = kind(end - 1) == TokenKind::left_brace && kind(end) == TokenKind::right_brace &&
                                list_.comments_before(tokens_[end]).empty();
    if (list && (comments_in_list || indentation_ * 2 + text.size() > line_width))
      broken(begin, end, *list, is_member);
    else
      line(is_empty_block ? text + "}" : text);
    at_ = is_empty_block ? end + 1 : end;
    source_end_ = tokens_[at_ - 1].end;
    if (kind(end - 1) == TokenKind::left_brace && !is_empty_block) {
      ++indentation_;
      at_block_begin_ = true;
    }
  }

  void close_block() {
    comments(tokens_[at_]);
    if (indentation_ != 0) --indentation_;
    line("}");
    source_end_ = tokens_[at_].end;
    at_block_begin_ = false;
    ++at_;
  }

  /// The brackets of the statement's list of parameters or names, if it is not empty.
  std::optional<std::pair<std::size_t, std::size_t>> breakable_list(std::size_t begin, std::size_t end) const {
    if (kind(begin) == TokenKind::at) return std::nullopt;
    for (std::size_t i = begin; i < end; ++i) {
      const bool is_params =
          kind(i) == TokenKind::left_paren && i > 0 && (is(i - 1, "func") || is(i - 1, "constructor"));
      if (!is_params && !begins_list(i)) continue;
      const std::size_t close = after_bracket(i) - 1;
      if (close == i + 1) return std::nullopt;
      return std::pair(i, close);
    }
    return std::nullopt;
  }

  void broken(std::size_t begin, std::size_t end, std::pair<std::size_t, std::size_t> list, bool is_member) {
    line(flat(begin, list.first + 1));
    source_end_ = tokens_[list.first].end;
    ++indentation_;
    at_block_begin_ = true;
    for (std::size_t i = list.first + 1; i < list.second;) {
      const std::size_t element_end = this->element_end(i, list.second);
      comments(tokens_[i]);
      at_block_begin_ = false;
      for (std::size_t j = i + 1; j < element_end; ++j)
        for (const Comment& comment : list_.comments_before(tokens_[j])) line(comment.text);
      line(flat(i, element_end) + ",");
      i = kind(element_end) == TokenKind::comma ? element_end + 1 : element_end;
      source_end_ = tokens_[i - 1].end;
    }
    comments(tokens_[list.second]);
    --indentation_;
    line(flat(list.second, end) + (is_member && kind(end - 1) != TokenKind::comma ? "," : ""));
  }

  std::size_t element_end(std::size_t begin, std::size_t close) const {
    for (std::size_t i = begin; i < close; ++i) {
      if (kind(i) == TokenKind::comma) return i;
      if (opens(kind(i))) i = after_bracket(i) - 1;
    }
    return close;
  }

  // Spaces.

  /// `a:b/c` and `package a:b`, against `name: type`.
  bool is_path_colon(std::size_t i) const {
    if (kind(i + 1) != TokenKind::identifier) return false;
    return kind(i + 2) == TokenKind::slash || (i >= 2 && is(i - 2, "package"));
  }

  bool space_between(std::size_t left, std::size_t right) const {
    using K = TokenKind;
    const K l = kind(left), r = kind(right);
    if (r == K::comma || r == K::semicolon || r == K::right_paren || r == K::greater || r == K::colon || r == K::less ||
        r == K::left_paren || r == K::slash || r == K::period || r == K::at)
      return false;
    if (l == K::left_paren || l == K::less || l == K::slash || l == K::period || l == K::at) return false;
    if (l == K::colon) return !is_path_colon(left);
    const bool in_use = l == K::left_brace ? kind(left - 1) == K::period : r == K::right_brace && is_use_list(right);
    return !in_use;
  }

  bool is_use_list(std::size_t close) const {
    for (std::size_t i = close; i-- > 0;)
      if (kind(i) == TokenKind::left_brace) return kind(i - 1) == TokenKind::period;
    return false;
  }

  std::string flat(std::size_t begin, std::size_t end) const {
    std::string text;
    std::size_t last = begin;
    for (std::size_t i = begin; i < end; ++i) {
      const bool is_trailing_comma = kind(i) == TokenKind::comma && i + 1 < end && closes(kind(i + 1));
      if (is_trailing_comma) continue;
      if (i != begin && space_between(last, i)) text += ' ';
      text += text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
      last = i;
    }
    return text;
  }

  const TokenList& list_;
  const std::vector<Token>& tokens_;
  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t indentation_ = 0;
  std::size_t source_end_ = 0;  ///< where the last token or comment that is in `out_` ended
  bool at_block_begin_ = true;
};

}  // namespace

std::optional<std::string> format(const SourceMap& sources, FileId file, Diagnostics& diagnostics) {
  const TokenList tokens = tokenize(sources, file, diagnostics);
  parse(tokens, diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  return Formatter(tokens, sources.file(file).text()).run();
}

}  // namespace witc::wit
