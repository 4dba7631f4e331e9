#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "codegen/object_layout.hpp"
#include "runtime/code/type_registry.hpp"

namespace witc::runtime {

using codegen::ObjectHeader;

/// An exception's tag (execution/runtime: tag instances). Its address is its identity.
struct Tag {
  const RegisteredType* type = nullptr;
};

/// An object of the host as guests see it: externref, or anyref after any.convert_extern.
struct HostObject : ObjectHeader {
  void* value = nullptr;
  void (*destroy)(void* value) = nullptr;  ///< called when no reference is left; may be null
};

/// Where a collection finds what is alive.
class RootVisitor {
 public:
  virtual ~RootVisitor() = default;
  /// A reference of any type.
  virtual void reference(void* value) = 0;
  /// Words that may be references, or point into objects: stacks, and cells whose type is not known.
  virtual void words(const void* begin, const void* end) = 0;
};

/// The collected objects of one store: mark and sweep, objects never move. Stacks are scanned conservatively (a word
/// that looks like the address of an object keeps it), objects and everything else precisely; cycles are freed. A
/// collection runs when as much has been allocated as survived the last one, or before an allocation fails. Not
/// thread-safe: one store, one thread.
class Heap {
 public:
  using Roots = std::function<void(RootVisitor&)>;
  /// Asked before the heap takes more memory: bytes taken so far and bytes wanted. May refuse.
  using MayGrow = std::function<bool(std::size_t, std::size_t)>;
  /// `limit_bytes` of address space are reserved at the first allocation; memory is taken as it is needed.
  Heap(std::size_t limit_bytes, Roots roots, MayGrow may_grow = {});
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  /// Zeroed but for the header; null when the limit is reached and a collection freed too little.
  ObjectHeader* allocate(const codegen::TypeDescriptor* type, std::size_t bytes, std::uint32_t length);
  ObjectHeader* allocate_struct(const RegisteredType& type) { return allocate(&type, type.object_bytes, 0); }
  ObjectHeader* allocate_array(const RegisteredType& type, std::uint32_t length);
  ObjectHeader* allocate_exception(Tag& tag);
  HostObject* allocate_host_object(void* value, void (*destroy)(void*));

  /// Host objects that nobody refers to any more get their destroy call at the end, when the heap may be used again.
  void collect();
  /// A heap that has objects already cannot get more than it reserved at the first.
  void limit(std::size_t bytes);
  /// While it lives, allocations do not collect: for code that holds references where no root is.
  class Pause {
   public:
    explicit Pause(Heap& heap) : heap_(heap) { ++heap_.paused_; }
    ~Pause() { --heap_.paused_; }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Heap& heap_;
  };

  std::size_t live_bytes() const { return allocated_bytes_; }  ///< allocated and not yet freed
  std::size_t collections() const { return collections_; }

 private:
  /// 64 KiB of objects of one size, or a part of a larger object.
  struct Block {
    enum class Kind : std::uint8_t { free, small, large, continuation } kind = Kind::free;
    std::uint32_t object_bytes = 0;  ///< small
    std::uint32_t blocks = 0;        ///< large: its length; continuation: distance to the first
  };
  class Marker;

  bool reserve();
  ObjectHeader* take(std::size_t bytes);
  ObjectHeader* take_small(std::size_t size_class);
  ObjectHeader* take_large(std::size_t bytes);
  std::uint32_t find_free_blocks(std::uint32_t count);
  void sweep();
  void sweep_small(std::uint32_t block);
  void release(ObjectHeader* object, std::size_t bytes);
  /// The object that contains `address`, or null.
  ObjectHeader* find(std::uintptr_t address) const;
  std::byte* block_begin(std::uint32_t block) const;

  void destroy_released();

  std::size_t limit_;
  Roots roots_;
  MayGrow may_grow_;
  std::size_t reserved_ = 0;
  std::byte* base_ = nullptr;
  std::vector<Block> blocks_;  ///< those in use so far, from `base_` on
  std::uint32_t search_from_ = 0;
  std::vector<ObjectHeader*> free_lists_;  ///< by size class
  std::size_t allocated_bytes_ = 0;
  std::size_t allocated_since_ = 0;  ///< since the last collection
  std::size_t threshold_;
  std::size_t collections_ = 0;
  std::uint32_t epoch_ = 1;  ///< the mark of this collection's live objects
  int paused_ = 0;
  std::vector<HostObject> released_;  ///< copies of those whose destroy call is due
};

}  // namespace witc::runtime
