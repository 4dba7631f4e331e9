#pragma once

#include <string_view>

namespace witc::bindgen {

/// The text of templates/NAME.mustache; templates.cpp is made of those files by the build.
std::string_view template_text(std::string_view name);

}  // namespace witc::bindgen
