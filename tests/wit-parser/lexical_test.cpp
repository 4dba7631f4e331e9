#include <gtest/gtest.h>

#include <string>

#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/lexer.hpp"

namespace witc::testing {

namespace {

std::string in_interface(const std::string& items) { return "package a:b;\ninterface i {\n" + items + "\n}\n"; }

TEST(WitLexical, RefusesCharactersThatDeceive) {
  for (const char* character : {"\u202e", "\u2066", "\u0149", "\u17b4", "\x01", "\x7f", "\u0085"}) {
    const auto in_comment = parse_wit("package a:b; // " + std::string(character) + "\n");
    ASSERT_EQ(in_comment.diagnostics.size(), 1u) << in_comment.rendered();
    EXPECT_NE(in_comment.diagnostics[0].message.find("U+"), std::string::npos);
  }
  EXPECT_TRUE(parse_wit("package a:b; // \u00e4\u2603\r\n\t\n").ok());
}

TEST(WitLexical, RefusesBytesThatAreNotUtf8) {
  const auto loaded = parse_wit("package a:b; // \xff\n");
  EXPECT_EQ(loaded.messages(), "the file is not UTF-8\n");
}

TEST(WitLexical, StepsOverAByteOrderMark) { EXPECT_TRUE(parse_wit("\xef\xbb\xbfpackage a:b;").ok()); }

TEST(WitLexical, NamesAreInKebabCase) {
  for (const char* good : {"a", "a-b", "HTTP-request", "x86", "a-1", "%record", "%a"})
    EXPECT_TRUE(parse_wit(in_interface("type " + std::string(good) + " = u8;")).ok()) << good;
  for (const char* bad : {"A_b", "aB", "a--b", "-a", "a-", "_a", "\u00e4", "%", "%1"})
    EXPECT_FALSE(parse_wit(in_interface("type " + std::string(bad) + " = u8;")).ok()) << bad;
  EXPECT_EQ(parse_wit(in_interface("type my_type = u8;")).diagnostics[0].help, "write `my-type`");
}

TEST(WitLexical, EveryReservedWordCanBeEscaped) {
  for (const char* word :
       {"as",  "async",  "bool",   "borrow",  "char",   "constructor", "enum",    "export",    "f32",
        "f64", "flags",  "from",   "func",    "future", "import",      "include", "interface", "list",
        "map", "option", "own",    "package", "record", "resource",    "result",  "s16",       "s32",
        "s64", "s8",     "static", "stream",  "string", "tuple",       "type",    "u16",       "u32",
        "u64", "u8",     "use",    "variant", "with",   "world"}) {
    EXPECT_TRUE(wit::is_keyword(word)) << word;
    EXPECT_TRUE(parse_wit(in_interface("%" + std::string(word) + ": func();")).ok()) << word;
    EXPECT_FALSE(parse_wit(in_interface(std::string(word) + ": func();")).ok()) << word;
  }
}

TEST(WitLexical, BlockCommentsNest) {
  EXPECT_TRUE(parse_wit("/* a /* b */ c */ package a:b;").ok());
  EXPECT_EQ(parse_wit("package a:b; /* a /* b */").messages(), "this comment is not closed\n");
}

TEST(WitLexical, NestingHasALimit) {
  const auto nested = [](std::size_t depth) {
    std::string type;
    for (std::size_t i = 0; i < depth; ++i) type += "list<";
    return in_interface("type t = " + type + "u8" + std::string(depth, '>') + ";");
  };
  EXPECT_TRUE(parse_wit(nested(wit::max_nesting)).ok());
  const auto refused = parse_wit(nested(wit::max_nesting + 1));
  ASSERT_EQ(refused.diagnostics.size(), 1u) << refused.rendered();
  EXPECT_EQ(refused.diagnostics[0].code, ErrorCode::limit_exceeded);
  EXPECT_EQ(parse_wit(nested(1'000'000)).diagnostics.size(), 1u);
}

TEST(WitLexical, ExternalIdsAreStrings) {
  const auto loaded = parse_wit(R"(package a:b; world w { @external-id("\u{e4}\"\41") import f: func(); })");
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  EXPECT_EQ(loaded.graph.worlds[wit::WorldId(0)].imports[0].function()->meta.external_id, "\u00e4\"A");
  EXPECT_FALSE(parse_wit("package a:b; world w { @external-id(\"a\n\") import f: func(); }").ok());
}

TEST(WitLexical, DocumentationIsWhatTheCommentsSay) {
  const auto loaded =
      parse_wit(in_interface("/// First line.\n///\n///   indented\ntype a = u8;\n/** block\n  text */\ntype b = u8;"));
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  EXPECT_EQ(loaded.graph.types[wit::TypeDefId(0)].meta.docs, "First line.\n\n  indented");
  EXPECT_EQ(loaded.graph.types[wit::TypeDefId(1)].meta.docs, "block\n  text");
}

}  // namespace
}  // namespace witc::testing
