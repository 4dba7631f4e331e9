#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/code/image_key.hpp"
#include "runtime/code/placed_function.hpp"
#include "witc/error.hpp"

// Precompiled images: the WebAssembly binary of a core module or component, and the machine code of all its functions.
// How they are laid out is in image_format.hpp and docs/image-format.md.
//
// A reader checks every number before it uses it, so that no bytes can harm it. What it cannot check is what the
// machine code does.

namespace witc::runtime {

enum class ImageKind : std::uint32_t { module = 1, component = 2 };

/// Whether the bytes begin as an image does.
bool is_image(std::span<const std::byte> bytes);

/// The error for an image that contradicts itself; `how` in a few words.
std::unexpected<Error> damaged_image(const std::string& how);

/// `key`: encoded. `modules`: the functions of each, by defined index.
std::vector<std::byte> write_image(ImageKind kind, std::span<const std::byte> key, std::span<const std::byte> binary,
                                   std::span<const std::vector<PlacedFunction>> modules);

/// An image in memory, its structure verified. Immutable and shared: code runs where it lies.
class Image {
 public:
  /// Copies the bytes. Errors: malformed; incompatible, when it is another version's; resource_exhausted.
  static Expected<std::shared_ptr<const Image>> from_bytes(std::span<const std::byte> bytes);
  /// Takes the bytes where they lie: at a page of their own, for as long as the image lives, never written to. Errors
  /// as above, and usage when they do not begin at a page.
  static Expected<std::shared_ptr<const Image>> from_static(std::span<const std::byte> bytes);
  /// Maps the file, which must not be written to as long as the image lives: as with a shared library, put a new file
  /// in its place instead. Errors as above, and io.
  static Expected<std::shared_ptr<const Image>> from_file(const std::filesystem::path& path);

  ~Image();
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  ImageKind kind() const { return kind_; }
  const ImageKey& key() const { return key_; }
  std::span<const std::byte> binary() const { return binary_; }
  /// The functions of each core module, by defined index, which is also the order of their addresses.
  const std::vector<std::vector<PlacedFunction>>& modules() const { return modules_; }

  /// Before this nothing of an image can be executed: to be called once it is known that it may.
  Expected<void> make_executable() const;

 private:
  struct Sections;
  Image() = default;
  Expected<void> map_file(int file);
  Expected<void> read();
  Expected<void> place(Sections sections);
  std::span<std::byte> bytes() const { return {base_, size_}; }

  std::byte* base_ = nullptr;
  std::size_t size_ = 0;
  bool mapped_ = true;  ///< by us
  ImageKind kind_ = ImageKind::module;
  ImageKey key_;
  std::span<const std::byte> binary_;
  std::span<std::byte> code_;
  std::vector<std::vector<PlacedFunction>> modules_;
};

}  // namespace witc::runtime
