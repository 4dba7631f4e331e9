#include "runtime/code/code_memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <shared_mutex>
#include <string>

namespace witc::runtime {

namespace {

constexpr std::size_t host_page = 4096;
constexpr std::size_t chunk_size = std::size_t{16} << 20;
constexpr std::size_t function_alignment = 64;

constexpr std::size_t align_up(std::size_t n, std::size_t alignment) { return (n + alignment - 1) & ~(alignment - 1); }

struct Registry {
  struct Range {
    std::uintptr_t begin;
    const CompiledModule* module;
  };
  std::shared_mutex mutex;
  std::map<std::uintptr_t, Range> by_end;  ///< key: one past the last byte
};

Registry& registry() {
  static auto* instance = new Registry;  // lives until the process ends: a signal may come at any time
  return *instance;
}

void register_code(std::uintptr_t begin, std::uintptr_t end, const CompiledModule* module) {
  std::unique_lock lock(registry().mutex);
  registry().by_end.emplace(end, Registry::Range{begin, module});
}

void unregister_code(std::uintptr_t end) {
  std::unique_lock lock(registry().mutex);
  registry().by_end.erase(end);
}

/// In ascending functions.
const PlacedFunction* find_in(std::span<const PlacedFunction> functions, std::uintptr_t pc) {
  const auto after = std::ranges::upper_bound(functions, pc, {}, &PlacedFunction::begin);
  if (after == functions.begin() || pc >= std::prev(after)->end) return nullptr;
  return &*std::prev(after);
}

/// One past the last byte of ascending functions.
std::uintptr_t end_of(std::span<const PlacedFunction> functions) {
  return functions.back().begin + functions.back().code_size;
}

}  // namespace

const CompiledModule* find_code(std::uintptr_t pc) {
  // A shared lock is safe in our signal handlers: they only look while the interrupted code is not ours, or is guest
  // code, and neither holds the lock.
  Registry& all = registry();
  std::shared_lock lock(all.mutex);
  const auto it = all.by_end.upper_bound(pc);
  return it != all.by_end.end() && it->second.begin <= pc ? it->second.module : nullptr;
}

CodeMemory::~CodeMemory() {
  if (!adopted_.empty()) unregister_code(end_of(adopted_));
  for (const Chunk& chunk : chunks_) {
    unregister_code(reinterpret_cast<std::uintptr_t>(chunk.base) + chunk.size);
    munmap(chunk.base, chunk.size);
  }
}

void CodeMemory::adopt(std::span<const PlacedFunction> functions) {
  adopted_ = functions;
  if (!adopted_.empty()) register_code(adopted_.front().begin, end_of(adopted_), owner_);
}

Expected<std::byte*> CodeMemory::reserve_pages(std::size_t size) {
  if (chunks_.empty() || chunks_.back().size - chunks_.back().used < size) {
    const std::size_t reserve = std::max(chunk_size, size);
    void* base = mmap(nullptr, reserve, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
      return fail(ErrorCode::resource_exhausted, "cannot reserve " + std::to_string(reserve) +
                                                     " bytes of address space for code: " + std::strerror(errno));
    const auto begin = reinterpret_cast<std::uintptr_t>(base);
    register_code(begin, begin + reserve, owner_);
    chunks_.push_back({static_cast<std::byte*>(base), reserve, 0, {}});
  }
  Chunk& chunk = chunks_.back();
  std::byte* pages = chunk.base + chunk.used;
  if (mprotect(pages, size, PROT_READ | PROT_WRITE) != 0)
    return fail(ErrorCode::resource_exhausted,
                "cannot allocate " + std::to_string(size) + " bytes for code: " + std::strerror(errno));
  chunk.used += size;
  return pages;
}

Expected<std::vector<const void*>> CodeMemory::place(std::span<codegen::CompiledFunction> compiled,
                                                     std::span<const std::uint32_t> defined) {
  std::size_t size = 0;
  for (const auto& function : compiled) size = align_up(size, function_alignment) + function.code.size();
  size = align_up(std::max<std::size_t>(size, 1), host_page);

  std::lock_guard lock(mutex_);
  WITC_TRY_ASSIGN(std::byte* const pages, reserve_pages(size));
  std::vector<const void*> entries;
  entries.reserve(compiled.size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < compiled.size(); ++i) {
    at = align_up(at, function_alignment);
    std::memcpy(pages + at, compiled[i].code.data(), compiled[i].code.size());
    const Tables& tables = tables_.emplace_back(std::move(compiled[i].lines), std::move(compiled[i].unwind));
    const auto begin = reinterpret_cast<std::uintptr_t>(pages + at);
    const PlacedFunction placed{begin,
                                begin + compiled[i].text_size,
                                static_cast<std::uint32_t>(compiled[i].code.size()),
                                compiled[i].entry,
                                defined[i],
                                tables.lines,
                                {tables.unwind.saved, tables.unwind.call_sites, tables.unwind.frame_bytes}};
    entries.push_back(placed.entry_address());
    chunks_.back().functions.push_back(placed);
    at += compiled[i].code.size();
  }
  if (mprotect(pages, size, PROT_READ | PROT_EXEC) != 0)
    return fail(ErrorCode::resource_exhausted, std::string("cannot make code executable: ") + std::strerror(errno));
  __builtin___clear_cache(reinterpret_cast<char*>(pages), reinterpret_cast<char*>(pages + size));
  return entries;
}

std::optional<PlacedFunction> CodeMemory::find(std::uintptr_t pc) const {
  if (const PlacedFunction* found = find_in(adopted_, pc)) return *found;
  std::lock_guard lock(mutex_);
  for (const Chunk& chunk : chunks_)
    if (const PlacedFunction* found = find_in(chunk.functions, pc)) return *found;
  return std::nullopt;
}

std::vector<PlacedFunction> CodeMemory::all() const {
  std::vector<PlacedFunction> functions(adopted_.begin(), adopted_.end());
  std::lock_guard lock(mutex_);
  for (const Chunk& chunk : chunks_) functions.insert(functions.end(), chunk.functions.begin(), chunk.functions.end());
  return functions;
}

}  // namespace witc::runtime
