// Library components of several toolchains give what their sources say, through dynamic calls.

#include <gtest/gtest.h>

#include "tests/embedding/host.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

using Values = std::vector<Val>;

#define LOAD(variable, file)                             \
  WITC_SHARED_FILE(variable##_file, "components/" file); \
  LoadedComponent variable(variable##_file);             \
  ASSERT_TRUE(variable.instance.has_value()) << variable.error

TEST(Components, DemoInC) {
  LOAD(demo, "demo-c.component.wasm");
  EXPECT_EQ(demo.call("witc:demo/calc@0.1.0#greet", {"wörld"}), Values{"Hello, wörld!"});
  EXPECT_EQ(demo.store.data().log, std::vector<std::string>{"Hello, wörld!"});
  EXPECT_EQ(demo.call("witc:demo/calc#get-caps", {}), Values{Val::flags({"ints", "strings"})});
  EXPECT_EQ(demo.call("witc:demo/calc#eval", {Val::enumeration("add"), std::int64_t{40}, std::int64_t{2}}),
            Values{Val::ok(Val(std::int64_t{42}))});
  EXPECT_EQ(demo.call("witc:demo/calc#eval", {Val::enumeration("div"), std::int64_t{1}, std::int64_t{0}}),
            Values{Val::error(Val::variant("div-by-zero"))});
  EXPECT_EQ(demo.call("witc:demo/calc#eval", {Val::enumeration("mul"), std::int64_t{1} << 62, std::int64_t{4}}),
            Values{Val::error(Val::variant("unsupported", Val("mul overflow")))});
  EXPECT_EQ(demo.call("witc:demo/calc#sum", {Val::list({1.5, 2.5})}), Values{4.0});
  const auto point = [](std::int32_t x, std::int32_t y) { return Val::record({{"x", x}, {"y", y}}); };
  EXPECT_EQ(demo.call("witc:demo/calc#centroid", {Val::list({point(0, 0), point(10, 20)})}),
            Values{Val::some(point(5, 10))});
  EXPECT_EQ(demo.call("witc:demo/calc#centroid", {Val::list({})}), Values{Val::none()});
  EXPECT_EQ(demo.call("witc:demo/calc#split", {"a,bb,,c", U','}), (Values{Val::list({"a", "bb", "", "c"})}));
}

TEST(Components, ResourcesOfTheDemoInC) {
  LOAD(demo, "demo-c.component.wasm");
  const auto counter = demo.call("witc:demo/calc#[constructor]counter", {std::uint32_t{10}});
  EXPECT_EQ(demo.call("witc:demo/calc#[method]counter.add", {counter[0], std::uint32_t{3}}), Values{std::uint32_t{13}});
  const auto other = demo.call("witc:demo/calc#[constructor]counter", {std::uint32_t{5}});
  const auto merged = demo.call("witc:demo/calc#[static]counter.merge", {counter[0], other[0]});
  EXPECT_EQ(demo.call("witc:demo/calc#[method]counter.value", {merged[0]}), Values{std::uint32_t{18}});
  EXPECT_EQ(demo.store.data().log, std::vector<std::string>{"counter dropped"});
  // The first counter was given away.
  const auto stale = demo.call("witc:demo/calc#[method]counter.value", {counter[0]});
  ASSERT_EQ(stale.size(), 1u);
  ASSERT_TRUE(stale[0].get<std::string>());
}

TEST(Components, ComposedOfTwo) {
  LOAD(composed, "composed-c.component.wasm");
  EXPECT_EQ(composed.call("run", {"Bob"}), Values{"Hello, Bob! sum=80/10 eval=42 merged=17"});
  EXPECT_EQ(composed.store.data().log,
            (std::vector<std::string>{"Hello, Bob!", "counter dropped", "counter dropped", "counter dropped",
                                      "Hello, Bob! sum=80/10 eval=42 merged=17"}));
}

TEST(Components, WordsInRust) {
  LOAD(words, "demo-rust.component.wasm");
  const auto bag = words.call("witc:demo/words#[constructor]bag", {});
  EXPECT_EQ(words.call("witc:demo/words#[method]bag.add", {bag[0], "the cat The dog"}), Values{std::uint32_t{4}});
  EXPECT_EQ(words.call("witc:demo/words#[method]bag.add", {bag[0], "a"}), Values{std::uint32_t{1}});
  EXPECT_EQ(words.call("witc:demo/words#[method]bag.summary", {bag[0]}), Values{"a=1,cat=1,dog=1,the=2"});
  EXPECT_EQ(words.store.data().log, std::vector<std::string>{"a=1,cat=1,dog=1,the=2"});
}

TEST(Components, AssemblyScript) {
  LOAD(demo, "as-demo.component.wasm");
  EXPECT_EQ(demo.call("add", {std::uint32_t{2}, std::uint32_t{3}}), Values{std::uint32_t{5}});
  EXPECT_EQ(demo.call("fib", {std::uint32_t{90}}), Values{std::uint64_t{2880067194370816120}});
  EXPECT_EQ(demo.call("upper", {"abc é xyz"}), Values{"ABC é XYZ"});
}

TEST(Components, D) {
  LOAD(demo, "d-betterc.component.wasm");
  EXPECT_EQ(demo.call("add", {std::uint32_t{2}, std::uint32_t{3}}), Values{std::uint32_t{5}});
  EXPECT_EQ(demo.call("fib", {std::uint32_t{90}}), Values{std::uint64_t{2880067194370816120}});
}

void expect_text_interface(LoadedComponent& js) {
  const Val ann = Val::record({{"name", "Ann"}, {"age", std::uint32_t{7}}, {"tags", Val::list({"a", "b"})}});
  EXPECT_EQ(js.call("witc:jsdemo/text#greet", {ann}), Values{"Hello Ann (7) [a,b]"});
  EXPECT_EQ(js.call("witc:jsdemo/text#area", {Val::variant("circle", Val(2.0))}),
            Values{Val::ok(Val(12.566370614359172))});
  EXPECT_EQ(js.call("witc:jsdemo/text#area", {Val::variant("rect", Val::tuple({3.0, 4.0}))}),
            Values{Val::ok(Val(12.0))});
  EXPECT_EQ(js.call("witc:jsdemo/text#area", {Val::variant("none")}), Values{Val::error(Val("no shape"))});
  EXPECT_EQ(js.call("witc:jsdemo/text#sort", {Val::list({"q", "a", "m"})}), (Values{Val::list({"a", "m", "q"})}));
  const auto accumulator = js.call("witc:jsdemo/text#[constructor]accumulator", {"L"});
  js.call("witc:jsdemo/text#[method]accumulator.push", {accumulator[0], std::int64_t{5}});
  js.call("witc:jsdemo/text#[method]accumulator.push", {accumulator[0], std::int64_t{37}});
  EXPECT_EQ(js.call("witc:jsdemo/text#[method]accumulator.total", {accumulator[0]}), Values{std::int64_t{42}});
  EXPECT_EQ(js.call("witc:jsdemo/text#[method]accumulator.label", {accumulator[0]}), Values{"L"});
}

TEST(Components, StarlingMonkey) {
  LOAD(js, "js-text.component.wasm");
  expect_text_interface(js);
}

TEST(Components, QuickJs) {
  LOAD(js, "js-text-qjs-sync.component.wasm");
  expect_text_interface(js);
}

}  // namespace
}  // namespace witc::testing
