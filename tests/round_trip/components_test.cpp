// Components that other toolchains made, through generated bindings and with dynamic calls: they give what their
// sources say.

#include <gtest/gtest.h>

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/round_trip/worlds/world_guest.hpp"
#include "tests/support/shared_dir.hpp"
#include "witc/wasi.hpp"
#include "witc_/demo/app.hpp"
#include "witc_/demo/asdemo.hpp"
#include "witc_/demo/demo.hpp"
#include "witc_/demo/rdemo.hpp"
#include "witc_/jsdemo/jsdemo.hpp"

namespace witc::testing {
namespace {

namespace demo = ::witc_::demo;
namespace js = ::witc_::jsdemo;
using Lines = std::vector<std::string>;
using Values = std::vector<Val>;

struct Log {
  Lines lines;
  void emit(std::string_view message) { lines.emplace_back(message); }
};

struct State {
  Log log;
  wasi::Context wasi;
};

TEST(TypedComponents, DemoInC) {
  WITC_SHARED_FILE(file, "components/demo-c.component.wasm");
  WorldGuest<demo::demo::Instance, State> guest(file, "witc:demo/calc@0.1.0");
  demo::demo::add_to_linker(guest.linker, &State::log);
  ASSERT_TRUE(guest.instantiate());
  const demo::calc::Guest& calc = guest.world().calc();
  using Guest = demo::calc::Guest;
  using demo::calc::Caps, demo::calc::Error, demo::calc::Op, demo::calc::Point;

  EXPECT_EQ(calc.greet(guest.store, "wörld").value(), "Hello, wörld!");
  EXPECT_EQ(guest.store.data().log.lines, Lines{"Hello, wörld!"});
  EXPECT_EQ(calc.get_caps(guest.store).value(), Caps::ints | Caps::strings);
  EXPECT_EQ(calc.eval(guest.store, Op::add, 40, 2).value(), 42);
  EXPECT_EQ(calc.eval(guest.store, Op::div, 1, 0).value(), std::unexpected(Error(Error::DivByZero())));
  EXPECT_EQ(calc.eval(guest.store, Op::mul, std::int64_t{1} << 62, 4).value(),
            std::unexpected(Error(Error::Unsupported{"mul overflow"})));
  EXPECT_EQ(calc.sum(guest.store, std::vector{1.5, 2.5}).value(), 4.0);
  EXPECT_EQ(calc.centroid(guest.store, std::vector<Point>{{0, 0}, {10, 20}}).value(), (Point{5, 10}));
  EXPECT_EQ(calc.centroid(guest.store, {}).value(), std::nullopt);
  EXPECT_EQ(calc.split(guest.store, "a,bb,,c", U',').value(), (Lines{"a", "bb", "", "c"}));
  guest.compare("greet", calc, &Guest::greet);
  guest.compare("get-caps", calc, &Guest::get_caps);
  guest.compare("sum", calc, &Guest::sum);
  guest.compare("centroid", calc, &Guest::centroid);
  guest.compare("split", calc, &Guest::split);

  guest.store.data().log.lines.clear();
  {
    auto counter = calc.make_counter(guest.store, 10).value();
    EXPECT_EQ(counter.add(guest.store, 3).value(), 13u);
    auto other = calc.make_counter(guest.store, 5).value();
    auto merged = calc.merge(guest.store, std::move(counter), other).value();
    EXPECT_EQ(merged.value(guest.store).value(), 18u);
    EXPECT_EQ(guest.store.data().log.lines, Lines{"counter dropped"});
  }
  EXPECT_EQ(guest.store.data().log.lines, Lines(3, "counter dropped"));
}

struct Counter {
  std::uint32_t value;
};

/// The interface that demo-c exports, as a host has it.
struct Calc {
  using counter = Counter;
  std::string greet(std::string_view name) { return "Hi, " + std::string(name) + "!"; }
  demo::calc::Caps get_caps() { return demo::calc::Caps::none; }
  std::expected<std::int64_t, demo::calc::Error> eval(demo::calc::Op op, std::int64_t a, std::int64_t b) {
    if (op != demo::calc::Op::mul) return std::unexpected(demo::calc::Error::Unsupported{"only products"});
    return a * b;
  }
  double sum(std::span<const double> xs) {
    double sum = 0;
    for (const double x : xs) sum += x;
    return sum;
  }
  std::optional<demo::calc::Point> centroid(std::span<const demo::calc::Point> ps) {
    if (ps.empty()) return {};
    return ps.back();
  }
  Lines split(std::string_view text, char32_t) { return {std::string(text)}; }
  Own<Counter> make_counter(std::uint32_t start) { return make_own<Counter>(start); }
  std::uint32_t add(Counter& self, std::uint32_t by) { return self.value += by; }
  std::uint32_t value(Counter& self) { return self.value; }
  Own<Counter> merge(Own<Counter> a, Counter& b) { return make_own<Counter>(a->value + b.value); }
};

struct AppState : State {
  Calc calc;
};

TEST(TypedComponents, AppInCWithAHostThatCalculates) {
  WITC_SHARED_FILE(file, "components/app2-c.component.wasm");
  WorldGuest<demo::app::Instance, AppState> guest(file, "");
  demo::app::add_to_linker(guest.linker, &AppState::log, &AppState::calc);
  ASSERT_TRUE(guest.instantiate());
  const std::string answer = guest.world().run(guest.store, "Bob").value();
  EXPECT_EQ(answer, "Hi, Bob! sum=80/10 eval=42 merged=17");
  EXPECT_EQ(guest.call("run", {"Bob"}), Values{answer});
  EXPECT_EQ(guest.store.data().log.lines, (Lines{answer, answer}));
}

TEST(TypedComponents, WordsInRust) {
  WITC_SHARED_FILE(file, "components/demo-rust.component.wasm");
  WorldGuest<demo::rdemo::Instance, State> guest(file, "witc:demo/words@0.1.0");
  demo::rdemo::add_to_linker(guest.linker, &State::log);
  wasi::add_to_linker(guest.linker, &State::wasi);
  ASSERT_TRUE(guest.instantiate());
  auto bag = guest.world().words().make_bag(guest.store).value();
  EXPECT_EQ(bag.add(guest.store, "the cat The dog").value(), 4u);
  EXPECT_EQ(bag.add(guest.store, "a").value(), 1u);
  EXPECT_EQ(bag.summary(guest.store).value(), "a=1,cat=1,dog=1,the=2");
  EXPECT_EQ(guest.store.data().log.lines, Lines{"a=1,cat=1,dog=1,the=2"});

  const auto dynamic = guest.call("[constructor]bag", {});
  for (const char* text : {"", "x y x", "ä Ä 𝄞 ß"})
    EXPECT_EQ(guest.call("[method]bag.add", {dynamic[0], text}), Values{bag.add(guest.store, text).value()});
  auto other = guest.world().words().make_bag(guest.store).value();
  for (const char* text : {"", "x y x", "ä Ä 𝄞 ß"}) EXPECT_TRUE(other.add(guest.store, text));
  EXPECT_EQ(guest.call("[method]bag.summary", dynamic), Values{other.summary(guest.store).value()});
}

TEST(TypedComponents, AssemblyScript) {
  WITC_SHARED_FILE(file, "components/as-demo.component.wasm");
  using World = demo::asdemo::Instance;
  WorldGuest<World, State> guest(file, "");
  demo::asdemo::add_to_linker(guest.linker, &State::log);
  ASSERT_TRUE(guest.instantiate());
  EXPECT_EQ(guest.world().add(guest.store, 2, 3).value(), 5u);
  EXPECT_EQ(guest.world().fib(guest.store, 90).value(), 2880067194370816120u);
  EXPECT_EQ(guest.world().upper(guest.store, "abc é xyz").value(), "ABC é XYZ");
  guest.compare("add", guest.world(), &World::add);
  guest.compare("upper", guest.world(), &World::upper);
}

TEST(TypedComponents, Javascript) {
  WITC_SHARED_FILE(file, "components/js-text.component.wasm");
  // Most of the time goes to the compiler.
  WorldGuest<js::jsdemo::Instance, State> guest(file, "witc:jsdemo/text@0.1.0", Config{}.opt_level(OptLevel::none));
  wasi::add_to_linker(guest.linker, &State::wasi);
  ASSERT_TRUE(guest.instantiate());
  using Guest = js::text::Guest;
  using js::text::Person, js::text::Shape;
  const Guest& text = guest.world().text();
  EXPECT_EQ(text.greet(guest.store, Person{"Ann", 7, {"a", "b"}}).value(), "Hello Ann (7) [a,b]");
  EXPECT_EQ(text.area(guest.store, Shape::Circle{2}).value(), 12.566370614359172);
  EXPECT_EQ(text.area(guest.store, Shape::Rect{{3, 4}}).value(), 12.0);
  EXPECT_EQ(text.area(guest.store, Shape::None()).value(), std::unexpected("no shape"));
  EXPECT_EQ(text.sort(guest.store, Lines{"q", "a", "m"}).value(), (Lines{"a", "m", "q"}));
  auto accumulator = text.make_accumulator(guest.store, "L").value();
  EXPECT_TRUE(accumulator.push(guest.store, 5));
  EXPECT_TRUE(accumulator.push(guest.store, 37));
  EXPECT_EQ(accumulator.total(guest.store).value(), 42);
  EXPECT_EQ(accumulator.label(guest.store).value(), "L");
  guest.rounds = 5;
  guest.compare("greet", text, &Guest::greet);
  guest.compare("area", text, &Guest::area);
  guest.compare("sort", text, &Guest::sort);
  guest.compare("json", text, &Guest::json);
}

}  // namespace
}  // namespace witc::testing
