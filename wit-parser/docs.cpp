#include "wit-parser/docs.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace witc::wit {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

std::string_view trim_end(std::string_view text) { return text.substr(0, text.find_last_not_of(blanks) + 1); }

std::string_view content(std::string_view comment) {
  if (comment.starts_with("/**") && comment.size() >= 5) return comment.substr(3, comment.size() - 5);
  return comment.substr(std::min(comment.find_first_not_of('/'), comment.size()));
}

void append_lines(std::string& out, std::string_view text) {
  do {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.append(line) += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  } while (!text.empty());
}

}  // namespace

std::string documentation(std::span<const Comment> comments) {
  std::vector<std::string_view> parts;
  for (const Comment& comment : comments) parts.push_back(trim_end(content(comment.text)));
  std::size_t indentation = std::string_view::npos;
  for (const auto part : parts)
    if (!part.empty()) indentation = std::min(indentation, part.find_first_not_of(blanks));
  std::string text;
  for (const auto part : parts) {
    const std::string spaces(part.empty() ? 0 : indentation, ' ');
    append_lines(text, part.starts_with(spaces) ? part.substr(spaces.size()) : part);
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace witc::wit
