#include "runtime/gc/heap.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace witc::runtime {

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Types of one recursion group: a list node of (next, value), an array of references, an array of bytes.
class HeapTest : public ::testing::Test {
 protected:
  HeapTest() {
    using namespace wasm;
    std::vector<SubType> types(3);
    const ValType node = RefType{HeapType::defined(0), true};
    types[0].kind = CompositeKind::struct_;
    types[0].fields = {{.storage = {.value = node}, .is_mutable = true},
                       {.storage = {.value = wasm::i64}, .is_mutable = true}};
    types[1].kind = CompositeKind::array;
    types[1].fields = {{.storage = {.value = node}, .is_mutable = true}};
    types[2].kind = CompositeKind::array;
    types[2].fields = {{.storage = {.packed = StorageType::Packed::i8, .value = wasm::i32}, .is_mutable = true}};
    for (auto& type : types) type.group_size = 3;
    const auto registered_types = registry_.register_types(types);
    node_ = &registered(registered_types[0]);
    references_ = &registered(registered_types[1]);
    bytes_ = &registered(registered_types[2]);
  }

  Heap make(std::size_t limit) {
    return Heap(limit, [this](RootVisitor& visitor) {
      for (void* root : roots_) visitor.reference(root);
      visitor.words(words_.data(), words_.data() + words_.size());
    });
  }
  static void*& next(ObjectHeader* node) {
    return *reinterpret_cast<void**>(reinterpret_cast<std::byte*>(node) + codegen::first_field_offset);
  }

  TypeRegistry registry_;
  const RegisteredType* node_;
  const RegisteredType* references_;
  const RegisteredType* bytes_;
  std::vector<void*> roots_;
  std::vector<std::uintptr_t> words_;
};

TEST_F(HeapTest, CyclesAreFreed) {
  Heap heap = make(mebibyte);
  for (int i = 0; i < 1'000'000; ++i) {
    ObjectHeader* first = heap.allocate_struct(*node_);
    ASSERT_NE(first, nullptr);
    roots_ = {first};
    ObjectHeader* second = heap.allocate_struct(*node_);
    ASSERT_NE(second, nullptr);
    next(first) = second;
    next(second) = first;
    roots_.clear();
  }
  EXPECT_GT(heap.collections(), 10u);
  heap.collect();
  EXPECT_EQ(heap.live_bytes(), 0u);
}

TEST_F(HeapTest, AFullHeapGivesNullUntilSomethingIsReleased) {
  Heap heap = make(mebibyte);
  std::size_t count = 0;
  roots_ = {nullptr};
  while (ObjectHeader* object = heap.allocate_struct(*node_)) {
    next(object) = roots_[0];
    roots_[0] = object;
    ++count;
  }
  EXPECT_GT(count, mebibyte / 40);
  EXPECT_EQ(heap.allocate_array(*bytes_, 0xffff'ffff), nullptr);
  roots_.clear();
  EXPECT_NE(heap.allocate_array(*bytes_, 500'000), nullptr);
}

TEST_F(HeapTest, ObjectsAreZeroedAlsoWhenMemoryIsUsedAgain) {
  Heap heap = make(mebibyte);
  for (int round = 0; round < 100; ++round)
    for (const std::uint32_t length : {1u, 40u, 1000u, 70'000u}) {
      ObjectHeader* array = heap.allocate_array(*bytes_, length);
      ASSERT_NE(array, nullptr);
      auto* begin = reinterpret_cast<std::uint8_t*>(array) + codegen::first_field_offset;
      for (std::uint32_t i = 0; i < length; ++i) ASSERT_EQ(begin[i], 0);
      std::memset(begin, 0xff, length);
      EXPECT_EQ(array->length, length);
    }
}

TEST_F(HeapTest, WordsThatPointIntoAnObjectKeepIt) {
  Heap heap = make(4 * mebibyte);
  ObjectHeader* small = heap.allocate_array(*references_, 3);
  ObjectHeader* large = heap.allocate_array(*bytes_, 300'000);
  words_ = {reinterpret_cast<std::uintptr_t>(small) + 17, reinterpret_cast<std::uintptr_t>(large) + 250'000, 1,
            ~std::uintptr_t{0}};
  heap.collect();
  EXPECT_EQ(small->type, references_);
  EXPECT_EQ(large->length, 300'000u);
  words_.clear();
  heap.collect();
  EXPECT_EQ(heap.live_bytes(), 0u);
}

TEST_F(HeapTest, HostObjectsAreDestroyedOnce) {
  std::vector<int> destroyed(3);
  const auto destroy = [](void* value) { ++*static_cast<int*>(value); };
  {
    Heap heap = make(mebibyte);
    for (int& value : destroyed) roots_.push_back(heap.allocate_host_object(&value, destroy));
    heap.collect();
    EXPECT_EQ(destroyed, (std::vector<int>{0, 0, 0}));
    roots_.pop_back();
    heap.collect();
    heap.collect();
    EXPECT_EQ(destroyed, (std::vector<int>{0, 0, 1}));
  }
  EXPECT_EQ(destroyed, (std::vector<int>{1, 1, 1}));
}

TEST_F(HeapTest, NothingIsCollectedWhilePaused) {
  Heap heap = make(mebibyte);
  const Heap::Pause pause(heap);
  ObjectHeader* first = heap.allocate_struct(*node_);
  while (heap.allocate_struct(*node_)) {
  }
  EXPECT_EQ(heap.collections(), 0u);
  EXPECT_EQ(first->type, node_);
}

TEST_F(HeapTest, NoLimitNoObjects) { EXPECT_EQ(make(0).allocate_struct(*node_), nullptr); }

}  // namespace

}  // namespace witc::runtime
