#include <gtest/gtest.h>

#include "wasi/cli/exit.hpp"
#include "wasi/cli/terminal.hpp"

namespace witc::wasi::cli {

TEST(CliTest, ExitEndsTheGuestWithAStatus) {
  Exit host;
  EXPECT_EQ(host.exit({}).error().exit_status, 0);
  EXPECT_EQ(host.exit(std::unexpected(std::monostate())).error().exit_status, 1);
  EXPECT_EQ(host.exit({}).error().code, TrapCode::exit);
  EXPECT_EQ(host.exit_with_code(0).error().exit_status, 0);
  EXPECT_EQ(host.exit_with_code(255).error().exit_status, 255);
}

TEST(CliTest, TerminalsAreThereOnlyWhereTheStreamIsOne) {
  EXPECT_FALSE(TerminalStdin().get_terminal_stdin());
  EXPECT_TRUE(TerminalStdin{.is_terminal = true}.get_terminal_stdin());
  EXPECT_FALSE(TerminalStdout().get_terminal_stdout());
  EXPECT_TRUE(TerminalStdout{.is_terminal = true}.get_terminal_stdout());
  EXPECT_FALSE(TerminalStderr().get_terminal_stderr());
  EXPECT_TRUE(TerminalStderr{.is_terminal = true}.get_terminal_stderr());
}

}  // namespace witc::wasi::cli
