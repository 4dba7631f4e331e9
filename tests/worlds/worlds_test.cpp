#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "component/wit/decode.hpp"
#include "component/wit/encode.hpp"
#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "types/equal.hpp"
#include "wit-parser/formatter.hpp"
#include "wit-parser/printer.hpp"

// The packages in worlds/: that they are good WIT, and that components made elsewhere mean the same by their names.

namespace witc::testing {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory()) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

/// `worlds/<set>/<package>`
std::vector<fs::path> packages() {
  std::vector<fs::path> found;
  for (const auto& set : folders_in(source_dir() / "worlds")) std::ranges::copy(folders_in(set), back_inserter(found));
  return found;
}

const wit::Gates everything = {.all_features = true};

TEST(Worlds, PackagesResolve) {
  EXPECT_GE(packages().size(), 15u);
  for (const auto& package : packages()) {
    const auto stable = load_wit(package);
    EXPECT_TRUE(stable.ok()) << package << stable.rendered();
    const auto all = load_wit(package, everything);
    EXPECT_TRUE(all.ok()) << package << all.rendered();
  }
}

TEST(Worlds, FilesAreFormatted) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(source_dir() / "worlds")) {
    if (entry.path().extension() != ".wit") continue;
    ++files;
    const std::string text = read(entry.path());
    SourceMap sources;
    wit::Diagnostics diagnostics;
    const auto formatted = wit::format(sources, *sources.add(entry.path().string(), text), diagnostics);
    EXPECT_TRUE(formatted == text) << entry.path() << " is not as `witc wit fmt` writes it";
  }
  EXPECT_GE(files, 60u);
}

/// `deps/<name>` is the package `<name>` beside it, not a copy.
TEST(Worlds, DependenciesAreSiblings) {
  for (const auto& package : packages()) {
    if (!fs::exists(package / "deps")) continue;
    for (const auto& entry : fs::directory_iterator(package / "deps"))
      EXPECT_TRUE(fs::equivalent(entry.path(), package.parent_path() / entry.path().filename())) << entry.path();
  }
}

TEST(Worlds, PackagesAreTheSameAfterEncoding) {
  for (const auto& package : packages()) {
    const auto loaded = load_wit(package, everything);
    ASSERT_TRUE(loaded.ok()) << package << loaded.rendered();
    wit::PackageGraph graph;
    const auto decoded = component::decode_wit(component::encode_wit_package(loaded.graph, *loaded.main), graph);
    ASSERT_TRUE(decoded.has_value()) << package << decoded.error().message;
    EXPECT_EQ(wit::print(graph, decoded->package), wit::print(loaded.graph, *loaded.main)) << package;
  }
}

struct Counts {
  std::size_t interfaces = 0;
  std::size_t functions = 0;
  std::size_t async_functions = 0;
  std::size_t resources = 0;
};

Counts count(const Loaded& loaded) {
  Counts counts;
  const auto& graph = loaded.graph;
  for (const auto id : graph.packages[*loaded.main].interfaces) {
    const auto& interface = graph.interfaces[id];
    ++counts.interfaces;
    counts.functions += interface.functions.size();
    counts.async_functions += static_cast<std::size_t>(std::ranges::count_if(
        interface.functions, [&](const wit::Function& function) { return graph.arena.funcs[function.type].is_async; }));
    counts.resources += static_cast<std::size_t>(std::ranges::count_if(interface.types, [&](wit::TypeDefId type) {
      return !graph.types[type].alias_of && std::holds_alternative<types::ResourceId>(graph.types[type].type.type);
    }));
  }
  return counts;
}

/// Numbers counted in the published packages: nothing was forgotten.
TEST(Worlds, WasiIsComplete) {
  const auto expect = [](const char* set, Counts expected) {
    Counts sum;
    for (const auto& package : folders_in(source_dir() / "worlds" / ("wasi-" + std::string(set)))) {
      const auto loaded = load_wit(package, everything);
      ASSERT_TRUE(loaded.ok()) << package;
      EXPECT_EQ(to_string(loaded.graph.packages[*loaded.main].name), "wasi:" + package.filename().string() + "@" + set);
      const auto counts = count(loaded);
      sum.interfaces += counts.interfaces;
      sum.functions += counts.functions;
      sum.async_functions += counts.async_functions;
      sum.resources += counts.resources;
    }
    EXPECT_EQ(sum.interfaces, expected.interfaces) << set;
    EXPECT_EQ(sum.functions, expected.functions) << set;
    EXPECT_EQ(sum.async_functions, expected.async_functions) << set;
    EXPECT_EQ(sum.resources, expected.resources) << set;
  };
  expect("0.2.12", {.interfaces = 32, .functions = 181, .async_functions = 0, .resources = 25});
  expect("0.3.0", {.interfaces = 26, .functions = 130, .async_functions = 30, .resources = 9});
}

/// `wasi:io/streams`
std::string base_name(const wit::PackageGraph& graph, wit::InterfaceId id) {
  const auto& interface = graph.interfaces[id];
  const auto& package = graph.packages[interface.package].name;
  return package.name_space + ":" + package.name + "/" + interface.name.value_or("");
}

/// Where each resource is defined: what makes those of two graphs the same.
std::map<std::string, types::ResourceId> resources_of(const wit::PackageGraph& graph) {
  std::map<std::string, types::ResourceId> found;
  for (const auto& type : graph.types) {
    const auto* resource = std::get_if<types::ResourceId>(&type.type.type);
    const auto* interface = std::get_if<wit::InterfaceId>(&type.owner);
    if (resource && interface && !type.alias_of)
      found.emplace(base_name(graph, *interface) + "." + type.name, graph.arena.identity(*resource));
  }
  return found;
}

/// Compares interfaces of a component's world with those of the same names in our packages.
class Comparison {
 public:
  Comparison(const wit::PackageGraph& theirs, const wit::PackageGraph& ours) : theirs_(theirs), ours_(ours) {
    const auto known = resources_of(ours);
    for (const auto& [name, resource] : resources_of(theirs))
      if (const auto found = known.find(name); found != known.end()) same_.emplace(resource, found->second);
  }

  /// Every item of their interface is one of ours.
  void expect_part_of(wit::InterfaceId their_id, wit::InterfaceId our_id) {
    const auto& their = theirs_.interfaces[their_id];
    const auto& our = ours_.interfaces[our_id];
    for (const auto type : their.types) {
      const auto& item = theirs_.types[type];
      const auto found = std::ranges::find(our.types, item.name, [&](auto id) { return ours_.types[id].name; });
      if (found == our.types.end())
        ADD_FAILURE() << "there is no type " << item.name;
      else
        EXPECT_TRUE(same(item.type, ours_.types[*found].type)) << "the type " << item.name << " is another one";
    }
    for (const auto& function : their.functions) {
      const auto found = std::ranges::find(our.functions, function.name, &wit::Function::name);
      if (found == our.functions.end()) {
        ADD_FAILURE() << "there is no function " << function.name;
        continue;
      }
      ++functions;
      EXPECT_TRUE(types::equal(theirs_.arena, function.type, ours_.arena, found->type, same_resource()))
          << function.name << "\n  theirs: " << to_string(theirs_.arena, function.type)
          << "\n  ours:   " << to_string(ours_.arena, found->type);
    }
  }

  std::size_t functions = 0;

 private:
  types::SameResource same_resource() const {
    return [this](types::ResourceId left, types::ResourceId right) {
      const auto found = same_.find(left);
      return found != same_.end() && found->second == right;
    };
  }
  bool same(const types::TypeItem& a, const types::TypeItem& b) const {
    if (a.type.index() != b.type.index()) return false;
    if (const auto* resource = std::get_if<types::ResourceId>(&a.type))
      return same_resource()(theirs_.arena.identity(*resource),
                             ours_.arena.identity(std::get<types::ResourceId>(b.type)));
    return types::equal(theirs_.arena, types::ValType(std::get<types::DefTypeId>(a.type)), ours_.arena,
                        types::ValType(std::get<types::DefTypeId>(b.type)), same_resource());
  }

  const wit::PackageGraph& theirs_;
  const wit::PackageGraph& ours_;
  std::map<types::ResourceId, types::ResourceId> same_;
};

/// Our interface that may serve in place of one of a component.
std::optional<wit::InterfaceId> find_interface(const wit::PackageGraph& graph, const std::string& name,
                                               const Version& version) {
  for (const auto& package : graph.packages)
    for (const auto id : package.interfaces)
      if (package.name.version && same_track(*package.name.version, version) && base_name(graph, id) == name) return id;
  return std::nullopt;
}

/// What components of other toolchains import from WASI and export to it has the types that it has here.
TEST(Worlds, ComponentsMeanTheSameByWasi) {
  WITC_SHARED_FILE(folder, "components");
  std::vector<Loaded> ours;  // wasi:http has all others as dependencies
  for (const char* set : {"wasi-0.2.12", "wasi-0.3.0"}) {
    ours.push_back(load_wit(source_dir() / "worlds" / set / "http", everything));
    ASSERT_TRUE(ours.back().ok()) << set << ours.back().rendered();
  }
  std::size_t components = 0, interfaces = 0, functions = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.path().string().ends_with(".component.wasm")) continue;
    ++components;
    SCOPED_TRACE(entry.path());
    const std::string binary = read(entry.path());
    wit::PackageGraph graph;
    const auto decoded = component::decode_wit(std::as_bytes(std::span(binary)), graph);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    for (const auto& package : graph.packages) {
      if (package.name.name_space != "wasi" || !package.name.version) continue;
      for (const auto id : package.interfaces) {
        const std::string name = base_name(graph, id);
        SCOPED_TRACE(name + "@" + to_string(*package.name.version));
        bool found = false;
        for (const auto& set : ours) {
          const auto interface = find_interface(set.graph, name, *package.name.version);
          if (!interface) continue;
          found = true;
          Comparison comparison(graph, set.graph);
          comparison.expect_part_of(id, *interface);
          functions += comparison.functions;
        }
        EXPECT_TRUE(found) << "there is no such interface in worlds/";
        ++interfaces;
      }
    }
  }
  std::cout << "worlds: " << functions << " functions in " << interfaces << " interfaces of " << components
            << " components are as they are here\n";
  EXPECT_GE(components, 18u);
  EXPECT_GE(functions, 450u);
}

}  // namespace
}  // namespace witc::testing
