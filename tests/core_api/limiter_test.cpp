#include <algorithm>

#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::instantiate;
using testing::is_error;
using testing::is_trap;
using testing::must;

/// Allows what `allow` says and writes down what it was asked.
class Recorder final : public StoreLimiter {
 public:
  bool memory_growing(std::uint64_t current, std::uint64_t desired,
                      std::optional<std::uint64_t> maximum) noexcept override {
    return note("memory", current, desired, maximum);
  }
  bool table_growing(std::uint64_t current, std::uint64_t desired,
                     std::optional<std::uint64_t> maximum) noexcept override {
    return note("table", current, desired, maximum);
  }
  bool instance_made(std::uint32_t current) noexcept override { return note("instance", current, current + 1, {}); }
  bool heap_growing(std::size_t current, std::size_t desired) noexcept override {
    ++heap_questions;
    heap_bytes = desired;
    return allow && current < desired;
  }

  bool allow = true;
  std::string log;
  int heap_questions = 0;
  std::size_t heap_bytes = 0;

 private:
  bool note(const char* what, std::uint64_t current, std::uint64_t desired, std::optional<std::uint64_t> maximum) {
    log += std::string(what) + " " + std::to_string(current) + " " + std::to_string(desired) +
           (maximum ? " of " + std::to_string(*maximum) : "") + "\n";
    return allow;
  }
};

class LimiterTest : public ::testing::Test {
 protected:
  LimiterTest() { store_.limiter(limiter_); }

  std::shared_ptr<Recorder> limiter_ = std::make_shared<Recorder>();
  Engine engine_;
  Store<> store_{engine_};
  Linker<> linker_{engine_};
};

constexpr const char* growing = R"(
    (memory (export "m") 1 4) (table (export "t") 2 9 externref)
    (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "table") (param i32) (result i32) (table.grow (ref.null extern) (local.get 0))))";

TEST_F(LimiterTest, IsAskedForEverythingAnInstanceTakes) {
  const auto instance = instantiate(store_, growing);
  EXPECT_EQ(limiter_->log, "instance 0 1\nmemory 0 65536 of 262144\ntable 0 2 of 9\n");
  limiter_->log.clear();
  const auto grow_memory = must(instance.get_typed_func<std::int32_t(std::int32_t)>("memory"));
  const auto grow_table = must(instance.get_typed_func<std::int32_t(std::int32_t)>("table"));
  EXPECT_EQ(must(grow_memory.call(store_, 1)), 1);
  EXPECT_EQ(must(grow_table.call(store_, 3)), 2);
  EXPECT_EQ(must(must(instance.get_memory("m")).grow(1)), 2u);
  EXPECT_EQ(must(must(instance.get_table("t")).grow(1, ExternRef())), 5u);
  EXPECT_EQ(limiter_->log,
            "memory 65536 131072 of 262144\ntable 2 5 of 9\n"
            "memory 131072 196608 of 262144\ntable 5 6 of 9\n");
  limiter_->log.clear();
  EXPECT_EQ(must(grow_memory.call(store_, 5)), -1);
  EXPECT_EQ(must(grow_table.call(store_, 5)), -1);
  EXPECT_EQ(must(grow_memory.call(store_, 0)), 3);
  EXPECT_EQ(limiter_->log, "") << "what cannot be is not asked for";
}

TEST_F(LimiterTest, RefusesGrowth) {
  const auto instance = instantiate(store_, growing);
  limiter_->allow = false;
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t(std::int32_t)>("memory")).call(store_, 1)), -1);
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t(std::int32_t)>("table")).call(store_, 1)), -1);
  EXPECT_TRUE(is_error(must(instance.get_memory("m")).grow(1), ErrorCode::limit_exceeded));
  EXPECT_TRUE(is_error(must(instance.get_table("t")).grow(1, ExternRef()), ErrorCode::limit_exceeded));
  EXPECT_EQ(must(instance.get_memory("m")).pages(), 1u);
  EXPECT_EQ(must(instance.get_table("t")).size(), 2u);
}

TEST_F(LimiterTest, RefusesToMakeThings) {
  limiter_->allow = false;
  EXPECT_TRUE(is_error(Memory::make(store_, {.min_pages = 1}), ErrorCode::limit_exceeded));
  EXPECT_TRUE(is_error(Table::make(store_, {funcref, 1}, FuncRef()), ErrorCode::limit_exceeded));
  EXPECT_TRUE(
      is_error(linker_.instantiate(store_, must(Module::from_text(engine_, "(module)"))), ErrorCode::limit_exceeded));
  EXPECT_TRUE(is_error(ExternRef::make(store_, std::make_unique<int>(1)), ErrorCode::limit_exceeded));
}

TEST_F(LimiterTest, WatchesTheCollectedHeap) {
  const auto keep = must(instantiate(store_, R"(
    (type $list (struct (field (ref null $list)) (field i64)))
    (global $all (mut (ref null $list)) (ref.null $list))
    (func (export "keep") (param i32)
      (loop $more
        (global.set $all (struct.new $list (global.get $all) (i64.const 0)))
        (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))")
                             .get_typed_func<void(std::int32_t)>("keep"));
  ASSERT_TRUE(keep.call(store_, 10'000));
  EXPECT_GT(limiter_->heap_questions, 0);
  EXPECT_GE(limiter_->heap_bytes, 10'000u * 16);
  limiter_->allow = false;
  EXPECT_TRUE(is_trap(keep.call(store_, 10'000'000), TrapCode::heap_exhausted));
}

TEST_F(LimiterTest, HeapLimit) {
  store_.limit_gc_heap(std::size_t{1} << 20);
  const auto allocate = must(instantiate(store_, R"(
    (type $a (array (mut i64)))
    (func (export "f") (param i32) (result (ref $a)) (array.new_default $a (local.get 0))))")
                                 .get_typed_func<AnyRef(std::int32_t)>("f"));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(allocate.call(store_, 10'000)) << "garbage is no reason to refuse";
  EXPECT_TRUE(is_trap(allocate.call(store_, 1'000'000), TrapCode::heap_exhausted));
  store_.limit_gc_heap(std::size_t{1} << 16);
  store_.collect_garbage();
  std::vector<AnyRef> kept;
  const auto full = [&] {
    auto made = allocate.call(store_, 5'000);
    if (made) kept.push_back(*made);
    return !made;
  };
  EXPECT_TRUE(std::ranges::any_of(std::vector<int>(1000), [&](int) { return full(); }));
}

TEST_F(LimiterTest, PlainLimitsComeFirst) {
  store_.limit_memory(2 * 65536);
  store_.limit_table(3);
  store_.limit_instances(2);
  const auto instance = instantiate(store_, growing);
  limiter_->log.clear();
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t(std::int32_t)>("memory")).call(store_, 2)), -1);
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t(std::int32_t)>("table")).call(store_, 2)), -1);
  EXPECT_TRUE(is_error(Memory::make(store_, {.min_pages = 3}), ErrorCode::limit_exceeded));
  EXPECT_TRUE(is_error(Table::make(store_, {funcref, 4}, FuncRef()), ErrorCode::limit_exceeded));
  EXPECT_EQ(limiter_->log, "");
  const auto empty = must(Module::from_text(engine_, "(module)"));
  EXPECT_TRUE(must(linker_.instantiate(store_, empty)));
  const auto refused = linker_.instantiate(store_, empty);
  ASSERT_TRUE(is_error(refused, ErrorCode::limit_exceeded));
  EXPECT_EQ(refused.error().message, "the store has 2 core instances, which is its limit");
}

TEST_F(LimiterTest, CanBeTakenAway) {
  limiter_->allow = false;
  store_.limiter(nullptr);
  EXPECT_TRUE(Memory::make(store_, {.min_pages = 1}));
  EXPECT_EQ(limiter_.use_count(), 1);
}

}  // namespace

}  // namespace witc::core
