#include "codegen/operation.hpp"

#include <array>
#include <cstddef>

namespace witc::codegen {

namespace {

struct NamedShape {
  std::string_view name;
  Shape shape;
};

constexpr NamedShape shapes[] = {
    {"i32", {32, 1, false}},   {"i64", {64, 1, false}},   {"f32", {32, 1, true}},    {"f64", {64, 1, true}},
    {"i8x16", {8, 16, false}}, {"i16x8", {16, 8, false}}, {"i32x4", {32, 4, false}}, {"i64x2", {64, 2, false}},
    {"f32x4", {32, 4, true}},  {"f64x2", {64, 2, true}},  {"v128", {64, 2, false}},
};

constexpr Shape shape_named(std::string_view name) {
  for (const auto& candidate : shapes)
    if (candidate.name == name) return candidate.shape;
  return {};
}

/// Takes one qualifier off; false when `token` is part of the operation's own name.
constexpr bool take_qualifier(Operation& operation, std::string_view token) {
  if (const Shape source = shape_named(token)) return operation.source = source, true;
  if (token == "s") return operation.is_signed = true;
  if (token == "u") return true;
  if (token == "sat") return operation.saturates = true;
  if (token == "zero") return operation.zero = true;
  if (token == "low") return operation.half = Half::low, true;
  if (token == "high") return operation.half = Half::high, true;
  return false;
}

constexpr Operation parse(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {};
  Operation operation;
  operation.shape = shape_named(text.substr(0, dot));
  const std::string_view rest = text.substr(dot + 1);
  // Qualifiers follow the name, so the name ends where the first of them begins.
  std::size_t name_end = 0;
  for (std::size_t begin = 0; begin < rest.size();) {
    std::size_t end = rest.find('_', begin);
    if (end == std::string_view::npos) end = rest.size();
    if (!take_qualifier(operation, rest.substr(begin, end - begin))) name_end = end;
    begin = end + 1;
  }
  operation.name = rest.substr(0, name_end);
  return operation;
}

constexpr auto make_operations() {
  std::array<Operation, static_cast<std::size_t>(wasm::Opcode::count_)> operations{};
  std::size_t i = 0;
#define WITC_OPCODE(id, prefix, code, name, ...) operations[i++] = parse(name);
#include "wasm/opcodes.def"
#undef WITC_OPCODE
  return operations;
}

constexpr auto operations = make_operations();

}  // namespace

const Operation& operation(wasm::Opcode opcode) { return operations[static_cast<std::size_t>(opcode)]; }

}  // namespace witc::codegen
