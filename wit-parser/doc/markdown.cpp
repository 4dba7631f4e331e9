#include "wit-parser/doc/markdown.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "wit-parser/doc/html.hpp"

namespace witc::wit {

namespace {

/// Emphasis in emphasis, lists in lists; what is deeper stays text.
constexpr int max_depth = 6;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }
bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

bool is_web_address(std::string_view address) {
  constexpr std::string_view schemes[] = {"https://", "http://", "mailto:"};
  return std::ranges::any_of(schemes, [&](std::string_view scheme) { return address.starts_with(scheme); }) &&
         std::ranges::none_of(address, [](char c) { return is_blank(c) || static_cast<unsigned char>(c) < 0x20; });
}

/// What stands in a line.
class Inline {
 public:
  Inline(std::string_view text, int depth, bool with_links) : text_(text), depth_(depth), with_links_(with_links) {}

  std::string run() {
    while (position_ < text_.size())
      if (!special()) plain();
    flush();
    return std::move(out_);
  }

 private:
  bool special() {
    switch (text_[position_]) {
      case '\\': return backslash();
      case '`': return code();
      case '*':
      case '_': return emphasis();
      case '[': return bracket_link();
      case '<': return address_link();
      default: return false;
    }
  }
  void plain() { ++position_; }
  void flush() {
    out_ += html::escape(text_.substr(plain_begin_, position_ - plain_begin_));
    plain_begin_ = position_;
  }
  /// Appends HTML for the text up to `end`.
  bool put(const std::string& html, std::size_t end) {
    flush();
    out_ += html;
    position_ = plain_begin_ = end;
    return true;
  }
  std::string inner(std::size_t begin, std::size_t end, bool with_links) const {
    return Inline(text_.substr(begin, end - begin), depth_ + 1, with_links).run();
  }

  bool backslash() {
    constexpr std::string_view escapable = "\\`*_[]()<>#+-.!{}";
    if (position_ + 1 >= text_.size() || escapable.find(text_[position_ + 1]) == std::string_view::npos) return false;
    return put(html::escape(text_.substr(position_ + 1, 1)), position_ + 2);
  }

  std::size_t run_length(std::size_t at) const {
    const std::size_t end = text_.find_first_not_of(text_[at], at);
    return std::min(end, text_.size()) - at;
  }

  /// Ends with as many backticks as it begins with.
  bool code() {
    const std::size_t length = run_length(position_);
    const std::size_t begin = position_ + length;
    std::size_t close = std::string_view::npos;
    if (length < unclosed_code_.size() && !unclosed_code_[length]) {
      for (close = text_.find('`', begin); close != std::string_view::npos; close = text_.find('`', close)) {
        const std::size_t found = run_length(close);
        if (found == length) break;
        close += found;
      }
      unclosed_code_[length] = close == std::string_view::npos;
    }
    if (close == std::string_view::npos) {
      position_ += length;  // the other backticks of the run begin nothing either
      return true;
    }
    std::string_view content = text_.substr(begin, close - begin);
    if (content.size() > 2 && content.starts_with(' ') && content.ends_with(' '))
      content = content.substr(1, content.size() - 2);
    return put(html::element("code", html::escape(content)), close + length);
  }

  /// `*a*`, `_a_`, `**a**`, `__a__`. Underscores in words are none.
  bool emphasis() {
    const char mark = text_[position_];
    constexpr std::size_t most_marks = 3;
    const std::size_t run = run_length(position_);
    if (run > most_marks) {
      position_ += run;  // a line of marks
      return true;
    }
    const std::size_t length = std::min<std::size_t>(run, 2);
    const std::size_t begin = position_ + length;
    const bool in_word = mark == '_' && position_ > 0 && is_alphanumeric(text_[position_ - 1]);
    bool& unclosed = unclosed_emphasis_[(mark == '_' ? 2 : 0) + length - 1];
    if (depth_ == max_depth || in_word || unclosed || begin >= text_.size() || is_blank(text_[begin])) return false;
    const std::string_view closing = text_.substr(position_, length);
    std::size_t close = text_.find(closing, begin + 1);
    while (close != std::string_view::npos && !closes(close, length)) close = text_.find(closing, close + 1);
    unclosed = close == std::string_view::npos;
    if (unclosed) return false;
    return put(html::element(length == 2 ? "strong" : "em", inner(begin, close, with_links_)), close + length);
  }
  bool closes(std::size_t at, std::size_t length) const {
    const std::size_t after = at + length;
    const bool in_word = text_[at] == '_' && after < text_.size() && is_alphanumeric(text_[after]);
    const bool in_run =
        length == 1 && ((after < text_.size() && text_[after] == text_[at]) || text_[at - 1] == text_[at]);
    return !is_blank(text_[at - 1]) && !in_word && !in_run;
  }

  /// `[text](address)`
  bool bracket_link() {
    const std::size_t close = text_.find_first_of("[]", position_ + 1);
    if (close == std::string_view::npos || text_.substr(close, 2) != "](") return false;
    const std::size_t end = text_.find_first_of("[()<> \n", close + 2);
    if (end == std::string_view::npos || text_[end] != ')') return false;
    const auto address = text_.substr(close + 2, end - close - 2);
    if (!is_web_address(address) || depth_ == max_depth) return false;
    const std::string content = inner(position_ + 1, close, false);
    return put(with_links_ ? html::link(address, content) : content, end + 1);
  }

  /// `<address>`
  bool address_link() {
    const std::size_t end = text_.find_first_of("<> \n", position_ + 1);
    if (end == std::string_view::npos || text_[end] != '>') return false;
    const auto address = text_.substr(position_ + 1, end - position_ - 1);
    if (!is_web_address(address)) return false;
    const std::string content = html::escape(address);
    return put(with_links_ ? html::link(address, content) : content, end + 1);
  }

  std::string_view text_;
  int depth_;
  bool with_links_;
  std::string out_;
  std::size_t position_ = 0;
  std::size_t plain_begin_ = 0;
  // What was looked for and is nowhere in the rest: not looked for again.
  std::array<bool, 8> unclosed_code_ = {};
  std::array<bool, 4> unclosed_emphasis_ = {};
};

std::size_t indentation(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// Where the content of an item begins: behind "- ", "* ", "+ ", "1. " or "1) ".
struct Bullet {
  std::size_t content;
  bool ordered;
};
std::optional<Bullet> bullet(std::string_view line) {
  const std::size_t begin = indentation(line);
  std::size_t end = begin;
  constexpr std::size_t most_digits = 9;
  while (end < line.size() && end - begin < most_digits && line[end] >= '0' && line[end] <= '9') ++end;
  const bool ordered = end != begin;
  if (end == line.size() || std::string_view(ordered ? ".)" : "-*+").find(line[end]) == std::string_view::npos)
    return std::nullopt;
  ++end;
  if (end < line.size() && line[end] != ' ') return std::nullopt;
  return Bullet{end + indentation(line.substr(end)), ordered};
}

std::optional<std::size_t> heading_level(std::string_view line) {
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  if (level == 0 || level > 6 || (level < line.size() && line[level] != ' ')) return std::nullopt;
  return level;
}

std::string_view fence(std::string_view line) {
  const auto content = line.substr(indentation(line));
  for (const char c : {'`', '~'}) {
    const std::size_t length = std::min(content.find_first_not_of(c), content.size());
    if (length >= 3) return content.substr(0, length);
  }
  return {};
}

class Blocks {
 public:
  Blocks(std::vector<std::string_view> lines, int depth) : lines_(std::move(lines)), depth_(depth) {}

  std::string run() {
    while (at_ < lines_.size()) {
      const auto line = lines_[at_];
      if (indentation(line) == line.size())
        ++at_;
      else if (const auto mark = fence(line); !mark.empty())
        code(mark);
      else if (const auto level = heading_level(line))
        heading(*level);
      else if (const auto first = bullet(line); first && depth_ < max_depth)
        list(first->ordered);
      else
        out_ += html::element("p", Inline(paragraph(), 0, true).run()) + "\n";
    }
    return std::move(out_);
  }

  /// The lines up to what is something else, joined.
  std::string paragraph() {
    std::string text;
    for (; at_ < lines_.size(); ++at_) {
      const auto line = lines_[at_];
      const std::size_t begin = indentation(line);
      const bool ends = begin == line.size() || !fence(line).empty() || heading_level(line) || bullet(line);
      if (ends && !text.empty()) break;
      text += (text.empty() ? "" : "\n") + std::string(line.substr(begin));
    }
    return text;
  }

 private:
  void code(std::string_view mark) {
    const std::size_t indented = indentation(lines_[at_++]);
    std::string content;
    for (; at_ < lines_.size(); ++at_) {
      const auto line = lines_[at_];
      const auto found = fence(line);
      if (found.starts_with(mark) && found.size() == line.size() - indentation(line)) break;
      content += std::string(line.substr(std::min(indented, indentation(line)))) + "\n";
    }
    ++at_;
    out_ += html::element("pre", html::element("code", html::escape(content))) + "\n";
  }

  /// Below the headings of the page.
  void heading(std::size_t level) {
    auto text = lines_[at_++].substr(level);
    const char* tag = level <= 2 ? "h5" : "h6";
    out_ += html::element(tag, Inline(text.substr(indentation(text)), 0, true).run()) + "\n";
  }

  void list(bool ordered) {
    const std::size_t margin = indentation(lines_[at_]);
    std::string items;
    while (at_ < lines_.size()) {
      const auto next = bullet(lines_[at_]);
      if (!next || next->ordered != ordered || indentation(lines_[at_]) != margin) break;
      items += html::element("li", Blocks(item(*next, margin), depth_ + 1).run_item()) + "\n";
    }
    out_ += html::element(ordered ? "ol" : "ul", "\n" + items) + "\n";
  }

  /// The lines of an item, without its indentation: those that are indented more than its bullet, and what goes on with
  /// its first paragraph.
  std::vector<std::string_view> item(const Bullet& first, std::size_t margin) {
    std::vector<std::string_view> lines{lines_[at_].substr(std::min(first.content, lines_[at_].size()))};
    bool after_blank = false;
    for (++at_; at_ < lines_.size(); ++at_) {
      const auto line = lines_[at_];
      const std::size_t begin = indentation(line);
      if (begin != line.size() && begin <= margin &&
          (after_blank || bullet(line) || heading_level(line) || !fence(line).empty()))
        break;
      after_blank = begin == line.size();
      lines.push_back(line.substr(std::min(begin, first.content)));
    }
    return lines;
  }

  /// An item that is a single paragraph stands without one.
  std::string run_item() {
    std::string html = run();
    const std::string_view open = "<p>", close = "</p>\n";
    if (html.starts_with(open) && html.find(close) == html.rfind("</p>") && html.find("<p>", 1) == std::string::npos) {
      html.erase(html.find(close), close.size());
      html.erase(0, open.size());
    }
    return html;
  }

  std::vector<std::string_view> lines_;
  int depth_;
  std::size_t at_ = 0;
  std::string out_;
};

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string markdown(std::string_view text) { return Blocks(split_lines(text), 0).run(); }

std::string markdown_summary(std::string_view text) {
  const auto lines = split_lines(text);
  if (lines.empty() || heading_level(lines[0]) || bullet(lines[0]) || !fence(lines[0]).empty()) return {};
  return Inline(Blocks(lines, 0).paragraph(), 0, false).run();
}

}  // namespace witc::wit
