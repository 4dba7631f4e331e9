#pragma once

#include <optional>
#include <string>

#include "wit-parser/diagnostics.hpp"

namespace witc::wit {

/// The file with white space and commas as they ought to be; words, their order and all comments stay. Formatting the
/// result changes nothing. Nothing when the file does not follow the grammar, which is then reported.
std::optional<std::string> format(const SourceMap& sources, FileId file, Diagnostics& diagnostics);

}  // namespace witc::wit
