#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/wit-parser/wit_harness.hpp"
#include "types/equal.hpp"

namespace witc::testing {

namespace {

using wit::Gates;

std::string keys(const Loaded& loaded, const std::vector<wit::WorldItem>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : " ") + loaded.graph.key(item);
  return text;
}

const wit::World& only_world(const Loaded& loaded) { return loaded.graph.worlds[wit::WorldId(0)]; }

TEST(WitResolve, WorldsListWhatTheyNeed) {
  const auto loaded = parse_wit(
      "package a:b; interface x { type t = u8; } interface y { use x.{t}; } interface z { use y.{t}; }\n"
      "world w { export z; import f: func(); use y.{t}; }");
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  EXPECT_EQ(keys(loaded, only_world(loaded).imports), "a:b/x a:b/y t f");
  EXPECT_EQ(keys(loaded, only_world(loaded).exports), "a:b/z");
}

TEST(WitResolve, AliasesAreTheTypeUnderAnotherName) {
  const auto loaded = parse_wit(
      "package a:b; interface x { record r { a: u8 } type s = r; resource q; type p = q; f: func(a: r, b: s, c: q, d: "
      "p); }");
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  const auto& arena = loaded.graph.arena;
  const auto& params = arena.funcs[types::FuncTypeId(0)].params;
  EXPECT_NE(params[0].type, params[1].type);
  EXPECT_TRUE(types::equal(arena, params[0].type, params[1].type));
  EXPECT_NE(params[2].type, params[3].type);
  EXPECT_TRUE(types::equal(arena, params[2].type, params[3].type));
  EXPECT_EQ(to_string(arena, params[1].type), "s");
}

TEST(WitResolve, GatesDecideWhatIsThere) {
  const std::string text =
      "package a:b@1.2.0; interface i { @since(version = 1.1.0) f: func(); @since(version = 1.2.0) g: func();\n"
      "@unstable(feature = x) h: func(); k: func(); }";
  const auto functions = [&](const Gates& gates) {
    const auto loaded = parse_wit(text, gates);
    EXPECT_TRUE(loaded.ok()) << loaded.rendered();
    std::string names;
    for (const auto& f : loaded.graph.interfaces[wit::InterfaceId(0)].functions) names += f.name;
    return names;
  };
  EXPECT_EQ(functions({}), "fgk");
  EXPECT_EQ(functions({.features = {"x"}}), "fghk");
  EXPECT_EQ(functions({.all_features = true}), "fghk");
  EXPECT_EQ(functions({.target = Version::parse("1.1.5")}), "fk");
}

TEST(WitResolve, IncludedTypesAreDefinedAnew) {
  const auto loaded = parse_wit(
      "package a:b; world v { resource r { m: func(); } import f: func(a: list<r>); }\n"
      "world w { include v with { r as s, f as g } }");
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  const auto& w = loaded.graph.worlds[wit::WorldId(1)];
  EXPECT_EQ(keys(loaded, w.imports), "s g [method]s.m");
  const auto& type = loaded.graph.arena.funcs[w.imports[1].function()->type].params[0].type;
  EXPECT_EQ(to_string(loaded.graph.arena, type), "list<own<s>>");
}

TEST(WitResolve, LongChainsAreNoProblem) {
  std::string text = "package a:b;\ninterface i0 { type t = u8; }\n";
  constexpr int count = 20'000;
  for (int i = 1; i < count; ++i)
    text += "interface i" + std::to_string(i) + " { use i" + std::to_string(i - 1) + ".{t}; }\n";
  text += "world w { export i" + std::to_string(count - 1) + "; }\n";
  const auto loaded = parse_wit(text);
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  EXPECT_EQ(only_world(loaded).imports.size(), std::size_t(count - 1));
  std::string types = "package a:b;\ninterface i {\n  type t0 = u8;\n";
  for (int i = 1; i < count; ++i) types += "record t" + std::to_string(i) + " { a: t" + std::to_string(i - 1) + " }\n";
  EXPECT_TRUE(parse_wit(types + "f: func() -> t" + std::to_string(count - 1) + "; }").ok());
}

TEST(WitResolve, WhatMultipliesHasALimit) {
  std::string text = "package a:b;\ninterface i {\n  enum e {\n";
  for (int i = 0; i < 10'000; ++i) text += "x" + std::to_string(i) + ",";
  text += "}\n";
  for (int i = 0; i < 10'000; ++i) text += "type t" + std::to_string(i) + " = e;\n";
  const auto loaded = parse_wit(text + "}");
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  EXPECT_EQ(loaded.diagnostics[0].code, ErrorCode::limit_exceeded);
}

class Files : public ::testing::Test {
 protected:
  Files() : folder_(std::filesystem::path(::testing::TempDir()) / ("wit-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Files() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  std::filesystem::path folder_;
};

TEST_F(Files, DirectoriesArePackagesWithDependencies) {
  write("a.wit", "package a:a; interface i { use c:c/i.{t}; use j.{u}; }");
  write("b.wit", "interface j { use d:d/i.{u}; }");
  write("note.txt", "not WIT");
  write("deps/c/one.wit", "package c:c; interface i { use j.{t}; }");
  write("deps/c/two.wit", "interface j { type t = u8; }");
  write("deps/c/deps/e.wit", "package e:e; nonsense");
  write("deps/d.wit", "package d:d; interface i { type u = u8; }");
  write("deps/README", "not WIT");
  const auto loaded = load_wit(folder_);
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  EXPECT_EQ(to_string(loaded.graph.packages[*loaded.main].name), "a:a");
  EXPECT_EQ(loaded.graph.packages.size(), 3u);
}

TEST_F(Files, APackageThatIsTwiceSaysTheSameTwice) {
  const std::string shared =
      "/// Shared.\ninterface i { record r { a: u8, b: option<list<string>> } f: func(r: r) -> result<_, r>; }\n"
      "world w { import i; export g: async func(); }\n";
  write("a.wit", "package a:a; interface i { use c:c/i.{r}; use d:d/i.{r as s}; }");
  write("deps/b/b.wit", "package b:b@1.0.0;\n" + shared);
  write("deps/c.wit", "package c:c; package b:b@1.0.0 {\n" + shared + "} interface i { use b:b/i@1.0.0.{r}; }");
  write("deps/d/d.wit", "package d:d; package b:b@1.0.0 { world w { import i;\nexport g: async func(); } }");
  write("deps/d/i.wit", "interface i { use b:b/i@1.0.0.{r}; }");
  const std::string different = load_wit(folder_).rendered();
  for (const char* part : {"the package `b:b@1.0.0` is defined more than once, and not the same way", "d.wit:1:22",
                           "b.wit:1:9", "3 | interface i", "`interface i` here, not there"})
    EXPECT_NE(different.find(part), std::string::npos) << part << "\n" << different;
  std::string again = shared;
  again.replace(again.find("u8"), 2, "u16");
  write("deps/d/d.wit", "package d:d; package b:b@1.0.0 {\n" + again + "}");
  EXPECT_NE(load_wit(folder_).rendered().find("`u8` here, `u16` there"), std::string::npos);
  write("deps/d/d.wit", "package d:d; package b:b@1.0.0 {\n// Another comment.\n" + shared + "}");
  const auto same = load_wit(folder_);
  EXPECT_TRUE(same.ok()) << same.rendered();
  EXPECT_EQ(same.graph.packages.size(), 4u);
}

TEST_F(Files, APackageMayBeEncodedAndText) {
  const std::string text =
      "package b:b@1.0.0; interface i { resource r; record t { r: r } f: func(t: t) -> list<r>; } world w { export i; "
      "}";
  write("a.wit", "package a:a; interface i { use b:b/i@1.0.0.{r}; use c:c/i.{t}; }");
  write("deps/b.wasm", "");
  write("deps/b.wit", text);
  write("deps/c.wit", "package c:c; interface i { use b:b/i@1.0.0.{t}; }");
  wit::LoadOptions options;
  options.decoder = [&](const std::filesystem::path&, wit::PackageGraph& graph) -> Expected<wit::PackageId> {
    SourceMap sources;
    wit::Diagnostics diagnostics;
    return *wit::load_text("b.wasm", text, {}, sources, graph, diagnostics);
  };
  const auto load = [&] {
    Loaded loaded;
    wit::Diagnostics diagnostics;
    const std::filesystem::path roots[] = {folder_};
    loaded.main = wit::load(roots, options, loaded.sources, loaded.graph, diagnostics);
    loaded.diagnostics = diagnostics.take_sorted();
    return loaded;
  };
  const auto same = load();
  EXPECT_TRUE(same.ok()) << same.rendered();
  EXPECT_EQ(same.graph.packages.size(), 3u);
  std::string other = text;
  other.replace(other.find("list<r>"), 7, "r");
  write("deps/b.wit", other);
  const std::string refused = load().rendered();
  for (const char* part :
       {"more than once, and not the same way", "deps/b.wit:1:9", "i.f: the result is `r`, was `list<r>`"})
    EXPECT_NE(refused.find(part), std::string::npos) << part << "\n" << refused;
}

TEST_F(Files, PackagesThatNearlySayTheSameDiffer) {
  const std::pair<const char*, const char*> pairs[] = {
      {"variant v { a(t) }", "variant v { a, t }"},
      {"type v = %list;", "type v = list<%list>;"},
      {"f: func() -> t;", "f: func();"},
      {"f: func(a: t);", "f: async func(a: t);"},
      {"f: func(a: r);", "f: func(a: borrow<r>);"},
      {"resource s { f: func(); }", "resource s { f: static func(); }"},
      {"resource s;", "flags s { }"},
      {"type v = list<t>;", "type v = list<t, 3>;"},
      {"@since(version = 1.0.0) f: func();", "@since(version = 0.9.0) f: func();"},
      {"use j.{x as y};", "use j.{x};"},
      {"f: func(); g: func();", "g: func(); f: func();"},
  };
  write("a.wit", "package a:a;");
  for (const auto& [first, second] : pairs) {
    const auto package = [](const char* items) {
      return "package b:b@1.0.0; interface j { type x = u8; }\n"
             "interface i { type t = u8; resource r; type %list = u8;\n" +
             std::string(items) + "\n}";
    };
    write("deps/b.wit", package(first));
    write("deps/c.wit", package(second));
    EXPECT_EQ(load_wit(folder_).messages(), "the package `b:b@1.0.0` is defined more than once, and not the same way\n")
        << first;
    write("deps/c.wit", package(first));
    EXPECT_EQ(load_wit(folder_).messages(), "") << first;
  }
}

TEST(WitResolve, OneFileDefinesAPackageOnce) {
  const auto twice = parse_wit("package a:a; package b:b {} package b:b {}");
  EXPECT_EQ(twice.messages(), "the package `b:b` is defined more than once\n");
}

TEST_F(Files, WhatCannotBeReadIsSaid) {
  write("a.wit", "package a:a;");
  std::filesystem::create_directories(folder_ / "deps");
  std::filesystem::create_symlink("loop.wit", folder_ / "deps/loop.wit");
  std::filesystem::create_symlink("nowhere.wit", folder_ / "deps/gone.wit");
  std::filesystem::create_directory_symlink(folder_, folder_ / "deps/self");
  const auto loaded = load_wit(folder_);
  const std::string text = loaded.rendered();
  EXPECT_NE(text.find("loop.wit: cannot read the file"), std::string::npos) << text;
  EXPECT_NE(text.find("gone.wit: cannot read the file"), std::string::npos) << text;
  EXPECT_NE(load_wit(folder_ / "missing").rendered().find("cannot read the file"), std::string::npos);
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_NE(load_wit(folder_ / "empty").rendered().find("there is no .wit file"), std::string::npos);
}

}  // namespace
}  // namespace witc::testing
