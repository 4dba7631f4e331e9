#include "wit-parser/merge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/lexer.hpp"
#include "wit-parser/printer.hpp"
#include "wit-parser/select_world.hpp"
#include "wit-parser/targets.hpp"

namespace witc::testing {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> words(const std::string& text) {
  SourceMap sources;
  wit::Diagnostics diagnostics;
  std::vector<std::string> found;
  for (const auto& token : wit::tokenize(sources, *sources.add("a.wit", text), diagnostics).tokens)
    found.emplace_back(token.text);
  return found;
}

/// The packages' texts are those the suite expects, one file for each.
void expect_packages(const wit::PackageGraph& graph, const fs::path& folder) {
  for (std::uint32_t i = 0; i < graph.packages.size(); ++i) {
    const fs::path expected = folder / (graph.packages[wit::PackageId(i)].name.name + ".wit");
    ASSERT_TRUE(fs::exists(expected)) << expected;
    const std::string actual = wit::print(graph, wit::PackageId(i));
    EXPECT_EQ(words(read(expected)), words(actual)) << expected << "\n" << actual;
  }
}

TEST(WitMerge, TheSuitesPackagesBecomeOneOrAreRefused) {
  WITC_CONFORMANCE_FILE(folder, "wit-component/merge");
  std::size_t merged = 0, refused = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path());
    auto from = load_wit(entry.path() / "from");
    auto into = load_wit(entry.path() / "into");
    ASSERT_TRUE(from.ok() && into.ok()) << from.rendered() << into.rendered();
    const auto before = into.graph.types.size();
    wit::PackageGraph other_way = from.graph;
    const auto outcome = wit::merge(from.graph, into.graph);
    if (entry.path().filename().string().starts_with("bad-")) {
      ASSERT_FALSE(outcome.has_value());
      EXPECT_NE(outcome.error().message.find("the world foo is defined in two ways"), std::string::npos)
          << outcome.error().message;
      EXPECT_EQ(into.graph.types.size(), before);
      ++refused;
      continue;
    }
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
    expect_packages(into.graph, entry.path() / "merge");
    EXPECT_TRUE(wit::merge(load_wit(entry.path() / "into").graph, other_way).has_value());
    ++merged;
  }
  std::cout << "merge: " << merged << " pairs of graphs are merged as expected, " << refused << " are refused\n";
  EXPECT_EQ(merged, 4u);
  EXPECT_EQ(refused, 5u);
}

std::string merge_texts(const std::string& from, const std::string& into) {
  auto a = parse_wit(from), b = parse_wit(into);
  EXPECT_TRUE(a.ok() && b.ok()) << a.rendered() << b.rendered();
  const auto outcome = wit::merge(a.graph, b.graph);
  return outcome ? wit::print(b.graph, (*outcome)[a.main->index()]) : outcome.error().message;
}

TEST(WitMerge, DifferencesAreNamed) {
  EXPECT_EQ(merge_texts("package a:b; interface i { type t = u8; }", "package a:b; interface i { type t = u16; }"),
            "the type a:b/i.t is defined in two ways");
  EXPECT_EQ(merge_texts("package a:b; interface i { resource t; }", "package a:b; interface i { type t = u16; }"),
            "the type a:b/i.t is defined in two ways");
  EXPECT_EQ(merge_texts("package a:b; interface i { f: func(a: u8); }", "package a:b; interface i { f: func(); }"),
            "the function a:b/i.f has two types: func() and func(a: u8)");
  EXPECT_EQ(
      merge_texts("package a:b; world w { export f: func(a: u8); }", "package a:b; world w { export f: func(); }"),
      "the function a:b/w.f has two types: func() and func(a: u8)");
}

TEST(WitMerge, ResourcesAreTheSameByName) {
  EXPECT_EQ(merge_texts("package a:b;\ninterface i { resource r; f: func(r: borrow<r>) -> r; g: func(l: list<r>); }",
                        "package a:b;\n/// Docs.\ninterface i { resource r; f: func(r: borrow<r>) -> r; }"),
            R"(package a:b;

/// Docs.
interface i {
  resource r;

  f: func(r: borrow<r>) -> r;

  g: func(l: list<r>);
}
)");
}

TEST(WitMerge, DeepAndSharedTypesAreNoProblem) {
  std::string chain = "package a:b; interface i { type t0 = u8;", tree = "package a:b; interface i { type t0 = u8;";
  for (int i = 1; i < 20'000; ++i) {
    const std::string before = "t" + std::to_string(i - 1), name = "t" + std::to_string(i);
    chain += "type " + name + " = option<" + before + ">;";
    if (i < 200) tree += "type " + name + " = tuple<" + before + ", " + before + ">;";
  }
  for (const std::string& text : {chain + "}", tree + "}"}) {
    const auto from = parse_wit(text);
    auto into = parse_wit(text);
    ASSERT_TRUE(from.ok() && into.ok()) << from.rendered();
    EXPECT_TRUE(wit::merge(from.graph, into.graph).has_value());
    EXPECT_EQ(from.graph.types.size(), into.graph.types.size());
  }
}

std::vector<std::string> misfits(const std::string& component, const std::string& target) {
  const auto a = parse_wit(component), b = parse_wit(target);
  EXPECT_TRUE(a.ok() && b.ok()) << a.rendered() << b.rendered();
  std::vector<std::string> found;
  for (const auto& misfit : wit::compare_with_target(a.graph, *wit::select_world(a.graph, *a.main, "c"), b.graph,
                                                     *wit::select_world(b.graph, *b.main, "t")))
    found.push_back(std::to_string(static_cast<int>(misfit.kind)) + " " + misfit.item +
                    (misfit.wanted.empty() ? "" : ": " + misfit.wanted + " / " + misfit.found));
  return found;
}

using Strings = std::vector<std::string>;

TEST(WitTargets, WhatDoesNotFitIsSaid) {
  const std::string i = "interface i { resource r { m: func(); } record p { a: u8 } f: func(r: borrow<r>, p: p); }";
  const std::string less = "interface i { resource r; record p { a: u16 } f: func(r: borrow<r>, p: p); }";
  EXPECT_EQ(misfits("package a:b@1.2.0; " + i + " world c { import i; export g: func(); }",
                    "package a:b@1.3.0; " + i + " world t { import i; export g: func(); }"),
            Strings{});
  EXPECT_EQ(misfits("package a:b@1.2.0; " + i + " world c { import i; }",
                    "package a:b@2.0.0; " + i + " world t { import i; }"),
            (Strings{"0 a:b/i@1.2.0"}));
  EXPECT_EQ(misfits("package a:b; " + i + " world c { import i; import h: func(); }",
                    "package a:b; " + less + " world t { import i; export g: func(a: u8); export k: interface {} }"),
            (Strings{"0 a:b/i#[method]r.m", "2 a:b/i#f: func(r: borrow<r>, p: p) / func(r: borrow<r>, p: p)",
                     "2 a:b/i#p: record { a: u16 } / record { a: u8 }", "0 h", "1 g", "1 k"}));
}

TEST(WitTargets, AWorldIsSelected) {
  const auto one = parse_wit("package a:b@1.0.0; world w {}");
  EXPECT_TRUE(wit::select_world(one.graph, *one.main, {}).has_value());
  EXPECT_TRUE(wit::select_world(one.graph, *one.main, "w").has_value());
  EXPECT_TRUE(wit::select_world(one.graph, *one.main, "a:b/w").has_value());
  EXPECT_TRUE(wit::select_world(one.graph, *one.main, "a:b/w@1.0.0").has_value());
  EXPECT_EQ(wit::select_world(one.graph, *one.main, "a:b/w@2.0.0").error().code, ErrorCode::not_found);
  const auto two = parse_wit("package a:b; world first {} world second {}");
  EXPECT_EQ(wit::select_world(two.graph, *two.main, {}).error().help, "say which: first, second");
  EXPECT_EQ(wit::select_world(two.graph, *two.main, "frst").error().help, "did you mean first?");
}

}  // namespace
}  // namespace witc::testing
