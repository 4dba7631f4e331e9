#include "bindgen/text.hpp"

#include <algorithm>

namespace witc::bindgen {

std::string join(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (const auto& item : items) {
    if (&item != items.data()) text += separator;
    text += item;
  }
  return text;
}

std::string wrap_list(const std::string& before, const std::vector<std::string>& items, const std::string& after,
                      std::size_t indent) {
  std::string text = before + join(items) + after;
  if (indent + text.size() <= line_width || items.empty()) return text;
  text = before;
  const std::string new_line = "\n" + std::string(indent + 4, ' ');
  std::size_t column = line_width;
  for (const auto& item : items) {
    const bool is_last = &item == &items.back();
    const std::string piece = item + (is_last ? after : ",");
    if (column + 1 + piece.size() > line_width) {
      text += new_line + piece;
      column = indent + 4 + piece.size();
    } else {
      text += " " + piece;
      column += 1 + piece.size();
    }
  }
  return text;
}

std::string quoted(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

Doc doc_of(const std::string& docs, const wit::Stability& stability) {
  Doc doc;
  std::string_view rest = docs;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    std::string line(rest.substr(0, end));
    std::ranges::replace_if(line, [](unsigned char c) { return c < ' '; }, ' ');
    while (line.ends_with(' ') || line.ends_with('\\')) line.pop_back();  // `\` would continue the comment
    doc.lines.push_back(line.empty() ? "" : " " + line);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  while (!doc.lines.empty() && doc.lines.back().empty()) doc.lines.pop_back();
  if (stability.deprecated) doc.deprecated = "since " + to_string(*stability.deprecated);
  return doc;
}

}  // namespace witc::bindgen
