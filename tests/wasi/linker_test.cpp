#include "witc/linker.hpp"

#include <gtest/gtest.h>

#include "witc/wasi.hpp"

namespace witc::wasi {

namespace {

struct State {
  int before = 0;  // so that the context is not where the state begins
  Context wasi;
};

}  // namespace

TEST(LinkerTest, NothingIsDefinedTwice) {
  const Engine engine;
  Linker<State> linker(engine);
  add_to_linker(linker, &State::wasi);
  const auto status = linker.status();
  EXPECT_TRUE(status) << status.error().message;
}

TEST(LinkerTest, AddingTwiceIsAnError) {
  const Engine engine;
  Linker<State> linker(engine);
  add_to_linker(linker, &State::wasi);
  add_to_linker(linker, &State::wasi);
  const auto status = linker.status();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::usage);
}

}  // namespace witc::wasi
