// What resolves, printed and resolved again, is the same: same JSON, same text, no difference between the two. And it
// can be documented.

#include <cstddef>
#include <cstdint>
#include <string>

#include "wit-parser/diff.hpp"
#include "wit-parser/doc.hpp"
#include "wit-parser/json.hpp"
#include "wit-parser/load.hpp"
#include "wit-parser/printer.hpp"

namespace {

struct Resolved {
  witc::SourceMap sources;
  witc::wit::PackageGraph graph;
  std::optional<witc::wit::PackageId> main;
};

bool resolve(std::string text, Resolved& out) {
  witc::wit::Diagnostics diagnostics;
  witc::wit::Gates gates;
  gates.all_features = true;
  out.main = witc::wit::load_text("fuzz.wit", std::move(text), gates, out.sources, out.graph, diagnostics);
  return out.main && !diagnostics.has_errors();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Resolved first;
  if (!resolve(std::string(reinterpret_cast<const char*>(data), size), first)) return 0;
  const std::string text = witc::wit::print(first.graph, *first.main, {.dependencies = true});
  Resolved second;
  if (!resolve(text, second)) __builtin_trap();
  if (!witc::wit::diff(first.graph, *first.main, second.graph, *second.main).changes.empty()) __builtin_trap();
  if (witc::wit::document(first.graph, *first.main).size() != first.graph.packages.size() + 1) __builtin_trap();
  const std::string again = witc::wit::print(second.graph, *second.main, {.dependencies = true});
  if (again != text) __builtin_trap();
  // Printing puts packages, and elaboration items, into an order of their own: compare from there on.
  Resolved third;
  if (!resolve(again, third)) __builtin_trap();
  if (witc::wit::to_json(second.graph) != witc::wit::to_json(third.graph)) __builtin_trap();
  return 0;
}
