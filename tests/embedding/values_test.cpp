// Values between components and hosts, on the engine: what the canonical ABI promises beyond its walk over a memory.

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/component/text.hpp"
#include "tests/embedding/host.hpp"

namespace witc::testing {
namespace {

struct None {};

/// What ALLOCATOR stands for in texts: a bump allocator whose log has a decimal digit for the alignment of every call.
constexpr std::string_view allocator = R"((memory (export "mem") 1)
  (global $next (mut i32) (i32.const 1024))
  (global $log (mut i32) (i32.const 0))
  (func (export "realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (global.set $log (i32.add (i32.mul (global.get $log) (i32.const 10)) (local.get 2)))
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $at) (local.get 3)))
    (memory.copy (local.get $at) (local.get 0) (local.get 1))
    (local.get $at)))";

std::string with_allocator(std::string text) {
  constexpr std::string_view name = "ALLOCATOR";
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at)) text.replace(at, name.size(), allocator);
  return text;
}

/// An instance of a component in the text format; typed functions are called on it.
struct FromText {
  explicit FromText(const char* text, const Config& config = {})
      : engine(config),
        component(Component::from_binary(engine, component_binary(with_allocator(text)))),
        linker(engine),
        store(engine),
        instance(linker.instantiate(store, component.value()).value().value()) {}

  template <class Signature, class... Args>
  auto call(std::string_view name, Args... args) {
    return instance.get_typed_func<Signature>(name).value().call(store, std::move(args)...).value();
  }

  Engine engine;
  Expected<Component> component;
  Linker<None> linker;
  Store<None> store;
  Instance instance;
};

TEST(Values, StringsBetweenComponentsKeepTheEncodingOfTheirSource) {
  // A tagged UTF-16 string that is all Latin-1: stored as UTF-16 and shrunk, to an alignment of 1
  // (CanonicalABI.md: store_probably_utf16_to_latin1_or_utf16). An untagged one needs one allocation.
  FromText both(R"((component
    (component $C
      (core module $m ALLOCATOR
        (func (export "take") (param i32 i32) (result i32) (global.get $log)))
      (core instance $i (instantiate $m))
      (func (export "take") (param "s" string) (result u32)
        (canon lift (core func $i "take") string-encoding=latin1+utf16
          (memory (core memory $i "mem")) (realloc (core func $i "realloc")))))
    (component $D
      (import "take" (func $take (param "s" string) (result u32)))
      (core module $libc (memory (export "mem") 1) (data (i32.const 16) "a\00b\00"))
      (core instance $libc (instantiate $libc))
      (core func $take (canon lower (func $take) string-encoding=latin1+utf16 (memory (core memory $libc "mem"))))
      (core module $m
        (import "" "take" (func $take (param i32 i32) (result i32)))
        (func (export "run") (param i32) (result i32) (call $take (i32.const 16) (local.get 0))))
      (core instance $i (instantiate $m (with "" (instance (export "take" (func $take))))))
      (func (export "run") (param "length" u32) (result u32) (canon lift (core func $i "run"))))
    (instance $c (instantiate $C))
    (instance $d (instantiate $D (with "take" (func $c "take"))))
    (export "run" (func $d "run"))))");
  EXPECT_EQ(both.call<std::uint32_t(std::uint32_t)>("run", 0x8000'0002u), 21u);
  EXPECT_EQ(both.call<std::uint32_t(std::uint32_t)>("run", 3u), 212u);
}

TEST(Values, NansAreCanonicalInTheDeterministicProfile) {
  // Gives back the bits that arrive for f32 parameters and for a list of them, and returns bits as an f32.
  constexpr const char* text = R"((component
    (core module $m ALLOCATOR
      (func (export "bits") (param f32) (result i32) (i32.reinterpret_f32 (local.get 0)))
      (func (export "first") (param i32 i32) (result i32) (i32.load (local.get 0)))
      (func (export "nan") (param i32) (result f32) (f32.reinterpret_i32 (local.get 0))))
    (core instance $i (instantiate $m))
    (func (export "bits") (param "x" f32) (result u32) (canon lift (core func $i "bits")))
    (func (export "first") (param "x" (list f32)) (result u32)
      (canon lift (core func $i "first") (memory (core memory $i "mem")) (realloc (core func $i "realloc"))))
    (func (export "nan") (param "bits" u32) (result f32) (canon lift (core func $i "nan")))))";
  constexpr std::uint32_t odd = 0xffc0'0123;
  const float nan = std::bit_cast<float>(odd);
  FromText deterministic(text, Config{}.deterministic(true)), usual(text);
  for (auto* component : {&deterministic, &usual}) {
    const std::uint32_t expected = component == &deterministic ? 0x7fc0'0000 : odd;
    EXPECT_EQ(component->call<std::uint32_t(float)>("bits", nan), expected);
    EXPECT_EQ(component->call<std::uint32_t(std::vector<float>)>("first", std::vector{nan}), expected);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(component->call<float(std::uint32_t)>("nan", odd)), expected);
  }
}

TEST(Values, MapsGoThroughTypedAndDynamicCalls) {
  FromText echo(R"((component
    (core module $m ALLOCATOR
      (func (export "map") (param i32 i32) (result i32)
        (i32.store (i32.const 8) (local.get 0))
        (i32.store (i32.const 12) (local.get 1))
        (i32.const 8)))
    (core instance $i (instantiate $m))
    (func (export "map") (param "x" (map string u32)) (result (map string u32))
      (canon lift (core func $i "map") (memory (core memory $i "mem")) (realloc (core func $i "realloc"))))))");
  using Map = std::map<std::string, std::uint32_t>;
  const Map map{{"a", 1}, {"bc", 70'000}};
  EXPECT_EQ((echo.call<Map(Map)>("map", map)), map);

  const Val value = Val::map({{"a", Val(std::uint32_t{1})}, {"a", Val(std::uint32_t{2})}});
  auto results = echo.instance.get_func("map")->call(echo.store, std::vector{value});
  ASSERT_TRUE(results);
  EXPECT_EQ(results->at(0), value);
}

}  // namespace
}  // namespace witc::testing
