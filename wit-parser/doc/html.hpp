#pragma once

#include <string>
#include <string_view>

namespace witc::wit::html {

/// Text as content or in the quotes of an attribute.
std::string escape(std::string_view text);

/// `<tag attributes>content</tag>`; only `text` parameters of other functions are escaped, these are HTML already.
std::string element(std::string_view tag, std::string_view content, std::string_view attributes = {});
/// ` name="text"`
std::string attribute(std::string_view name, std::string_view text);
/// A link around HTML.
std::string link(std::string_view address, std::string_view content);

}  // namespace witc::wit::html
