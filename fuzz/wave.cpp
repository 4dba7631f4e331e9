// Any text as a value of a type that the first bytes choose: read, or refused with a diagnostic that says something and
// points into the text. What is read, printed and read again, is printed as the same.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wit-parser/wave/wave.hpp"

namespace {

using namespace witc;
using types::ValType;

/// Takes bytes from the front for types; 0 when there are none left.
class TypeChooser {
 public:
  explicit TypeChooser(std::string_view& data) : data_(data) {}

  ValType choose(int depth) {
    constexpr unsigned primitives = 14;
    const unsigned choice = next() % (depth == 0 ? primitives : 2 * primitives);
    if (choice < primitives) return static_cast<types::Primitive>(choice);
    return arena.defs.push({shape(choice - primitives, depth - 1), {}, {}});
  }

  types::TypeArena arena;

 private:
  unsigned next() {
    if (data_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(data_.front());
    data_.remove_prefix(1);
    return byte;
  }
  std::optional<ValType> maybe(int depth) { return next() % 2 ? std::optional(choose(depth)) : std::nullopt; }

  decltype(types::DefType::shape) shape(unsigned choice, int depth) {
    switch (choice) {
      case 0: return types::List{choose(depth), {}};
      case 1: return types::List{choose(depth), next() % 4};
      case 2: return types::Tuple{{choose(depth), choose(depth)}};
      case 3: return types::Option{choose(depth)};
      case 4: {
        const auto ok = maybe(depth);
        return types::Result{ok, maybe(depth)};
      }
      case 5: return types::Record{{{"a", choose(depth)}, {"none", choose(depth)}, {"b-c", choose(depth)}}};
      case 6: return types::Variant{{{"a", maybe(depth)}, {"some", maybe(depth)}, {"nan", maybe(depth)}}};
      case 7: return types::Enum{{"a", "true", "B-2"}};
      case 8: return types::Flags{{"a", "true", "B-2"}};
      case 9: return types::Map{types::Primitive::string, choose(depth)};
      case 10: return types::Map{types::Primitive::u8, choose(depth)};
      case 11: return types::Option{arena.defs.push({types::Option{choose(depth)}, {}, {}})};
      case 12: return types::Stream{};
      default: return types::Primitive::u8;
    }
  }

  std::string_view& data_;
};

void check(const Diagnostic& diagnostic, std::size_t size) {
  if (diagnostic.message.empty() || diagnostic.span.begin > diagnostic.span.end || diagnostic.span.end > size)
    __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  TypeChooser types(text);
  const ValType type = types.choose(3);
  const auto value = wave::parse_value({text}, types.arena, type);
  if (!value) {
    check(value.error(), text.size());
  } else {
    const auto printed = wave::print_value(types.arena, type, *value);
    if (!printed) __builtin_trap();
    const auto again = wave::parse_value({*printed}, types.arena, type);
    if (!again || wave::print_value(types.arena, type, *again) != *printed) __builtin_trap();
    if (printed->find("nan") == std::string::npos && *again != *value) __builtin_trap();
  }

  types::FuncType function{{{"x", type}, {"y", type}}, type, false};
  const auto id = types.arena.funcs.push(std::move(function));
  const auto callee = wave::parse_callee({text});
  if (!callee) return check(callee.error(), text.size()), 0;
  const auto call = wave::parse_call({text}, *callee, types.arena, id);
  if (!call) check(call.error(), text.size());
  return 0;
}
