#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "component/decoder.hpp"
#include "component/text/parser.hpp"
#include "component/wit/decode.hpp"
#include "component/wit/encode.hpp"
#include "support/byte_writer.hpp"
#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/normal_form.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/json.hpp"
#include "wit-parser/printer.hpp"
#include "wit-parser/select_world.hpp"
#include "wit-parser/targets.hpp"

// WIT packages to component binaries and back (WIT.md: Package Format).

namespace witc::component {

namespace {

namespace fs = std::filesystem;
using witc::testing::Loaded;

/// A package after a round trip through the binary, as text; or what went wrong.
std::string round_trip(const Loaded& loaded) {
  const auto binary = encode_wit_package(loaded.graph, *loaded.main);
  wit::PackageGraph graph;
  const auto decoded = decode_wit(binary, graph);
  if (!decoded) return "error: " + decoded.error().location.item + ": " + decoded.error().message;
  return wit::print(graph, decoded->package);
}

void expect_round_trip(const std::string& text) {
  const auto loaded = witc::testing::parse_wit(text, {.all_features = true});
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  EXPECT_EQ(round_trip(loaded), wit::print(loaded.graph, *loaded.main));
}

TEST(EncodedWit, KeepsEverything) {
  expect_round_trip(R"(/// A package.
package demo:all@1.2.3;

interface base {
  type t = u8;
  type u = t;
  resource shared;
  type again = shared;
}

/// An interface.
@since(version = 1.0.0)
interface all {
  use base.{t, t as u, shared, again};

  /// A record.
  record r { /// A field.
    %type: option<list<u8, 4>>, b: tuple<u8, char>, }
  flags f { x }
  variant v { a, b(result<_, string>) }
  enum e { x, /// The other.
           y }
  type alias = r;
  resource s {
    constructor(a: u8) -> result<s, e>;
    m: func(other: borrow<s>) -> s;
    n: static async func() -> future<stream<u8>>;
  }
  type handle = own<s>;
  @external-id("an id")
  resource opaque;
  @since(version = 1.1.0)
  @deprecated(version = 1.2.0)
  %func: async func(m: map<string, error-context>, a: alias, w: again, v: shared) -> result;
  @unstable(feature = more)
  @external-id("a \"b\"\0a")
  g: func(v: list<u8>, w: list<u8>);
}

/// A world.
world w {
  use all.{r};
  type local = option<r>;
  resource door { constructor(); open: func(l: local); }
  import base;
  /// Stored.
  import other: base;
  import plain: interface { use base.{t}; f: func(t: t); }
  import run: func(r: r) -> local;
  export all;
  export out: base;
  export plain: interface { f: func(); }
  /// Go.
  export go: func(d: door);
}
)");
}

/// Every package of the suites that the reference implementation accepts.
std::vector<fs::path> good_packages(const fs::path& conformance) {
  std::vector<fs::path> found;
  for (const char* folder : {"wit-parser", "wit-component/interfaces", "wit-bindgen/codegen"}) {
    for (const auto& entry : fs::directory_iterator(conformance / folder)) {
      const auto holds_wit = [&] {
        return std::ranges::any_of(fs::directory_iterator(entry.path()),
                                   [](const auto& file) { return file.path().extension() == ".wit"; });
      };
      if (entry.path().extension() == ".wit" ? true : entry.is_directory() && holds_wit())
        found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

/// WIT's grammar has records without fields, component validation refuses them.
bool has_empty_type(const wit::PackageGraph& graph) {
  return std::ranges::any_of(graph.arena.defs, [](const types::DefType& type) {
    const auto* record = std::get_if<types::Record>(&type.shape);
    return record && record->fields.empty();
  });
}

TEST(EncodedWit, PackagesOfTheSuitesAreTheSameAgain) {
  WITC_CONFORMANCE_FILE(suite, "wit-parser");
  // Their dependencies are encoded packages as text.
  const std::set<std::string> text = {"kinds-of-deps", "simple-wasm-text", "parse-fail"};
  std::size_t same = 0, empty = 0, all = 0;
  for (const auto& input : good_packages(suite.parent_path())) {
    if (text.contains(input.filename().string())) continue;
    const auto loaded = witc::testing::load_wit(input, witc::testing::suite_gates());
    EXPECT_TRUE(loaded.ok()) << input << loaded.rendered();
    if (!loaded.ok()) continue;
    if (loaded.graph.packages[*loaded.main].interfaces.empty() && loaded.graph.packages[*loaded.main].worlds.empty())
      continue;  // nothing would be left of its name
    ++all;
    const auto expected = wit::print(loaded.graph, *loaded.main);
    const auto actual = round_trip(loaded);
    if (has_empty_type(loaded.graph)) {
      EXPECT_NE(actual.find("a type needs at least one of its fields"), std::string::npos) << input << actual;
      ++empty;
      continue;
    }
    EXPECT_EQ(expected, actual) << input;
    same += expected == actual;
  }
  std::cout << "encode: " << same << " of " << all << " packages are the same after encoding and decoding, " << empty
            << " have types without fields, which components cannot have\n";
  EXPECT_EQ(empty, 4u);
  EXPECT_GE(all, 160u);
}

/// The world of a component as one text, and what the text says.
TEST(EncodedWit, WorldsOfComponentsAreTextThatMeansTheSame) {
  WITC_SHARED_FILE(folder, "components");
  std::size_t same = 0, all = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.path().string().ends_with(".component.wasm")) continue;
    ++all;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string binary{std::istreambuf_iterator<char>(stream), {}};
    wit::PackageGraph graph;
    const auto decoded = decode_wit(std::as_bytes(std::span(binary)), graph);
    ASSERT_TRUE(decoded.has_value()) << entry.path() << decoded.error().message;
    ASSERT_TRUE(decoded->world.has_value());
    const std::string text = wit::print(graph, decoded->package, {.dependencies = true});
    const auto again = witc::testing::parse_wit(text, {.all_features = true});
    ASSERT_TRUE(again.ok()) << entry.path() << again.rendered();
    const std::string second = wit::print(again.graph, *again.main, {.dependencies = true});
    EXPECT_EQ(text, second) << entry.path();
    same += text == second;
  }
  std::cout << "worlds: " << same << " of " << all << " components have a world that is the same after printing\n";
  EXPECT_GE(all, 18u);
}

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Expected<wit::PackageId> decode_text(const fs::path& file, wit::PackageGraph& graph) {
  WITC_TRY_ASSIGN(const auto binary, text::parse_component(read(file)));
  WITC_TRY_ASSIGN(const auto decoded, decode_wit(binary, graph));
  return decoded.package;
}

/// The reference implementation's own encodings say the same as the packages they were made from, and ours are mostly
/// the same bytes.
TEST(EncodedWit, TheSuitesEncodingsMeanTheirPackages) {
  WITC_CONFORMANCE_FILE(folder, "wit-component/interfaces");
  std::size_t same = 0, same_bytes = 0, all = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".wat") continue;
    ++all;
    fs::path source = entry.path();
    source.replace_extension(".wit");
    if (!fs::exists(source)) source.replace_extension("");
    const auto loaded = witc::testing::load_wit(source);
    ASSERT_TRUE(loaded.ok()) << source << loaded.rendered();
    wit::PackageGraph graph;
    const auto decoded = decode_text(entry.path(), graph);
    ASSERT_TRUE(decoded.has_value()) << entry.path() << decoded.error().message;
    const std::string expected = wit::print(loaded.graph, *loaded.main), actual = wit::print(graph, *decoded);
    EXPECT_EQ(expected, actual) << entry.path();
    same += expected == actual;
    const auto theirs = text::parse_component(read(entry.path()));
    const auto ours = encode_wit_package(loaded.graph, *loaded.main);
    // Theirs ends with a section that names the tool.
    same_bytes += std::ranges::equal(ours, std::span(*theirs).first(std::min(ours.size(), theirs->size())));
  }
  std::cout << "interfaces: " << same << " of " << all << " encodings mean the package they were made from, "
            << same_bytes << " of ours are the same bytes\n";
  EXPECT_EQ(same_bytes, all);
  EXPECT_GE(all, 37u);
}

TEST(EncodedWit, TheSuitesComponentsFitTheirWorldsOrNot) {
  WITC_CONFORMANCE_FILE(folder, "wit-component/targets");
  std::size_t fit = 0, misfit = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto target = witc::testing::load_wit(entry.path() / "test.wit");
    ASSERT_TRUE(target.ok()) << target.rendered();
    const auto binary = text::parse_component(read(entry.path() / "test.wat"));
    ASSERT_TRUE(binary.has_value()) << binary.error().message;
    wit::PackageGraph graph;
    const auto decoded = decode_wit(*binary, graph);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    const auto misfits = wit::compare_with_target(graph, *decoded->world, target.graph,
                                                  *wit::select_world(target.graph, *target.main, "foobar"));
    EXPECT_EQ(misfits.empty(), !fs::exists(entry.path() / "error.txt")) << entry.path();
    ++(misfits.empty() ? fit : misfit);
  }
  std::cout << "targets: " << fit << " components fit, " << misfit << " do not\n";
  EXPECT_EQ(fit, 2u);
  EXPECT_EQ(misfit, 2u);
}

std::string message_of(std::string_view binary) {
  wit::PackageGraph graph;
  const auto decoded = decode_wit(bytes_of(binary), graph);
  return decoded ? "no error" : decoded.error().message;
}

/// The two packages of the wit-parser suite with encoded dependencies; `deps/e.wasm` is not in the suite's data.
TEST(EncodedWit, PackagesOfTheSuiteUseEncodedOnes) {
  WITC_CONFORMANCE_FILE(suite, "wit-parser");
  const fs::path folder = fs::path(::testing::TempDir()) / "witc-kinds-of-deps";
  fs::remove_all(folder);
  fs::copy(suite / "kinds-of-deps", folder, fs::copy_options::recursive);
  const auto e = witc::testing::parse_wit("package e:e; interface e {}");
  const auto encoded = encode_wit_package(e.graph, *e.main);
  std::ofstream(folder / "deps/e.wasm", std::ios::binary)
      .write(reinterpret_cast<const char*>(encoded.data()), static_cast<std::streamsize>(encoded.size()));
  const auto decoder = [](const fs::path& file, wit::PackageGraph& graph) -> Expected<wit::PackageId> {
    if (file.extension() == ".wat") return decode_text(file, graph);
    const std::string binary = read(file);
    WITC_TRY_ASSIGN(const auto decoded, decode_wit(bytes_of(binary), graph));
    return decoded.package;
  };
  const std::pair<fs::path, fs::path> packages[] = {
      {folder, suite / "kinds-of-deps.wit.json"},
      {suite / "simple-wasm-text.wat", suite / "simple-wasm-text.wit.json"}};
  for (const auto& [input, expected] : packages) {
    const auto loaded = witc::testing::load_wit(input, {}, decoder);
    ASSERT_TRUE(loaded.ok()) << input << loaded.rendered();
    EXPECT_EQ(witc::testing::normal_form(read(expected)), witc::testing::normal_form(wit::to_json(loaded.graph)));
  }
  fs::remove_all(folder);
}

TEST(EncodedWit, ModulesSayWhatWorldsTheyWereMadeFor) {
  const auto loaded = witc::testing::parse_wit(
      "package a:b; interface i { resource r; } world one { import i; export run: func(); } world two { import i; }");
  std::string module("\0asm\1\0\0\0", 8);
  for (const auto world : loaded.graph.packages[*loaded.main].worlds) {
    ByteWriter section;
    section.name("component-type:" + loaded.graph.worlds[world].name);
    section.raw(encode_wit_world(loaded.graph, world));
    ByteWriter out;
    out.u8(0);
    out.sized(section.bytes());
    module.append(reinterpret_cast<const char*>(out.bytes().data()), out.size());
  }
  wit::PackageGraph graph;
  const auto worlds = decode_module_worlds(bytes_of(module), graph);
  ASSERT_TRUE(worlds.has_value()) << worlds.error().message;
  ASSERT_EQ(worlds->size(), 2u);
  EXPECT_EQ(graph.worlds[(*worlds)[0]].exports.size(), 1u);
  EXPECT_EQ(graph.qualified_name((*worlds)[1]), "a:b/two");
  EXPECT_EQ(decode_module_worlds(bytes_of(module.substr(0, 8)), graph).error().code, ErrorCode::not_found);
  EXPECT_EQ(decode_module_worlds(bytes_of(module.substr(0, 40)), graph).error().code, ErrorCode::malformed);
}

TEST(EncodedWit, WhatIsNotWitIsRefused) {
  const auto loaded = witc::testing::parse_wit("package a:b; interface i { f: func(); }");
  const auto bytes = encode_wit_package(loaded.graph, *loaded.main);
  const std::string good(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  ASSERT_EQ(message_of(good), "no error");
  for (std::size_t size = 0; size + 1 < good.size(); ++size) {
    // Cut between sections, what is left is a component; it just says less.
    const std::string message = message_of(good.substr(0, size));
    EXPECT_TRUE(message != "no error" || size <= good.find("package-docs")) << size;
  }
  std::string docs = good;
  docs.replace(docs.find("{}"), 2, "{]");
  EXPECT_EQ(message_of(docs), "the custom section package-docs is malformed: it is not a JSON object of little depth");
  docs.replace(docs.find("{]") - 1, 1, "\2");
  EXPECT_EQ(message_of(docs), "the custom section package-docs is malformed: its version is not 0 or 1");
}

}  // namespace
}  // namespace witc::component
