// Blocks come in sizes that are powers of two, and go back to a list for their size.
#include "tests/round_trip/guests/guest.h"

typedef struct block {
  u32 size;  ///< as asked for; while the block is on a free list: freed
  struct block* next;
} block;

static const u32 freed = 0xffffffffu;
static block* free_lists[32];
static u32 alive, bytes_alive;
extern u8 __heap_base;
static u8* top = &__heap_base;

/// The logarithm of what a block with its header takes; at least 16 bytes.
static u32 class_of(size_t size) { return 32 - __builtin_clz((u32)(size + sizeof(block)) - 1 | 8); }

static block* new_block(u32 class) {
  const size_t page = 65536;
  const size_t start = ((size_t)top + 15) & ~(size_t)15;
  if (class > 30) __builtin_trap();
  const size_t end = start + ((size_t)1 << class), have = __builtin_wasm_memory_size(0) * page;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + page - 1) / page) == (size_t)-1) __builtin_trap();
  top = (u8*)end;
  return (block*)start;
}

void* allocate(size_t size, size_t alignment) {
  if (size == 0) return (void*)alignment;
  const u32 class = class_of(size);
  block* made = free_lists[class];
  if (made)
    free_lists[class] = made->next;
  else
    made = new_block(class);
  made->size = (u32)size;
  ++alive;
  bytes_alive += (u32)size;
  return made + 1;
}

void release(void* data, size_t size) {
  if (size == 0) return;
  block* given = (block*)data - 1;
  if (given->size != size) __builtin_trap();
  const u32 class = class_of(size);
  given->size = freed;
  given->next = free_lists[class];
  free_lists[class] = given;
  --alive;
  bytes_alive -= (u32)size;
}

void* duplicate(const void* data, size_t size, size_t alignment) {
  return __builtin_memcpy(allocate(size, alignment), data, size);
}

EXPORT("cabi_realloc") void* cabi_realloc(void* old, size_t old_size, size_t alignment, size_t size) {
  void* made = allocate(size, alignment);
  __builtin_memcpy(made, old, old_size < size ? old_size : size);
  release(old, old_size);
  return made;
}

EXPORT("allocated") u32 allocated(void) { return alive; }
u32 allocated_bytes(void) { return bytes_alive; }
