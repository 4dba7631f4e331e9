// witc run --invoke: functions found by name, values as text in both directions, and how it ends.

#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/witc.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

std::filesystem::path calls() { return source_dir() / "tests/components/calls.wat"; }

ProcessResult invoke(const std::string& call, const std::filesystem::path& file = calls(),
                     std::vector<std::string> options = {}) {
  options.insert(options.begin(), "run");
  options.insert(options.end(), {"--invoke", call, file.string()});
  return witc(options);
}

/// Printed, and nothing else.
void expect_result(const ProcessResult& result, std::string_view text) {
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, text);
  EXPECT_EQ(result.err, "");
}

/// One error with all of these parts, and nothing printed.
void expect_error(const ProcessResult& result, const std::vector<std::string>& parts, int code = 1) {
  EXPECT_EQ(result.exit_code, code);
  EXPECT_EQ(result.out, "");
  for (const auto& part : parts) EXPECT_NE(result.err.find(part), std::string::npos) << part << "\n" << result.err;
}

struct CallCase {
  const char* call;
  const char* result;
};

void PrintTo(const CallCase& tried, std::ostream* out) { *out << tried.call; }

class Calls : public ::testing::TestWithParam<CallCase> {};

TEST_P(Calls, PrintTheirResult) { expect_result(invoke(GetParam().call), GetParam().result); }

INSTANTIATE_TEST_SUITE_P(
    Values, Calls,
    ::testing::Values(CallCase{"add(2, 3)", "5\n"}, CallCase{" add ( 4294967295 , 2 ) ", "1\n"},
                      CallCase{R"(echo("a\t\u{2603}\"b"))", "\"a\\t\u2603\\\"b\"\n"},
                      CallCase{"echo(\"\"\"\n two\n lines\n \"\"\")", "\"two\\nlines\"\n"},
                      CallCase{"flip({x: 1, y: -2})", "{x: -2, y: 1}\n"},
                      CallCase{"points([{x: 1, y: 2}, {y: 4, x: 3}])", "[{x: 1, y: 2}, {x: 3, y: 4}]\n"},
                      CallCase{"points([])", "[]\n"}, CallCase{"rights-of({run, read})", "{read, run}\n"},
                      CallCase{"maybe(some(7))", "some(7)\n"}, CallCase{"maybe(7)", "some(7)\n"},
                      CallCase{"maybe()", "none\n"}, CallCase{"nothing(1)", ""}));

INSTANTIATE_TEST_SUITE_P(Names, Calls,
                         ::testing::Values(CallCase{"only-here()", "1\n"},  // in one interface alone
                                           CallCase{"add(1, 1)", "2\n"},    // its own, though an interface has one
                                           CallCase{"example:calls/first@1.0.0#number()", "1\n"},
                                           CallCase{"example:calls/first#number()", "1\n"},
                                           CallCase{"example:calls/first.number()", "1\n"},
                                           CallCase{"example:calls/first.number@1.0.0()", "1\n"},
                                           CallCase{"example:calls/versions@1.0.0#number()", "2\n"},
                                           CallCase{"example:calls/versions@2.0.0#number()", "3\n"},
                                           CallCase{"example:calls/versions#old()", "2\n"},
                                           CallCase{"example:calls/versions#add()", "3\n"}, CallCase{"deep()", "3\n"},
                                           CallCase{"outer#inner#deep()", "3\n"}));

TEST(Invoke, WorksFromImages) {
  const auto image = std::filesystem::path(::testing::TempDir()) / "witc-invoke.image";
  ASSERT_EQ(witc({"compile", calls(), "-o", image}).exit_code, 0);
  expect_result(invoke("flip({x: 1, y: -2})", image, {"--allow-precompiled"}), "{x: -2, y: 1}\n");
  expect_error(invoke("add(2, 3)", image), {"--allow-precompiled"}, 2);
  std::filesystem::remove(image);
}

TEST(Invoke, ReadsTheComponentFromStandardInput) {
  const auto binary = witc({"parse", calls()});
  ASSERT_EQ(binary.exit_code, 0) << binary.err;
  expect_result(witc({"run", "--invoke", "add(2, 3)", "-"}, binary.out), "5\n");
}

TEST(Invoke, CallsCommandsToo) {
  const auto result = invoke("wasi:cli/run#run()", source_dir() / "tests/components/report.wasm");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(result.out.ends_with("/data: not granted\nok\n")) << result.out;
}

// Names that mean nothing, or more than one function.

TEST(Invoke, OffersTheNearestNameAndListsAll) {
  expect_error(invoke("only-heer()"),
               {"no such function is exported", "only-heer()\n  | ^^^^^^^^^\n", "did you mean `only-here`?",
                "it exports example:calls/versions@2.0.0#number: func() -> u32", "it exports outer#inner#deep: func()",
                "it exports flip: func(p: point) -> point"});
  expect_error(invoke("example:calls/frist#number()"), {"did you mean `example:calls/first#number`?"});
  expect_error(invoke("example:calls/versions@3.0.0#number()"),
               {"did you mean `example:calls/versions@2.0.0#number`?"});
}

TEST(Invoke, ListsWhatANameMayMean) {
  expect_error(invoke("number()"), {"3 exported functions have that name", "example:calls/first@1.0.0#number",
                                    "example:calls/versions@1.2.0#number", "example:calls/versions@2.0.0#number"});
  expect_error(invoke("example:calls/versions#number()"), {"2 exported functions have that name"});
}

TEST(Invoke, SaysThatThereIsNothingToCall) {
  expect_error(witc({"run", "--invoke", "f()", "-"}, "(component)"), {"the component exports no functions"});
  expect_error(witc({"run", "--invoke", "f()", "-"}, "(module)"), {"expected a component, found a core module"});
}

// Texts that are no calls of the function.

TEST(Invoke, PointsAtTheArgumentThatDoesNotFit) {
  expect_error(invoke("points([{x: 1, y: \"two\"}])"),
               {"expected s32, found a string", "points([{x: 1, y: \"two\"}])\n  |                   ^^^^^\n",
                "points is func(all: list<point>) -> list<point>"});
  expect_error(invoke("add(2, -3)"), {"expected u32, from 0 to 4294967295, found `-3`"});
  expect_error(invoke("flip({x: 1, z: 2})"), {"there is no field `z`"});
  expect_error(invoke("add(2)"), {"the argument for `b` is missing"});
  expect_error(invoke("add(2, 3, 4)"), {"expected 2 arguments, found one more"});
  expect_error(invoke("add(2, 3"), {"expected `,` or `)`, found the end of the text"});
  expect_error(invoke("add"), {"expected `(` and the arguments, found the end of the text"});
  expect_error(invoke("add(2, 3) 4"), {"expected the end of the text, found `4`"});
  expect_error(invoke("add(2, 3) -> 5"), {"expected a call alone, found one with its result"});
  expect_error(invoke(""), {"expected the name of a function"});
  expect_error(invoke("#()"), {"expected the name of a function"});
  expect_error(invoke("\xff"), {"not UTF-8"});
}

TEST(Invoke, RefusesHandlesBeforeAnythingRuns) {
  expect_error(invoke("new-counter(1)"), {"the result may hold own<counter>, which has no text form"});
  expect_error(invoke("end-counter()"), {"the parameter `c` is own<counter>, which has no text form"});
}

// How guests end.

TEST(Invoke, ATrapIsExitCode134) { expect_error(invoke("fail()"), {"integer divide by zero", "broken ("}, 134); }

TEST(Invoke, LimitsHold) {
  expect_error(invoke("loop()", calls(), {"--fuel", "10000"}), {"all fuel consumed: --fuel 10000"}, 134);
  expect_error(invoke("loop()", calls(), {"--timeout", "100ms"}), {"interrupted: --timeout 100ms"}, 134);
  expect_result(invoke("add(2, 3)", calls(), {"--fuel", "10000", "--timeout", "1h"}), "5\n");
}

TEST(Invoke, UnknownImportsAreListedOrTrap) {
  const std::string_view component =
      "(component"
      "  (import \"example:calls/log@1.0.0\" (instance $log (export \"note\" (func))))"
      "  (import \"other\" (func $other (result u32)))"
      "  (core func $note (canon lower (func $log \"note\")))"
      "  (core module $code (import \"\" \"note\" (func $note))"
      "    (func (export \"seven\") (result i32) i32.const 7)"
      "    (func (export \"tell\") call $note))"
      "  (core instance $code (instantiate $code (with \"\" (instance (export \"note\" (func $note))))))"
      "  (func (export \"seven\") (result u32) (canon lift (core func $code \"seven\")))"
      "  (func (export \"tell\") (canon lift (core func $code \"tell\"))))";
  expect_error(witc({"run", "--invoke", "seven()", "-"}, component),
               {"2 imports cannot be satisfied", "example:calls/log@1.0.0: no such interface is defined",
                "other: missing function of type func() -> u32"});
  expect_result(witc({"run", "--trap-unknown-imports", "--invoke", "seven()", "-"}, component), "7\n");
  expect_error(witc({"run", "--trap-unknown-imports", "--invoke", "tell()", "-"}, component),
               {"unknown import called: example:calls/log@1.0.0#note"}, 134);
}

// Components that other toolchains made.

struct SharedCase {
  const char* component;
  const char* call;
  const char* result;
};

void PrintTo(const SharedCase& tried, std::ostream* out) { *out << tried.component << ' ' << tried.call; }

class SharedComponents : public ::testing::TestWithParam<SharedCase> {};

TEST_P(SharedComponents, PrintTheirResult) {
  const auto& [component, call, result] = GetParam();
  WITC_SHARED_FILE(file, "components/" + std::string(component) + ".component.wasm");
  expect_result(invoke(call, file, {"--trap-unknown-imports"}), result);
}

INSTANTIATE_TEST_SUITE_P(Real, SharedComponents,
                         ::testing::Values(SharedCase{"d-betterc", "add(2, 3)", "5\n"},
                                           SharedCase{"demo-c", "get-caps()", "{ints, strings}\n"},
                                           SharedCase{"demo-c", "centroid([{x: 0, y: 0}, {x: 10, y: 20}])",
                                                      "some({x: 5, y: 10})\n"},
                                           SharedCase{"demo-c", "witc:demo/calc#centroid([])", "none\n"},
                                           SharedCase{"demo-c", "eval(div, 1, 0)", "err(div-by-zero)\n"},
                                           SharedCase{"as-demo", "fib(90)", "2880067194370816120\n"},
                                           SharedCase{"as-demo", "add(4294967295, 2)", "1\n"}));

TEST(SharedComponent, TrapsInAnImportThatNobodyProvides) {
  WITC_SHARED_FILE(file, "components/demo-c.component.wasm");
  expect_error(invoke("greet(\"x\")", file, {"--trap-unknown-imports"}), {"witc:demo/log@0.1.0#emit"}, 134);
  expect_error(invoke("greet(\"x\")", file),
               {"1 import cannot be satisfied", "witc:demo/log@0.1.0: no such interface"});
}

TEST(SharedComponent, NeedsNoOptionWithoutImports) {
  WITC_SHARED_FILE(file, "components/d-betterc.component.wasm");
  expect_result(invoke("add(2, 3)", file), "5\n");
}

}  // namespace
}  // namespace witc::testing
