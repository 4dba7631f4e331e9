#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wasm/module.hpp"

namespace witc::runtime {

/// What a module's data segments make of its memories, as files without a name. Mapped copy-on-write, they give a new
/// instance its memory without copying: pages that no instance writes to are shared by all. Thread-safe once made.
///
/// In: a module. Out: an image for each memory that the first data segments fill. A segment whose offset is not
/// constant, that does not fit or goes to an imported memory ends that, because whether and when it is copied depends
/// on the instance; it and those that follow are copied as ever (execution/modules: instantiation). There are no images
/// where copying is as cheap, or where they would be mostly holes.
class MemoryImages {
 public:
  MemoryImages(const wasm::Module& module, std::span<const std::byte> binary);
  ~MemoryImages();
  MemoryImages(const MemoryImages&) = delete;
  MemoryImages& operator=(const MemoryImages&) = delete;

  /// So many data segments, from the first, need not be copied where `map` succeeds.
  std::uint32_t segments() const { return segments_; }
  struct Image {
    std::uint32_t memory = 0;
    std::uint64_t begin = 0;  ///< address of its first byte; a page of the machine begins there
    std::uint64_t length = 0;
    int file = -1;
    /// Into a memory that nothing was written to. False when the system refuses.
    bool map(std::byte* memory_base) const;
  };
  std::span<const Image> images() const { return images_; }

 private:
  bool write(const wasm::Module& module, std::span<const std::byte> binary, std::span<const std::uint64_t> addresses);

  std::uint32_t segments_ = 0;
  std::vector<Image> images_;
};

}  // namespace witc::runtime
