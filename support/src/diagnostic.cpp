#include "support/diagnostic.hpp"

namespace witc {

std::string_view to_string(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

Error to_error(const Diagnostic& diagnostic, const SourceMap& sources) {
  Error error(diagnostic.code, diagnostic.message, sources.location(diagnostic.span));
  if (!diagnostic.label.empty()) error.notes.push_back({diagnostic.label, error.location});
  for (const DiagnosticNote& note : diagnostic.notes) error.notes.push_back({note.text, sources.location(note.span)});
  error.help = diagnostic.help;
  return error;
}

}  // namespace witc
