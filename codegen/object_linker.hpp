#pragma once

#include <llvm/Support/MemoryBufferRef.h>

#include "codegen/compiler.hpp"

namespace witc::codegen {

struct LinkedObject {
  CompiledFunction function;
  std::uint64_t frame_bytes = 0;  ///< of the biggest frame in the object
};

/// Turns a relocatable object, as LLVM writes it, into one self-contained blob: text, then constants, relocated against
/// themselves. An object that needs anything else (a symbol, a writable section) is an error that names it.
Expected<LinkedObject> link_object(llvm::MemoryBufferRef object);

}  // namespace witc::codegen
