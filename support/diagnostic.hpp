#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/source_map.hpp"
#include "witc/error.hpp"

namespace witc {

enum class Severity : std::uint8_t { error, warning };
std::string_view to_string(Severity severity);

/// A secondary fact of a diagnostic: a place with what is to be said about it, or words alone.
struct DiagnosticNote {
  std::string text;
  Span span = {};  ///< nowhere: the note has no place
  bool operator==(const DiagnosticNote&) const = default;
};

/// What is wrong with a text, and where. A parser reports as many as it finds; where an API returns a single failure,
/// an Error is made of one. Facts only, as in Error: rendered for people in `cli`.
struct Diagnostic {
  Severity severity = Severity::error;
  ErrorCode code = ErrorCode::invalid;
  Span span = {};
  std::string message = {};  ///< what was expected and what was found, one sentence, no trailing period
  std::string label = {};    ///< a few words for the place itself; may be empty
  std::vector<DiagnosticNote> notes = {};
  std::string help = {};  ///< what to do about it; may be empty
  bool operator==(const Diagnostic&) const = default;
};

/// The same facts with file, line and column in place of spans. `sources` is the map the spans refer to.
Error to_error(const Diagnostic& diagnostic, const SourceMap& sources);

}  // namespace witc
