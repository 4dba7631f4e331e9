#include "cli/terminal_text.hpp"

#include <gtest/gtest.h>

namespace witc::cli {
namespace {

TEST(TerminalText, ExpandsTabsToColumns) {
  const TerminalText text = to_terminal("\ta\tb");
  EXPECT_EQ(text.text, "    a   b");
  EXPECT_EQ(text.columns, (std::vector<std::size_t>{0, 4, 5, 8, 9}));
}

TEST(TerminalText, CountsColumnsAsATerminalDoes) {
  const TerminalText text = to_terminal("\xc3\xa9\xe6\x97\xa5\xcc\x81!");  // é, wide 日, a combining acute accent
  EXPECT_EQ(text.text, "\xc3\xa9\xe6\x97\xa5\xcc\x81!");
  EXPECT_EQ(text.columns, (std::vector<std::size_t>{0, 0, 1, 1, 1, 3, 3, 3, 4}));
  EXPECT_EQ(text.width(), 4u);
}

TEST(TerminalText, MakesDangerousCharactersVisible) {
  EXPECT_EQ(to_terminal("\x1b[31m").text, "\\u{1b}[31m");
  EXPECT_EQ(to_terminal("a\rb\n").text, "a\\u{d}b\\u{a}");
  EXPECT_EQ(to_terminal("\xe2\x80\xae"
                        "abc")
                .text,
            "\\u{202e}abc");                           // right-to-left override
  EXPECT_EQ(to_terminal("\xc2\x9b").text, "\\u{9b}");  // the one-byte CSI
  EXPECT_EQ(to_terminal("\xff\xc3").text, "\\xff\\xc3");
  EXPECT_EQ(to_terminal("\xff").width(), 4u);
}

TEST(TerminalText, RunningTextKeepsItsLines) {
  EXPECT_EQ(escape_for_terminal("one\ntwo\t\x07"), "one\ntwo\\u{9}\\u{7}");
}

TEST(TerminalText, NothingIsNothing) {
  EXPECT_EQ(to_terminal("").text, "");
  EXPECT_EQ(to_terminal("").width(), 0u);
}

}  // namespace
}  // namespace witc::cli
