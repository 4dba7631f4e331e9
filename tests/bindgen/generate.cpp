#include "tests/bindgen/generate.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "wit-parser/diagnostics.hpp"
#include "wit-parser/load.hpp"
#include "wit-parser/select_world.hpp"

namespace witc::bindgen::testing {

Expected<std::vector<GeneratedFile>> generate_text(std::string wit, const HostOptions& options) {
  SourceMap sources;
  wit::PackageGraph graph;
  wit::Diagnostics diagnostics;
  const auto package = wit::load_text("test.wit", std::move(wit), {.all_features = true}, sources, graph, diagnostics);
  if (!package || diagnostics.has_errors()) return fail(ErrorCode::invalid, "the WIT of the test has mistakes");
  WITC_TRY_ASSIGN(const auto world, wit::select_world(graph, *package, std::nullopt));
  return generate_host(graph, world, options);
}

Expected<std::vector<GeneratedFile>> generate(const std::string& name, const HostOptions& options) {
  std::ifstream in(std::string(BINDGEN_TEST_DIR) + "/worlds/" + name + ".wit", std::ios::binary);
  return generate_text(std::string(std::istreambuf_iterator<char>(in), {}), options);
}

std::string text_of(const std::vector<GeneratedFile>& files, std::string_view name) {
  const auto found = std::ranges::find(files, name, &GeneratedFile::name);
  return found == files.end() ? "" : found->text;
}

}  // namespace witc::bindgen::testing
