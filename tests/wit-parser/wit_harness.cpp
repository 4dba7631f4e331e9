#include "tests/wit-parser/wit_harness.hpp"

#include <utility>

#include "cli/render.hpp"

namespace witc::testing {

std::string Loaded::rendered() const { return cli::render(diagnostics, sources); }

std::string Loaded::messages() const {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += diagnostic.message + "\n";
  return text;
}

wit::Gates suite_gates() {
  wit::Gates gates;
  gates.features.insert("active");
  return gates;
}

Loaded load_wit(const std::filesystem::path& path, const wit::Gates& gates, const wit::PackageDecoder& decoder) {
  Loaded loaded;
  wit::Diagnostics diagnostics;
  const std::filesystem::path roots[] = {path};
  wit::LoadOptions options;
  options.gates = gates;
  options.decoder = decoder;
  loaded.main = wit::load(roots, options, loaded.sources, loaded.graph, diagnostics);
  loaded.diagnostics = diagnostics.take_sorted();
  return loaded;
}

Loaded parse_wit(std::string text, const wit::Gates& gates) {
  Loaded loaded;
  wit::Diagnostics diagnostics;
  loaded.main = wit::load_text("test.wit", std::move(text), gates, loaded.sources, loaded.graph, diagnostics);
  loaded.diagnostics = diagnostics.take_sorted();
  return loaded;
}

}  // namespace witc::testing
