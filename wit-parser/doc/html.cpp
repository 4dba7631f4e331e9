#include "wit-parser/doc/html.hpp"

namespace witc::wit::html {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string element(std::string_view tag, std::string_view content, std::string_view attributes) {
  std::string out;
  out.reserve(2 * tag.size() + content.size() + attributes.size() + 5);
  ((out += '<') += tag) += attributes;
  ((((out += '>') += content) += "</") += tag) += '>';
  return out;
}

std::string attribute(std::string_view name, std::string_view text) {
  return " " + std::string(name) + "=\"" + escape(text) + "\"";
}

std::string link(std::string_view address, std::string_view content) {
  return element("a", content, attribute("href", address));
}

}  // namespace witc::wit::html
