#include "witc/trap_code.hpp"

namespace witc {

std::string_view to_string(TrapCode code) {
  switch (code) {
    case TrapCode::unreachable: return "unreachable";
    case TrapCode::integer_divide_by_zero: return "integer divide by zero";
    case TrapCode::integer_overflow: return "integer overflow";
    case TrapCode::invalid_conversion_to_integer: return "invalid conversion to integer";
    case TrapCode::out_of_bounds_memory_access: return "out of bounds memory access";
    case TrapCode::out_of_bounds_table_access: return "out of bounds table access";
    case TrapCode::undefined_element: return "undefined element";
    case TrapCode::uninitialized_element: return "uninitialized element";
    case TrapCode::indirect_call_type_mismatch: return "indirect call type mismatch";
    case TrapCode::call_stack_exhausted: return "call stack exhausted";
    case TrapCode::null_reference: return "null reference";
    case TrapCode::out_of_bounds_array_access: return "out of bounds array access";
    case TrapCode::cast_failure: return "cast failure";
    case TrapCode::uncaught_exception: return "uncaught exception";
    case TrapCode::heap_exhausted: return "the collected heap is full";
    case TrapCode::unaligned_atomic: return "unaligned atomic";
    case TrapCode::expected_shared_memory: return "expected shared memory";
    case TrapCode::canonical_abi: return "canonical ABI violation";
    case TrapCode::cannot_enter_component: return "cannot enter component instance";
    case TrapCode::cannot_leave_component: return "cannot leave component instance";
    case TrapCode::host_error: return "host function failed";
    case TrapCode::unknown_import: return "unknown import called";
    case TrapCode::out_of_fuel: return "all fuel consumed";
    case TrapCode::interrupted: return "interrupted";
    case TrapCode::limit_exceeded: return "limit exceeded";
    case TrapCode::compilation_failed: return "compilation failed";
    case TrapCode::exit: return "exit";
    case TrapCode::host_misuse: return "misuse by the host";
  }
  return "unknown trap";
}

}  // namespace witc
