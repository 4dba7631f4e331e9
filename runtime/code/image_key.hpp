#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "witc/error.hpp"

namespace witc::runtime {

class EngineState;

/// What the code of an image was made for: every codegen::CompileOptions, the engine's features and the target, by
/// name, in a fixed order. Equal keys mean the same code for the same binary.
struct ImageKey {
  struct Entry {
    std::string name;
    std::string value;
    bool operator==(const Entry&) const = default;
  };
  std::vector<Entry> entries;
  bool operator==(const ImageKey&) const = default;
};

/// The key of what the engine compiles. Opens the code generator, which alone knows what a CPU's name stands for.
Expected<ImageKey> key_of(EngineState& engine);

std::vector<std::byte> encode(const ImageKey& key);
/// Errors: malformed.
Expected<ImageKey> decode_image_key(std::span<const std::byte> bytes);

/// Whether this machine can execute the code and the engine can use it. Errors: incompatible, with what the image has
/// and what it should have. Needs no code generator.
Expected<void> check_usable(const ImageKey& key, const EngineState& engine);

}  // namespace witc::runtime
