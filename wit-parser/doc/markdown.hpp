#pragma once

#include <string>
#include <string_view>

// The part of Markdown that documentation uses: paragraphs, headings, lists, fenced code; code, emphasis and links in
// them. Everything else, HTML too, is text. Takes time in proportion to the text.

namespace witc::wit {

/// The text as HTML blocks.
std::string markdown(std::string_view text);
/// The first paragraph as HTML to stand in a line; without links, so that it can stand in one. Empty when the text
/// begins with something else.
std::string markdown_summary(std::string_view text);

}  // namespace witc::wit
