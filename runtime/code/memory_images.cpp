#include "runtime/code/memory_images.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "support/byte_reader.hpp"
#include "wasm/instruction.hpp"

namespace witc::runtime {

namespace {

/// Below, copying takes no longer than mapping.
constexpr std::uint64_t least_bytes = 64 * 1024;
/// A page of a file takes memory as soon as it is read, hole or not.
constexpr std::uint64_t most_bytes_per_byte = 4;

std::uint64_t machine_page() {
  static const auto size = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return size;
}

std::optional<std::uint64_t> constant(const wasm::ConstExpr& expression, std::span<const std::byte> binary) {
  const auto bytes = binary.subspan(expression.body.begin, expression.body.size());
  wasm::InstructionReader reader(ByteReader(bytes, expression.body.begin), wasm::all_features);
  wasm::Instruction first;
  wasm::Instruction second;
  if (!reader.next(first) || !reader.next(second) || second.opcode != wasm::Opcode::end) return std::nullopt;
  if (first.opcode == wasm::Opcode::i32_const) return static_cast<std::uint32_t>(first.bits);
  if (first.opcode == wasm::Opcode::i64_const) return first.bits;
  return std::nullopt;
}

/// Where a segment goes in every instance.
std::optional<std::uint64_t> fixed_address(const wasm::Module& module, const wasm::DataSegment& segment,
                                           std::span<const std::byte> binary) {
  if (segment.memory < module.imported_memories) return std::nullopt;
  const auto address = constant(*segment.offset, binary);
  if (!address) return std::nullopt;
  const wasm::MemoryType& memory = module.memories[segment.memory];
  const std::uint64_t pages = std::min(memory.limits.min, ~std::uint64_t{0} >> memory.page_size_log2);
  const std::uint64_t bytes = pages << memory.page_size_log2;
  if (*address > bytes || segment.bytes.size() > bytes - *address) return std::nullopt;
  return address;
}

bool write_all(int file, std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return true;
}

}  // namespace

bool MemoryImages::Image::map(std::byte* memory_base) const {
  return mmap(memory_base + begin, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file, 0) != MAP_FAILED;
}

MemoryImages::MemoryImages(const wasm::Module& module, std::span<const std::byte> binary) {
  std::vector<std::uint64_t> addresses;
  std::uint64_t bytes = 0;
  for (const auto& segment : module.data) {
    if (segment.mode == wasm::SegmentMode::active) {
      const auto address = fixed_address(module, segment, binary);
      if (!address) break;
      addresses.push_back(*address);
      bytes += segment.bytes.size();
    } else {
      addresses.push_back(0);
    }
  }
  if (bytes < least_bytes) return;
  segments_ = static_cast<std::uint32_t>(addresses.size());
  std::uint64_t length = 0;
  for (std::uint32_t memory = module.imported_memories; memory < module.memories.size(); ++memory) {
    std::uint64_t begin = ~std::uint64_t{0};
    std::uint64_t end = 0;
    for (std::uint32_t i = 0; i < segments_; ++i) {
      const auto& segment = module.data[i];
      if (segment.mode != wasm::SegmentMode::active || segment.memory != memory || segment.bytes.size() == 0) continue;
      begin = std::min(begin, addresses[i]);
      end = std::max(end, addresses[i] + segment.bytes.size());
    }
    if (begin >= end) continue;
    begin -= begin % machine_page();
    end += (machine_page() - end % machine_page()) % machine_page();
    images_.push_back({memory, begin, end - begin});
    length += end - begin;
  }
  if (length / most_bytes_per_byte <= bytes && write(module, binary, addresses)) return;
  segments_ = 0;
}

bool MemoryImages::write(const wasm::Module& module, std::span<const std::byte> binary,
                         std::span<const std::uint64_t> addresses) {
  for (auto& image : images_) {
    image.file = memfd_create("wasm-memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (image.file < 0 || ftruncate(image.file, static_cast<off_t>(image.length)) != 0) return false;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      const auto& segment = module.data[i];
      if (segment.mode != wasm::SegmentMode::active || segment.memory != image.memory) continue;
      const auto content = binary.subspan(segment.bytes.begin, segment.bytes.size());
      if (!write_all(image.file, content, addresses[i] - image.begin)) return false;
    }
    if (fcntl(image.file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return false;
  }
  return true;
}

MemoryImages::~MemoryImages() {
  for (const auto& image : images_)
    if (image.file >= 0) close(image.file);
}

}  // namespace witc::runtime
