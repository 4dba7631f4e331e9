#pragma once

#include <optional>
#include <span>

#include "wasm/opcode.hpp"
#include "wasm/types.hpp"

// Which instructions of fixed type there are, and what to mind about each.

namespace witc::fuzz {

// Types as the letters of wasm::OpcodeInfo.
wasm::ValType type_of(char letter, wasm::AddressType address);
std::optional<char> letter_of(wasm::ValType type);

/// By the letter of their result; '-' for those that have none. A 128-bit result counts as either of its halves.
std::span<const wasm::Opcode> instructions_giving(char letter);

bool is_trapping_truncation(const wasm::OpcodeInfo& row);
bool is_integer_division(const wasm::OpcodeInfo& row);
/// Whether NaNs in the result have bits that the specification leaves open.
bool makes_nans(const wasm::OpcodeInfo& row);
/// Whether a float operand's bits show in the result, of an instruction that gives no scalar float.
bool shows_bits(const wasm::OpcodeInfo& row);
unsigned lanes_of(const wasm::OpcodeInfo& row);

}  // namespace witc::fuzz
