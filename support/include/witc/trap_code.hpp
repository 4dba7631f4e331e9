#pragma once

#include <cstdint>
#include <string_view>

namespace witc {

/// Why a guest stopped. The numbers are part of the image format: generated code carries them as immediates.
/// Append only. The first block is core WebAssembly (execution/instructions), the second the Canonical ABI,
/// the third the embedder's policy.
enum class TrapCode : std::uint8_t {
  unreachable = 0,
  integer_divide_by_zero = 1,
  integer_overflow = 2,
  invalid_conversion_to_integer = 3,
  out_of_bounds_memory_access = 4,
  out_of_bounds_table_access = 5,
  undefined_element = 6,      ///< call_indirect through an index beyond the table
  uninitialized_element = 7,  ///< call_indirect through a null entry
  indirect_call_type_mismatch = 8,
  call_stack_exhausted = 9,
  null_reference = 10,
  out_of_bounds_array_access = 11,
  cast_failure = 12,
  uncaught_exception = 13,  ///< an exception reached the host
  unaligned_atomic = 14,
  expected_shared_memory = 15,  ///< memory.atomic.wait in a memory that is not shared

  canonical_abi = 32,           ///< a rule of CanonicalABI.md was broken; the message names it
  cannot_enter_component = 33,  ///< reentrance, or the instance is poisoned by an earlier trap
  cannot_leave_component = 34,  ///< may_leave is clear (realloc, post-return)

  host_error = 64,      ///< a host function returned an error or threw
  unknown_import = 65,  ///< an import that was linked as a trap was called
  out_of_fuel = 66,
  interrupted = 67,         ///< an epoch deadline passed
  limit_exceeded = 68,      ///< a store limit was reached where the operation cannot just fail
  compilation_failed = 69,  ///< a function could not be compiled on its first call
  exit = 70,                ///< the guest asked to exit; Trap::exit_status says with what
  heap_exhausted = 72,      ///< the collected heap's limit is reached and a collection freed too little
  host_misuse = 71,         ///< the host called with an object of another store, or from within a destructor
};

/// The wording of the specification's test suite where it has one, e.g. "integer divide by zero".
std::string_view to_string(TrapCode code);

}  // namespace witc
