#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "codegen/compiler.hpp"

namespace witc::runtime {

/// What codegen::UnwindInfo says, wherever it lies.
struct UnwindView {
  std::span<const codegen::SavedRegister> saved;
  std::span<const codegen::CallSite> call_sites;
  std::uint32_t frame_bytes = 0;
};

/// A function's machine code at its final address. The tables belong to whoever placed it.
struct PlacedFunction {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;  ///< of the instructions; constants follow
  std::uint32_t code_size = 0;
  std::uint32_t entry = 0;  ///< offset of the first instruction
  std::uint32_t defined = 0;
  std::span<const codegen::LineEntry> lines;
  UnwindView unwind;

  const void* entry_address() const { return reinterpret_cast<const void*>(begin + entry); }
  std::uint32_t text_size() const { return static_cast<std::uint32_t>(end - begin); }
  std::span<const std::byte> code() const { return {reinterpret_cast<const std::byte*>(begin), code_size}; }
};

}  // namespace witc::runtime
