// Memories, tables, globals and tags: of guests and of the host.

#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::instantiate;
using testing::is_error;
using testing::is_trap;
using testing::must;

class ItemsTest : public ::testing::Test {
 protected:
  Engine engine_;
  Store<> store_{engine_};
  Store<> other_{engine_};
  Store<> other_engines_{Engine()};
};

using MemoryTest = ItemsTest;
using TableTest = ItemsTest;
using GlobalTest = ItemsTest;
using TagTest = ItemsTest;

TEST_F(MemoryTest, OfAGuest) {
  const auto instance = instantiate(store_, R"(
    (memory (export "m") 1 3) (data (i32.const 8) "hello")
    (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))");
  const auto memory = must(instance.get_memory("m"));
  EXPECT_EQ(memory.type(), (MemoryType{.min_pages = 1, .max_pages = 3}));
  EXPECT_EQ(memory.size(), 65536u);
  EXPECT_EQ(must(memory.text(8, 5)), "hello");

  ASSERT_TRUE(memory.store(101, std::uint32_t{0x12345678}));
  EXPECT_EQ(must(memory.load<std::uint32_t>(101)), 0x12345678u);
  EXPECT_EQ(must(memory.load<std::uint8_t>(101)), 0x78u);
  EXPECT_EQ(must(must(instance.get_typed_func<std::uint32_t(std::uint32_t)>("load")).call(store_, 101)), 0x12345678u);

  EXPECT_TRUE(memory.range(65536, 0));
  EXPECT_TRUE(is_trap(memory.range(65536, 1), TrapCode::out_of_bounds_memory_access));
  EXPECT_TRUE(is_trap(memory.range(~std::uint64_t{0}, 2), TrapCode::out_of_bounds_memory_access));
  EXPECT_TRUE(is_trap(memory.load<std::uint64_t>(65532), TrapCode::out_of_bounds_memory_access));
  EXPECT_TRUE(is_trap(memory.store(65535, std::uint16_t{1}), TrapCode::out_of_bounds_memory_access));

  std::byte* const base = memory.data().data();
  EXPECT_EQ(must(memory.grow(2)), 1u);
  EXPECT_EQ(memory.pages(), 3u);
  EXPECT_EQ(memory.data().data(), base);
  EXPECT_EQ(memory.data().size(), 3u * 65536);
  EXPECT_TRUE(is_error(memory.grow(1), ErrorCode::limit_exceeded));
  EXPECT_EQ(std::get<MemoryType>(type_of(memory)).min_pages, 3u);
}

TEST_F(MemoryTest, OfTheHost) {
  const auto memory = must(Memory::make(store_, {.min_pages = 1}));
  ASSERT_TRUE(memory.store(0, std::uint32_t{7}));
  Linker<> linker(engine_);
  linker.define("env", "m", memory);
  const auto instance = instantiate(linker, store_, R"(
    (import "env" "m" (memory 1))
    (func (export "f") (result i32) (i32.store (i32.const 4) (i32.const 9)) (i32.load (i32.const 0)))
    (export "again" (memory 0)))");
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t()>("f")).call(store_)), 7);
  EXPECT_EQ(must(memory.load<std::int32_t>(4)), 9);
  EXPECT_EQ(must(instance.get_memory("again")), memory);
}

TEST_F(MemoryTest, TypesThatAreNone) {
  const MemoryType none[] = {{.min_pages = 2, .max_pages = 1},
                             {.min_pages = 65537},
                             {.min_pages = 1, .shared = true},
                             {.min_pages = 1, .page_size_log2 = 12},
                             {.min_pages = (std::uint64_t{1} << 48) + 1, .is_64 = true}};
  for (const auto& type : none) EXPECT_TRUE(is_error(Memory::make(store_, type), ErrorCode::invalid));
  EXPECT_FALSE(Memory::make(store_, {.min_pages = std::uint64_t{1} << 48, .is_64 = true}));
}

TEST_F(TableTest, OfAGuest) {
  const auto instance = instantiate(store_, R"(
    (table (export "t") 3 5 funcref) (elem (i32.const 1) $one)
    (func $one (export "one") (result i32) (i32.const 1))
    (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0))))");
  const auto table = must(instance.get_table("t"));
  const auto one = must(instance.get_func("one"));
  EXPECT_EQ(table.type(), (TableType{funcref, 3, 5}));
  EXPECT_EQ(must(table.get(0)).get<FuncRef>().value(), FuncRef());
  EXPECT_EQ(must(table.get(0)).get<Func>(), std::nullopt);
  EXPECT_EQ(must(table.get(1)).get<Func>(), one);
  EXPECT_EQ(must(table.get(1)).get<ExternRef>(), std::nullopt);
  EXPECT_TRUE(is_error(table.get(3), ErrorCode::usage));

  const auto call = must(instance.get_typed_func<std::int32_t(std::int32_t)>("call"));
  EXPECT_TRUE(is_trap(call.call(store_, 2), TrapCode::uninitialized_element));
  ASSERT_TRUE(table.set(2, make_func(store_, [] { return 22; })));
  EXPECT_EQ(must(call.call(store_, 2)), 22);
  EXPECT_EQ(must(table.grow(2, one)), 3u);
  EXPECT_EQ(must(call.call(store_, 4)), 1);
  EXPECT_TRUE(is_error(table.grow(1, one), ErrorCode::limit_exceeded));
  EXPECT_TRUE(is_error(table.set(5, one), ErrorCode::usage));
  EXPECT_TRUE(is_error(table.set(0, 5), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(table.set(0, ExternRef()), ErrorCode::type_mismatch));
  EXPECT_EQ(std::get<TableType>(type_of(table)).min, 5u);
}

TEST_F(TableTest, OfTheHost) {
  const auto table = must(Table::make(store_, {funcref, 2, 2}, FuncRef()));
  Linker<> linker(engine_);
  linker.define("env", "t", table);
  instantiate(linker, store_, R"((import "env" "t" (table 2 funcref)) (elem (i32.const 0) $f) (func $f))");
  EXPECT_TRUE(must(table.get(0)).get<Func>());

  const ValType function = ValType::ref(HeapKind::func, false);
  EXPECT_TRUE(is_error(Table::make(store_, {function, 1}, FuncRef()), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(Table::make(store_, {i32, 1}, 0), ErrorCode::invalid));
  EXPECT_TRUE(is_error(Table::make(store_, {funcref, 2, 1}, FuncRef()), ErrorCode::invalid));
  EXPECT_TRUE(is_error(Table::make(store_, {funcref, std::uint64_t{1} << 32}, FuncRef()), ErrorCode::invalid));
  EXPECT_TRUE(is_error(Table::make(store_, {funcref, 20'000'000}, FuncRef()), ErrorCode::limit_exceeded));
  EXPECT_TRUE(is_error(Table::make(store_, {ValType::defined_ref(1'000'000), 1}, FuncRef()), ErrorCode::invalid));
}

TEST_F(TableTest, RefusesReferencesOfAnotherStore) {
  const auto table = must(Table::make(store_, {funcref, 1}, FuncRef()));
  for (auto* wrong : {&other_, &other_engines_}) {
    const Func foreign = make_func(*wrong, [] {});
    EXPECT_TRUE(is_error(table.set(0, foreign), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(table.grow(1, foreign), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(Table::make(store_, {funcref, 1}, foreign), ErrorCode::wrong_owner));
  }
  EXPECT_EQ(table.size(), 1u);
}

TEST_F(GlobalTest, OfAGuest) {
  const auto instance = instantiate(store_, R"(
    (global $g (export "g") (mut i64) (i64.const 5)) (global (export "c") f32 (f32.const 1.5))
    (func (export "get") (result i64) (global.get $g)))");
  const auto global = must(instance.get_global("g"));
  EXPECT_EQ(global.type(), (GlobalType{i64, true}));
  EXPECT_EQ(global.get().get<std::int64_t>(), 5);
  ASSERT_TRUE(global.set(std::int64_t{-3}));
  EXPECT_EQ(must(must(instance.get_typed_func<std::int64_t()>("get")).call(store_)), -3);
  EXPECT_TRUE(is_error(global.set(3), ErrorCode::type_mismatch));
  const auto constant = must(instance.get_global("c"));
  EXPECT_EQ(constant.get().get<float>(), 1.5f);
  EXPECT_TRUE(is_error(constant.set(2.0f), ErrorCode::usage));
}

TEST_F(GlobalTest, OfTheHost) {
  const auto global = must(Global::make(store_, {i32, true}, 5));
  Linker<> linker(engine_);
  linker.define("env", "g", global);
  const auto instance = instantiate(linker, store_, R"(
    (import "env" "g" (global $g (mut i32)))
    (func (export "f") (global.set $g (i32.const 6))))");
  ASSERT_TRUE(must(instance.get_typed_func<void()>("f")).call(store_));
  EXPECT_EQ(global.get().get<std::int32_t>(), 6);

  EXPECT_TRUE(is_error(Global::make(store_, {i32}, 5.0), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(Global::make(store_, {ValType::defined_ref(1'000'000)}, AnyRef()), ErrorCode::invalid));
  for (auto* wrong : {&other_, &other_engines_}) {
    const Func foreign = make_func(*wrong, [] {});
    EXPECT_TRUE(is_error(Global::make(store_, {funcref}, foreign), ErrorCode::wrong_owner));
    const auto mine = must(Global::make(store_, {funcref, true}, FuncRef()));
    EXPECT_TRUE(is_error(mine.set(foreign), ErrorCode::wrong_owner));
    EXPECT_EQ(mine.get().get<FuncRef>().value(), FuncRef());
  }
}

TEST_F(TagTest, OfTheHost) {
  const auto tag = must(Tag::make(store_, {{{i32}, {}}}));
  EXPECT_EQ(tag.type(), (TagType{{{i32}, {}}}));
  Linker<> linker(engine_);
  linker.define("env", "e", tag);
  const auto instance = instantiate(linker, store_, R"(
    (import "env" "e" (tag $e (param i32)))
    (export "e" (tag $e))
    (func $throw (throw $e (i32.const 42)))
    (func (export "catch") (result i32) (block $handler (result i32)
      (try_table (catch $e $handler) (call $throw)) (i32.const 0)))
    (func (export "throw") (call $throw)))");
  EXPECT_EQ(must(instance.get_tag("e")), tag);
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t()>("catch")).call(store_)), 42);
  EXPECT_TRUE(is_trap(must(instance.get_typed_func<void()>("throw")).call(store_), TrapCode::uncaught_exception));
  EXPECT_TRUE(is_error(Tag::make(store_, {{{}, {i32}}}), ErrorCode::invalid));
  EXPECT_TRUE(is_error(Tag::make(store_, {{{ValType::defined_ref(1'000'000)}, {}}}), ErrorCode::invalid));
}

}  // namespace

}  // namespace witc::core
