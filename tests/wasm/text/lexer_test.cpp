#include "wasm/text/lexer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/string_literal.hpp"
#include "wasm/text/token_cursor.hpp"

using namespace witc::text;

namespace {

std::string kinds(std::string_view source) {
  const auto buffer = tokenize(source);
  if (!buffer)
    return std::to_string(buffer.error().location.line) + ":" + std::to_string(buffer.error().location.column) + " " +
           buffer.error().message;
  std::string result;
  for (const Token& token : buffer->tokens()) result += "()k$ifsr."[static_cast<std::size_t>(token.kind)];
  return result;
}

TEST(Lexer, TellsKindsOfTokensApart) {
  EXPECT_EQ(kinds("(module $m i32.const -1 0x1p3 \"s\" offset=4)"), "(k$kifsk).");
  EXPECT_EQ(kinds(""), ".");
  EXPECT_EQ(kinds("$ $$ 1x @a Foo , ; [ ]"), "r$rrrrrrr.");
  EXPECT_EQ(kinds("nan nan:0x1 nan:canonical inf info"), "ffkfk.");
}

TEST(Lexer, WantsSpaceBetweenTokens) {
  EXPECT_EQ(kinds("\"a\"\"b\""), "r.");
  EXPECT_EQ(kinds("a\"b\""), "r.");
  EXPECT_EQ(kinds("\"a\"1"), "r.");
  EXPECT_EQ(kinds("(a)(b)\"c\"(d)"), "(k)(k)s(k).");
  EXPECT_EQ(kinds("a;;b\nc(;d;)e"), "kkk.");
}

TEST(Lexer, SkipsCommentsAndAnnotations) {
  EXPECT_EQ(kinds(";; line\r(; block (; nested ;) ;; ;) a"), "k.");
  EXPECT_EQ(kinds("(@a (b) \"c)\" (;)) ;) ;; )\n , ]) a (@\"q\")"), "k.");
  EXPECT_EQ(kinds("a ( ;comment\n)"), "k(rk).") << "a single semicolon begins no comment";
}

TEST(Lexer, SaysWhereItCannotGoOn) {
  EXPECT_EQ(kinds("a\n  (; (; ;)"), "2:3 a block comment is not closed; expected \";)\"");
  EXPECT_EQ(kinds("(@a (b)"), "1:1 an annotation is not closed; expected \")\"");
  EXPECT_EQ(kinds("(@ a)"), "1:1 empty annotation id");
  EXPECT_EQ(kinds("x \"abc\n\""), "1:3 a string is not closed on its line");
  EXPECT_EQ(kinds("\"a\\q\""), "1:3 illegal escape in a string");
  EXPECT_EQ(kinds("\"a\tb\""), "1:3 illegal control character in a string");
  EXPECT_EQ(kinds("\"\\u{d800}\""), "1:2 illegal escape in a string");
  EXPECT_EQ(kinds("\"\\u{110000}\""), "1:2 illegal escape in a string");
  EXPECT_EQ(kinds("\"ä\" é"), "1:5 illegal character outside of strings and comments");
  EXPECT_EQ(kinds("ab \xff"), "1:4 malformed UTF-8 encoding");
  EXPECT_EQ(kinds("$\"\""), "1:1 empty identifier");
  EXPECT_EQ(kinds("$\"\\ff\""), "1:1 malformed UTF-8 encoding in an identifier");
}

TEST(Lexer, DecodesEscapes) {
  EXPECT_EQ(witc::decode_string_literal(R"("a\n\t\r\\\'\"\41\u{2_0ac}ä")"), "a\n\t\r\\'\"A€ä");
  EXPECT_EQ(witc::decode_string_literal(R"("\00\ff")"), std::string("\0\xff", 2));
  EXPECT_EQ(witc::decode_string_literal(R"("\u{10ffff}\u{7ff}")"), "\U0010ffff\u07ff");
}

TEST(Lexer, IdentifiersAreTheSameInQuotes) {
  const auto buffer = tokenize(R"($a $"a" $"\61" $"two words")");
  ASSERT_TRUE(buffer);
  std::vector<std::string_view> names;
  for (const Token& token : buffer->tokens().first(4)) names.push_back(buffer->identifier(token));
  EXPECT_EQ(names, (std::vector<std::string_view>{"a", "a", "a", "two words"}));
}

TEST(Lexer, KeepsKnownAnnotationsBesideTheTokens) {
  constexpr std::string_view known[] = {"b"};
  const auto buffer = tokenize("x (@a) (@b 1 (c)) y", known);
  ASSERT_TRUE(buffer);
  EXPECT_EQ(buffer->tokens().size(), 3u);
  ASSERT_EQ(buffer->annotations().size(), 1u);
  EXPECT_EQ(buffer->annotations()[0].before, 1u);
  TokenCursor content(*buffer, buffer->annotations()[0].tokens);
  EXPECT_TRUE(content.expect_u32("a number"));
  EXPECT_TRUE(content.take_form("c"));
  EXPECT_TRUE(content.expect_close());
  EXPECT_TRUE(content.expect_end());
}

TEST(TokenCursor, SaysWhatItExpectedAndFound) {
  const auto buffer = tokenize("(func\n  99999999999 \"\\ff\"");
  ASSERT_TRUE(buffer);
  TokenCursor cursor(*buffer);
  EXPECT_EQ(cursor.expect_close().error().message, "expected \")\", found \"(\"");
  ASSERT_TRUE(cursor.take_form("func"));
  const auto number = cursor.expect_u32("an index");
  EXPECT_EQ(number.error().message, "constant out of range: an index has at most 32 bits");
  EXPECT_EQ(number.error().location.line, 2u);
  EXPECT_EQ(number.error().location.column, 3u);
  cursor.next();
  EXPECT_EQ(cursor.expect_name("a name").error().message, "malformed UTF-8 encoding in a name");
  EXPECT_EQ(cursor.expect_close().error().message, "expected \")\", found the end of the input");
}

}  // namespace
