// Any text as a WIT file: resolved, or refused with at least one diagnostic that says something and points into it.

#include <cstddef>
#include <cstdint>
#include <string>

#include "wit-parser/formatter.hpp"
#include "wit-parser/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace witc;
  const std::string text(reinterpret_cast<const char*>(data), size);
  SourceMap sources;
  wit::PackageGraph graph;
  wit::Diagnostics diagnostics;
  wit::Gates gates;
  gates.all_features = true;
  const auto main = wit::load_text("fuzz.wit", text, gates, sources, graph, diagnostics);
  if (!main && !diagnostics.has_errors()) __builtin_trap();
  for (const Diagnostic& diagnostic : diagnostics.entries()) {
    if (diagnostic.message.empty() || diagnostic.span.begin > diagnostic.span.end || diagnostic.span.end > size)
      __builtin_trap();
    for (const auto& note : diagnostic.notes)
      if (note.text.empty() || note.span.end > size) __builtin_trap();
  }
  wit::Diagnostics grammar;
  const auto id = *sources.add("format.wit", text);
  const auto once = wit::format(sources, id, grammar);
  if (!once) return 0;
  const auto twice = wit::format(sources, *sources.add("again.wit", *once), grammar);
  if (!twice || *twice != *once) __builtin_trap();
  return 0;
}
