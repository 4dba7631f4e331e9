#include "runtime/gc/heap.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace witc::runtime {

namespace {

constexpr std::size_t block_bytes = 64 * 1024;
constexpr std::size_t granule = 16;
constexpr std::size_t max_small = 8 * 1024;
constexpr std::size_t first_threshold = std::size_t{4} << 20;

/// Sizes in steps of an eighth of a power of two, so that at most an eighth of an object is wasted.
constexpr auto size_classes = [] {
  std::array<std::uint32_t, 64> sizes{};
  std::size_t count = 0;
  for (std::size_t size = 2 * granule; size <= max_small; size += std::max(granule, std::bit_floor(size) / 8))
    sizes[count++] = static_cast<std::uint32_t>(size);
  sizes.back() = static_cast<std::uint32_t>(count);
  return sizes;
}();
constexpr std::size_t class_count = size_classes.back();
static_assert(class_count < size_classes.size() && size_classes[class_count - 1] == max_small);

std::size_t whole_blocks(std::size_t bytes) {
  constexpr std::size_t most = std::size_t{std::numeric_limits<std::uint32_t>::max()} * block_bytes / 2;
  return std::min(bytes, most) / block_bytes * block_bytes;
}

std::size_t size_class_of(std::size_t bytes) {
  return static_cast<std::size_t>(std::lower_bound(size_classes.begin(), size_classes.begin() + class_count, bytes) -
                                  size_classes.begin());
}

/// A free object has no type; the next one follows the header's first word.
ObjectHeader*& next_free(ObjectHeader* object) { return reinterpret_cast<ObjectHeader**>(object)[1]; }

const codegen::TypeDescriptor* const no_ancestors[codegen::min_ancestors] = {};
constexpr codegen::TypeDescriptor exception_type{no_ancestors, 0, codegen::exception_kind};
constexpr codegen::TypeDescriptor host_type{no_ancestors, 0, codegen::host_kind};

std::size_t bytes_of(const ObjectHeader& object) {
  switch (object.type->kind) {
    case codegen::exception_kind: return codegen::exception_arguments_offset + object.length * sizeof(codegen::Cell);
    case codegen::host_kind: return sizeof(HostObject);
    case static_cast<std::uint32_t>(wasm::CompositeKind::array):
      return codegen::first_field_offset + std::size_t{object.length} * registered(object.type).element_bytes;
    default: return registered(object.type).object_bytes;
  }
}

}  // namespace

/// Marks from the roots with a stack of its own: objects may be linked as deep as the heap is large.
class Heap::Marker final : public RootVisitor {
 public:
  explicit Marker(Heap& heap) : heap_(heap) {}

  void reference(void* value) override {
    const auto address = reinterpret_cast<std::uintptr_t>(value);
    if (address & 1) return;  // an i31
    if (auto* object = heap_.find(address)) mark(object);
  }
  // Reads other functions' frames and the red zones in them.
  __attribute__((no_sanitize("address"))) void words(const void* begin, const void* end) override {
    for (auto at = (reinterpret_cast<std::uintptr_t>(begin) + 7) & ~std::uintptr_t{7};
         at + 8 <= reinterpret_cast<std::uintptr_t>(end); at += 8)
      if (auto* object = heap_.find(*reinterpret_cast<const std::uintptr_t*>(at))) mark(object);
  }

  void run() {
    while (!pending_.empty()) {
      ObjectHeader* object = pending_.back();
      pending_.pop_back();
      trace(*object);
    }
  }

 private:
  void mark(ObjectHeader* object) {
    if (object->mark == heap_.epoch_) return;
    object->mark = heap_.epoch_;
    pending_.push_back(object);
  }

  void trace(ObjectHeader& object) {
    auto* bytes = reinterpret_cast<std::byte*>(&object);
    switch (object.type->kind) {
      case codegen::exception_kind: words(bytes + codegen::exception_arguments_offset, bytes + bytes_of(object)); break;
      case static_cast<std::uint32_t>(wasm::CompositeKind::struct_):
        for (const std::uint32_t offset : registered(object.type).reference_offsets)
          reference(*reinterpret_cast<void**>(bytes + offset));
        break;
      case static_cast<std::uint32_t>(wasm::CompositeKind::array):
        if (!registered(object.type).has_reference_elements) break;
        for (std::uint32_t i = 0; i < object.length; ++i)
          reference(reinterpret_cast<void**>(bytes + codegen::first_field_offset)[i]);
        break;
      default: break;
    }
  }

  Heap& heap_;
  std::vector<ObjectHeader*> pending_;
};

Heap::Heap(std::size_t limit_bytes, Roots roots, MayGrow may_grow)
    : limit_(whole_blocks(limit_bytes)),
      roots_(std::move(roots)),
      may_grow_(std::move(may_grow)),
      free_lists_(class_count),
      threshold_(std::min(first_threshold, limit_)) {}

Heap::~Heap() {
  if (!base_) return;
  ++epoch_;  // nothing is marked: host objects get their destroy call
  sweep();
  destroy_released();
  munmap(base_, reserved_);
}

void Heap::limit(std::size_t bytes) {
  limit_ = whole_blocks(bytes);
  if (base_) limit_ = std::min(limit_, reserved_);
}

bool Heap::reserve() {
  if (base_) return true;
  if (limit_ == 0) return false;
  void* base = mmap(nullptr, limit_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return false;
  base_ = static_cast<std::byte*>(base);
  reserved_ = limit_;
  return true;
}

std::byte* Heap::block_begin(std::uint32_t block) const { return base_ + std::size_t{block} * block_bytes; }

// Allocation

ObjectHeader* Heap::allocate(const codegen::TypeDescriptor* type, std::size_t bytes, std::uint32_t length) {
  if (bytes > limit_ || !reserve()) return nullptr;
  if (allocated_since_ + bytes > threshold_ && paused_ == 0) collect();
  ObjectHeader* object = take(bytes);
  if (!object && paused_ == 0) {
    collect();
    object = take(bytes);
  }
  if (!object) return nullptr;
  std::memset(static_cast<void*>(object), 0, bytes);
  *object = {type, length, 0};
  allocated_bytes_ += bytes;
  allocated_since_ += bytes;
  return object;
}

ObjectHeader* Heap::allocate_array(const RegisteredType& type, std::uint32_t length) {
  return allocate(&type, codegen::first_field_offset + std::size_t{length} * type.element_bytes, length);
}

ObjectHeader* Heap::allocate_exception(Tag& tag) {
  const auto arguments = static_cast<std::uint32_t>(tag.type->type.func.params.size());
  ObjectHeader* object =
      allocate(&exception_type, codegen::exception_arguments_offset + arguments * sizeof(codegen::Cell), arguments);
  if (object) *reinterpret_cast<Tag**>(reinterpret_cast<std::byte*>(object) + codegen::exception_tag_offset) = &tag;
  return object;
}

HostObject* Heap::allocate_host_object(void* value, void (*destroy)(void*)) {
  auto* object = static_cast<HostObject*>(allocate(&host_type, sizeof(HostObject), 0));
  if (object) {
    object->value = value;
    object->destroy = destroy;
  }
  return object;
}

ObjectHeader* Heap::take(std::size_t bytes) {
  return bytes <= max_small ? take_small(size_class_of(bytes)) : take_large(bytes);
}

ObjectHeader* Heap::take_small(std::size_t size_class) {
  ObjectHeader*& list = free_lists_[size_class];
  if (!list) {
    const std::uint32_t block = find_free_blocks(1);
    if (block == blocks_.size()) return nullptr;
    blocks_[block] = {Block::Kind::small, size_classes[size_class], 1};
    for (std::size_t at = 0; at + size_classes[size_class] <= block_bytes; at += size_classes[size_class]) {
      auto* object = reinterpret_cast<ObjectHeader*>(block_begin(block) + at);
      object->type = nullptr;
      next_free(object) = std::exchange(list, object);
    }
  }
  return std::exchange(list, next_free(list));
}

ObjectHeader* Heap::take_large(std::size_t bytes) {
  const auto count = static_cast<std::uint32_t>((bytes + block_bytes - 1) / block_bytes);
  const std::uint32_t first = find_free_blocks(count);
  if (first == blocks_.size()) return nullptr;
  blocks_[first] = {Block::Kind::large, 0, count};
  for (std::uint32_t i = 1; i < count; ++i) blocks_[first + i] = {Block::Kind::continuation, 0, i};
  return reinterpret_cast<ObjectHeader*>(block_begin(first));
}

/// The first of `count` free blocks in a row; blocks_.size() if there are none.
std::uint32_t Heap::find_free_blocks(std::uint32_t count) {
  std::uint32_t run = 0;
  for (std::uint32_t i = search_from_; i < blocks_.size(); ++i) {
    run = blocks_[i].kind == Block::Kind::free ? run + 1 : 0;
    if (run == count) {
      if (count == 1) search_from_ = i + 1;
      return i + 1 - count;
    }
  }
  const std::size_t wanted = blocks_.size() + count - run;
  if (wanted > limit_ / block_bytes || (may_grow_ && !may_grow_(blocks_.size() * block_bytes, wanted * block_bytes)))
    return static_cast<std::uint32_t>(blocks_.size());
  blocks_.resize(wanted);
  return static_cast<std::uint32_t>(blocks_.size()) - count;
}

// Collection

ObjectHeader* Heap::find(std::uintptr_t address) const {
  const std::uintptr_t offset = address - reinterpret_cast<std::uintptr_t>(base_);
  std::size_t index = offset / block_bytes;
  if (index >= blocks_.size()) return nullptr;
  const Block* block = &blocks_[index];
  if (block->kind == Block::Kind::continuation) block = &blocks_[index -= block->blocks];
  auto* begin = block_begin(static_cast<std::uint32_t>(index));
  if (block->kind == Block::Kind::large) return reinterpret_cast<ObjectHeader*>(begin);
  if (block->kind != Block::Kind::small) return nullptr;
  const std::size_t slot = offset % block_bytes / block->object_bytes;
  if ((slot + 1) * block->object_bytes > block_bytes) return nullptr;
  auto* object = reinterpret_cast<ObjectHeader*>(begin + slot * block->object_bytes);
  return object->type ? object : nullptr;
}

void Heap::collect() {
  if (!base_) return;
  ++collections_;
  ++epoch_;
  Marker marker(*this);
  roots_(marker);
  marker.run();
  sweep();
  allocated_since_ = 0;
  threshold_ = std::max(first_threshold, allocated_bytes_);
  destroy_released();
}

/// The objects' destructors are the host's code: they run when the heap is whole again.
void Heap::destroy_released() {
  for (const HostObject& host : std::exchange(released_, {})) host.destroy(host.value);
}

void Heap::release(ObjectHeader* object, std::size_t bytes) {
  allocated_bytes_ -= bytes;
  if (object->type == &host_type)
    if (auto& host = *static_cast<HostObject*>(object); host.destroy) released_.push_back(host);
}

void Heap::sweep_small(std::uint32_t block) {
  const std::uint32_t size = blocks_[block].object_bytes;
  ObjectHeader*& list = free_lists_[size_class_of(size)];
  ObjectHeader* const before = list;
  bool any_live = false;
  for (std::size_t at = 0; at + size <= block_bytes; at += size) {
    auto* object = reinterpret_cast<ObjectHeader*>(block_begin(block) + at);
    if (object->type && object->mark == epoch_) {
      any_live = true;
      continue;
    }
    if (object->type) release(object, bytes_of(*object));
    object->type = nullptr;
    next_free(object) = std::exchange(list, object);
  }
  if (any_live) return;
  list = before;
  blocks_[block] = {};
  madvise(block_begin(block), block_bytes, MADV_DONTNEED);
}

void Heap::sweep() {
  std::ranges::fill(free_lists_, nullptr);
  for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
    const Block block = blocks_[i];
    if (block.kind == Block::Kind::small) {
      sweep_small(i);
    } else if (block.kind == Block::Kind::large) {
      auto* object = reinterpret_cast<ObjectHeader*>(block_begin(i));
      if (object->mark == epoch_) continue;
      release(object, bytes_of(*object));
      std::fill_n(blocks_.begin() + i, block.blocks, Block{});
      madvise(block_begin(i), block.blocks * block_bytes, MADV_DONTNEED);
    }
  }
  search_from_ = 0;
}

}  // namespace witc::runtime
