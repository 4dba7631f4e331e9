// Branch hints: what is not expected is compiled out of the way.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "tests/codegen/guest.hpp"
#include "wasm/text/module_parser.hpp"
#include "wasm/validator.hpp"

namespace witc::testing {
namespace {

/// Where the code of a call of the given function begins, in a function compiled by itself.
struct Calls {
  std::uint32_t first;
  std::uint32_t second;
};

Calls compile(const std::string& body, OptLevel level) {
  const auto binary = wasm::parse_module(
      "(module (import \"\" \"0\" (func)) (import \"\" \"1\" (func (param i64))) (func (param i32) " + body + "))");
  if (!binary) throw std::runtime_error(binary.error().message);
  const auto module = wasm::decode_and_validate(*binary);
  if (!module) throw std::runtime_error(module.error().message);
  Error error;
  const auto compiler = make_compiler(Guest::options(level), error);
  const codegen::ContextLayout layout(*module);
  const auto compiled = compiler->compile({*module, *binary, layout}, 0);
  if (!compiled) throw std::runtime_error(compiled.error().message);
  const auto code_of = [&](std::uint8_t function) {
    const std::byte call[] = {std::byte{0x10}, std::byte{function}};
    const auto begin = binary->begin() + module->code[0].body.begin;
    const auto found = std::search(begin, binary->end(), std::begin(call), std::end(call));
    const auto line = std::ranges::find(compiled->lines, static_cast<std::uint32_t>(found - binary->begin()),
                                        &codegen::LineEntry::wasm_offset);
    return line == compiled->lines.end() ? throw std::runtime_error("no code for a call") : line->code_offset;
  };
  return {code_of(0), code_of(1)};
}

class BranchHints : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(Levels, BranchHints, ::testing::Values(OptLevel::less, OptLevel::standard),
                         [](const auto& info) { return "O" + std::to_string(static_cast<int>(info.param)); });

constexpr const char* likely = "(@metadata.code.branch_hint \"\\01\") ";
constexpr const char* unlikely = "(@metadata.code.branch_hint \"\\00\") ";

TEST_P(BranchHints, OrderTheArmsOfAnIf) {
  const std::string body = "(if (local.get 0) (then (call 0)) (else (call 1 (i64.const 1))))";
  const Calls then = compile(likely + body, GetParam());
  EXPECT_LT(then.first, then.second);
  const Calls otherwise = compile(unlikely + body, GetParam());
  EXPECT_GT(otherwise.first, otherwise.second);
}

TEST_P(BranchHints, OrderWhatABranchSkips) {
  const auto body = [](const char* hint) {
    return std::string("(block $out (block $skip ") + hint +
           "(br_if $skip (local.get 0)) (call 0) (br $out)) (call 1 (i64.const 1)))";
  };
  const Calls taken = compile(body(likely), GetParam());
  EXPECT_GT(taken.first, taken.second);
  const Calls not_taken = compile(body(unlikely), GetParam());
  EXPECT_LT(not_taken.first, not_taken.second);
}

}  // namespace
}  // namespace witc::testing
