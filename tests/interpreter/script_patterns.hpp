#pragma once

#include "tests/interpreter/value.hpp"
#include "wasm/text/script.hpp"
#include "wasm/types.hpp"

namespace witc::interpreter {

/// A script's constant as the interpreter has it. References of the host are their numbers plus one.
Value to_value(const wasm::script::Value& constant);

/// Whether a result of that type is what a script expects.
bool matches(const Value& result, wasm::ValType type, const wasm::script::Pattern& pattern);

}  // namespace witc::interpreter
