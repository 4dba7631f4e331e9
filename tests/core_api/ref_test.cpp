// References to collected objects: what keeps them, what ends them, whose they are.

#include <algorithm>
#include <memory>
#include <vector>

#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::instantiate;
using testing::is_error;
using testing::is_trap;
using testing::must;

/// Counts how many there are.
struct Thing {
  explicit Thing(int& alive, int value = 0) : alive(alive), value(value) { ++alive; }
  Thing(const Thing&) = delete;
  ~Thing() { --alive; }
  int& alive;
  int value;
};

class RefTest : public ::testing::Test {
 protected:
  template <class StoreOrCaller>
  ExternRef thing(StoreOrCaller& store, int value = 0) {
    return must(ExternRef::make(store, std::make_unique<Thing>(alive_, value)));
  }

  int alive_ = 0;
  Engine engine_;
  Store<> store_{engine_};
};

TEST_F(RefTest, HostObjectsLiveWhileTheHostRefersToThem) {
  auto reference = thing(store_, 5);
  store_.collect_garbage();
  EXPECT_EQ(alive_, 1);
  EXPECT_EQ(reference.get<Thing>()->value, 5);
  EXPECT_EQ(reference.get<int>(), nullptr);
  ExternRef copy = reference;
  EXPECT_TRUE(copy.is_same(reference));
  ExternRef moved = std::move(reference);
  EXPECT_TRUE(reference.is_null());
  copy = ExternRef();
  store_.collect_garbage();
  EXPECT_EQ(alive_, 1);
  moved = thing(store_, 6);
  store_.collect_garbage();
  EXPECT_EQ(alive_, 1);
  EXPECT_EQ(moved.get<Thing>()->value, 6);
  moved = ExternRef();
  store_.collect_garbage();
  EXPECT_EQ(alive_, 0);
}

TEST_F(RefTest, HostObjectsLiveWhileTheGuestRefersToThem) {
  const auto instance = instantiate(store_, R"(
    (type $box (struct (field (mut externref))))
    (global $g (mut externref) (ref.null extern)) (table $t 1 externref)
    (global $boxed (mut (ref null $box)) (ref.null $box))
    (func (export "global") (param externref) (global.set $g (local.get 0)))
    (func (export "table") (param externref) (table.set $t (i32.const 0) (local.get 0)))
    (func (export "struct") (param externref) (global.set $boxed (struct.new $box (local.get 0))))
    (func (export "get_global") (result externref) (global.get $g))
    (func (export "get_table") (result externref) (table.get $t (i32.const 0)))
    (func (export "get_struct") (result externref) (struct.get $box 0 (global.get $boxed))))");
  for (const std::string name : {"global", "table", "struct"}) {
    const auto set = must(instance.get_typed_func<void(ExternRef)>(name));
    const auto get = must(instance.get_typed_func<ExternRef()>("get_" + name));
    ASSERT_TRUE(set.call(store_, thing(store_, 3)));
    store_.collect_garbage();
    EXPECT_EQ(alive_, 1) << name;
    EXPECT_EQ(must(get.call(store_)).get<Thing>()->value, 3) << name;
    ASSERT_TRUE(set.call(store_, ExternRef()));
    store_.collect_garbage();
    EXPECT_EQ(alive_, 0) << name;
    EXPECT_TRUE(must(get.call(store_)).is_null());
  }
}

TEST_F(RefTest, EndsWithTheStore) {
  ExternRef survivor;
  std::shared_ptr<Thing> shared;
  {
    Store<> store(engine_);
    must(Global::make(store, {externref, true}, thing(store)));
    survivor = thing(store);
    shared = thing(store, 9).share<Thing>();
    EXPECT_EQ(alive_, 3);
  }
  EXPECT_EQ(alive_, 1);
  EXPECT_TRUE(survivor.is_null());
  EXPECT_EQ(survivor.get<Thing>(), nullptr);
  EXPECT_EQ(shared->value, 9);
  shared.reset();
  EXPECT_EQ(alive_, 0);
}

TEST_F(RefTest, HandlesMoveAboutInContainers) {
  std::vector<ExternRef> all;
  for (int i = 0; i < 1000; ++i) {
    const ExternRef made = thing(store_, i);
    all.push_back(made);
    all.push_back(thing(store_, -i));
  }
  store_.collect_garbage();
  EXPECT_EQ(alive_, 2000);
  std::ranges::sort(all, {}, [](const ExternRef& reference) { return reference.get<Thing>()->value; });
  all.erase(all.begin(), all.begin() + 999);
  std::vector<ExternRef> copy = all;
  all.insert(all.begin() + 500, copy.begin(), copy.begin() + 10);
  copy = all;
  all = std::vector<ExternRef>(3, copy.back());
  store_.collect_garbage();
  EXPECT_EQ(alive_, 1001);
  EXPECT_EQ(all.front().get<Thing>()->value, 999);
  copy.clear();
  copy.push_back(std::move(all.front()));
  store_.collect_garbage();
  EXPECT_EQ(alive_, 1);
  EXPECT_TRUE(all.front().is_null());
  all.clear();
  copy.clear();
  store_.collect_garbage();
  EXPECT_EQ(alive_, 0);
}

TEST_F(RefTest, InTheStoresOwnData) {
  struct Data {
    ExternRef kept;
  };
  {
    Store<Data> store(engine_);
    store.data().kept = thing(store);
    store.collect_garbage();
    EXPECT_EQ(alive_, 1);
    Store<Data> moved = std::move(store);
    moved.collect_garbage();
    EXPECT_EQ(moved.data().kept.get<Thing>()->value, 0);
  }
  EXPECT_EQ(alive_, 0);
}

TEST_F(RefTest, DestructorsMayDropReferencesOfTheStore) {
  struct Holder {
    ExternRef held;
  };
  {
    auto holder = std::make_unique<Holder>();
    holder->held = thing(store_);
    const auto reference = must(ExternRef::make(store_, std::move(holder)));
    store_.collect_garbage();
    EXPECT_EQ(alive_, 1);
  }
  store_.collect_garbage();
  store_.collect_garbage();
  EXPECT_EQ(alive_, 0);
  auto holder = std::make_unique<Holder>();
  holder->held = thing(store_);
  must(ExternRef::make(store_, std::move(holder)));
}

TEST_F(RefTest, CollectionsHappenByThemselves) {
  constexpr int count = 300'000;
  for (int i = 0; i < count; ++i) thing(store_);
  EXPECT_LT(alive_, count);
}

TEST_F(RefTest, ReferencesOnTheStackOfACallAreKept) {
  Linker<> linker(engine_);
  linker.func("env", "collect", [](HostCaller& caller) { caller.collect_garbage(); });
  linker.func("env", "make", [this](HostCaller& caller) { return thing(caller, 4); });
  const auto f = must(instantiate(linker, store_, R"(
    (import "env" "collect" (func $collect)) (import "env" "make" (func $make (result externref)))
    (func (export "f") (param externref) (result externref externref) (local $made externref)
      (local.set $made (call $make)) (call $collect) (local.get 0) (local.get $made)))")
                          .get_typed_func<std::tuple<ExternRef, ExternRef>(ExternRef)>("f"));
  const auto [given, made] = must(f.call(store_, thing(store_, 2)));
  EXPECT_EQ(given.get<Thing>()->value, 2);
  EXPECT_EQ(made.get<Thing>()->value, 4);
}

TEST_F(RefTest, SharedAndConstantObjects) {
  const auto object = std::make_shared<Thing>(alive_, 1);
  {
    const auto reference = must(ExternRef::make(store_, object));
    EXPECT_EQ(reference.get<Thing>(), object.get());
    EXPECT_EQ(object.use_count(), 2);
  }
  store_.collect_garbage();
  EXPECT_EQ(object.use_count(), 1);
  const auto constant = must(ExternRef::make(store_, std::make_shared<const Thing>(alive_, 8)));
  EXPECT_EQ(constant.get<const Thing>()->value, 8);
  EXPECT_EQ(constant.get<Thing>(), nullptr);
}

TEST_F(RefTest, AnyReferences) {
  const auto instance = instantiate(store_, R"(
    (type $s (struct (field i32))) (type $a (array i8))
    (func (export "struct") (param i32) (result (ref $s)) (struct.new $s (local.get 0)))
    (func (export "array") (result (ref $a)) (array.new_default $a (i32.const 5)))
    (func (export "field") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0)))
    (func (export "same") (param anyref) (result anyref) (local.get 0))
    (func (export "i31") (param i31ref) (result i32) (i31.get_s (local.get 0)))
    (func (export "internal") (param externref) (result anyref) (any.convert_extern (local.get 0))))");
  const auto make = must(instance.get_typed_func<AnyRef(std::int32_t)>("struct"));
  const auto field = must(instance.get_typed_func<std::int32_t(AnyRef)>("field"));
  const auto i31 = must(instance.get_typed_func<std::int32_t(AnyRef)>("i31"));
  const AnyRef made = must(make.call(store_, 77));
  for (int i = 0; i < 10; ++i) must(make.call(store_, i));
  store_.collect_garbage();
  EXPECT_EQ(made.kind(), AnyRef::Kind::struct_);
  EXPECT_EQ(must(field.call(store_, made)), 77);

  const AnyRef array = must(must(instance.get_typed_func<AnyRef()>("array")).call(store_));
  EXPECT_EQ(array.kind(), AnyRef::Kind::array);
  EXPECT_TRUE(is_error(field.call(store_, array), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(field.call(store_, AnyRef()), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(field.call(store_, AnyRef::i31(1)), ErrorCode::type_mismatch));
  const Val dynamic[] = {array};
  EXPECT_TRUE(is_error(field.func().call(store_, dynamic), ErrorCode::type_mismatch));

  EXPECT_EQ(must(i31.call(store_, AnyRef::i31(-5))), -5);
  EXPECT_TRUE(is_error(i31.call(store_, made), ErrorCode::type_mismatch));
  EXPECT_EQ(AnyRef::i31(1 << 30).i31(), -(1 << 30));
  EXPECT_EQ(AnyRef::i31(3).kind(), AnyRef::Kind::i31);
  EXPECT_EQ(AnyRef().kind(), AnyRef::Kind::null);
  EXPECT_FALSE(made.i31());

  const auto internal = must(instance.get_typed_func<AnyRef(ExternRef)>("internal"));
  const AnyRef host = must(internal.call(store_, thing(store_, 6)));
  EXPECT_EQ(host.kind(), AnyRef::Kind::host);
  EXPECT_EQ(host.to_extern().get<Thing>()->value, 6);
  EXPECT_EQ(made.to_extern().get<Thing>(), nullptr);
  EXPECT_TRUE(made.to_extern().to_any().is_same(made));
}

TEST_F(RefTest, CaughtExceptions) {
  const auto instance = instantiate(store_, R"(
    (tag $e (param i32))
    (func (export "catch") (param i32) (result exnref)
      (block $handler (result exnref) (try_table (catch_all_ref $handler) (throw $e (local.get 0))) (ref.null exn)))
    (func (export "again") (param exnref) (result i32)
      (block $handler (result i32) (try_table (catch $e $handler) (throw_ref (local.get 0))) (i32.const 0))))");
  const ExnRef caught = must(must(instance.get_typed_func<ExnRef(std::int32_t)>("catch")).call(store_, 31));
  store_.collect_garbage();
  const auto again = must(instance.get_typed_func<std::int32_t(ExnRef)>("again"));
  EXPECT_EQ(must(again.call(store_, caught)), 31);
  EXPECT_TRUE(is_trap(again.call(store_, ExnRef()), TrapCode::null_reference));
}

TEST_F(RefTest, OfAnotherStoreAreErrors) {
  const auto instance = instantiate(store_, R"(
    (table (export "t") 1 externref) (global (export "g") (mut externref) (ref.null extern))
    (func (export "f") (param externref) (result externref) (local.get 0)))");
  const auto f = must(instance.get_typed_func<ExternRef(ExternRef)>("f"));
  const auto table = must(instance.get_table("t"));
  const auto global = must(instance.get_global("g"));
  Store<> same_engine(engine_);
  Store<> other_engine{Engine()};
  for (auto* other : {&same_engine, &other_engine}) {
    const ExternRef foreign = thing(*other);
    EXPECT_TRUE(is_error(f.call(store_, foreign), ErrorCode::wrong_owner));
    const Val arguments[] = {foreign};
    EXPECT_TRUE(is_error(f.func().call(store_, arguments), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(table.set(0, foreign), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(table.grow(1, foreign), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(global.set(foreign), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(Table::make(store_, {externref, 1}, foreign), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(Global::make(store_, {externref}, foreign), ErrorCode::wrong_owner));
    const auto give =
        must(must(make_func(store_, [&foreign] { return foreign; }).typed<ExternRef()>()).func().typed<ExternRef()>());
    EXPECT_TRUE(is_trap(give.call(store_), TrapCode::host_misuse));
  }
  EXPECT_TRUE(must(f.call(store_, ExternRef())).is_null());
}

}  // namespace

}  // namespace witc::core
