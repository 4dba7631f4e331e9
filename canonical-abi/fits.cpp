// Whether the values that a host passes fit the types of a function: the walk relies on it.

#include <algorithm>
#include <optional>
#include <string>

#include "canonical-abi/dynamic.hpp"

namespace witc::abi {

namespace {

using types::TypeArena;
using types::ValType;

/// Whether a value has the shape of a type.
class Fits {
 public:
  explicit Fits(const TypeArena& arena) : arena_(arena) {}

  /// Set after a refusal that no value could have avoided: a stream, a future or an error context.
  std::optional<ValType> unsupported() const { return unsupported_; }

  bool operator()(ValType type, const Val& value) {
    if (type.is_primitive()) return primitive(type, type.primitive(), value);
    return std::visit([&](const auto& shape) { return fits(type, shape, value); }, arena_.defs[type.defined()].shape);
  }

 private:
  bool primitive(ValType use, types::Primitive type, const Val& value) {
    switch (type) {
      case types::Primitive::bool_: return value.get<bool>();
      case types::Primitive::s8: return value.get<std::int8_t>();
      case types::Primitive::u8: return value.get<std::uint8_t>();
      case types::Primitive::s16: return value.get<std::int16_t>();
      case types::Primitive::u16: return value.get<std::uint16_t>();
      case types::Primitive::s32: return value.get<std::int32_t>();
      case types::Primitive::u32: return value.get<std::uint32_t>();
      case types::Primitive::s64: return value.get<std::int64_t>();
      case types::Primitive::u64: return value.get<std::uint64_t>();
      case types::Primitive::f32: return value.get<float>();
      case types::Primitive::f64: return value.get<double>();
      case types::Primitive::char_: return value.get<char32_t>();
      case types::Primitive::string: return value.get<std::string>();
      case types::Primitive::error_context: break;
    }
    return refuse(use);
  }
  bool refuse(ValType type) {
    unsupported_ = type;
    return false;
  }
  bool payload(const std::optional<ValType>& type, const std::shared_ptr<const Val>& value) {
    return type ? value && (*this)(*type, *value) : !value;
  }
  bool fits(ValType use, types::Primitive type, const Val& value) { return primitive(use, type, value); }
  bool fits(ValType, const types::Record& type, const Val& value) {
    const auto* record = value.get<Val::Record>();
    return record && std::equal(type.fields.begin(), type.fields.end(), record->fields.begin(), record->fields.end(),
                                [&](const types::Field& f, const Val::Field& v) {
                                  return f.name == v.name && (*this)(f.type, v.value);
                                });
  }
  bool fits(ValType, const types::Tuple& type, const Val& value) {
    const auto* tuple = value.get<Val::Tuple>();
    return tuple && std::equal(type.types.begin(), type.types.end(), tuple->items.begin(), tuple->items.end(),
                               [&](ValType t, const Val& v) { return (*this)(t, v); });
  }
  bool fits(ValType, const types::List& type, const Val& value) {
    const auto is_length = [&](std::size_t size) { return !type.length || size == *type.length; };
    if (arena_.is(type.element, types::Primitive::u8)) {
      const auto* bytes = value.get<Val::Bytes>();
      return bytes && is_length(bytes->size());
    }
    const auto* list = value.get<Val::List>();
    return list && is_length(list->size()) &&
           std::all_of(list->begin(), list->end(), [&](const Val& item) { return (*this)(type.element, item); });
  }
  bool fits(ValType, const types::Map& type, const Val& value) {
    const auto* list = value.get<Val::List>();
    return list && std::all_of(list->begin(), list->end(), [&](const Val& item) {
             const auto* pair = item.get<Val::Tuple>();
             return pair && pair->items.size() == 2 && (*this)(type.key, pair->items[0]) &&
                    (*this)(type.value, pair->items[1]);
           });
  }
  bool fits(ValType, const types::Flags& type, const Val& value) {
    const auto* flags = value.get<Val::Flags>();
    return flags && std::all_of(flags->names.begin(), flags->names.end(), [&](const std::string& name) {
             return std::find(type.names.begin(), type.names.end(), name) != type.names.end();
           });
  }
  bool fits(ValType, const types::Enum& type, const Val& value) {
    const auto* chosen = value.get<Val::Enum>();
    return chosen && std::find(type.names.begin(), type.names.end(), chosen->name) != type.names.end();
  }
  bool fits(ValType, const types::Variant& type, const Val& value) {
    const auto* variant = value.get<Val::Variant>();
    return variant && std::any_of(type.cases.begin(), type.cases.end(), [&](const types::Case& c) {
             return c.name == variant->name && payload(c.type, variant->payload);
           });
  }
  bool fits(ValType, const types::Option& type, const Val& value) {
    const auto* option = value.get<Val::Option>();
    return option && (!option->value || (*this)(type.type, *option->value));
  }
  bool fits(ValType, const types::Result& type, const Val& value) {
    const auto* result = value.get<Val::Result>();
    return result && payload(result->ok ? type.ok : type.error, result->payload);
  }
  bool fits(ValType, const types::Own&, const Val& value) {
    return value.get<Val::Resource>() && value.get<Val::Resource>()->owned;
  }
  bool fits(ValType, const types::Borrow&, const Val& value) { return value.get<Val::Resource>(); }
  bool fits(ValType use, const types::Stream&, const Val&) { return refuse(use); }
  bool fits(ValType use, const types::Future&, const Val&) { return refuse(use); }

  const TypeArena& arena_;
  std::optional<ValType> unsupported_;
};

/// A value that is not one of the type, as an error about `what()`.
template <class What>
Expected<void> check_fits(const TypeArena& arena, ValType type, const Val& value, What what) {
  Fits fits(arena);
  if (fits(type, value)) return {};
  if (const auto unsupported = fits.unsupported())
    return fail(ErrorCode::unsupported_feature, what() + " has a value of type " +
                                                    types::to_string(arena, *unsupported) +
                                                    ", which belongs to asynchronous components");
  return fail(ErrorCode::type_mismatch, what() + " is not a " + types::to_string(arena, type));
}

}  // namespace

Expected<void> check_arguments(const TypeArena& arena, types::FuncTypeId id, std::span<const Val> arguments) {
  const types::FuncType& type = arena.funcs[id];
  if (arguments.size() != type.params.size())
    return fail(ErrorCode::type_mismatch, "expected " + std::to_string(type.params.size()) + " arguments, found " +
                                              std::to_string(arguments.size()));
  for (std::size_t i = 0; i < arguments.size(); ++i)
    WITC_TRY(check_fits(arena, type.params[i].type, arguments[i],
                        [&] { return "argument " + std::to_string(i + 1) + " (" + type.params[i].name + ")"; }));
  return {};
}

Expected<void> check_results(const TypeArena& arena, types::FuncTypeId id, std::span<const Val> results) {
  const types::FuncType& type = arena.funcs[id];
  if (results.size() != (type.result ? 1u : 0u))
    return fail(ErrorCode::type_mismatch, std::string("expected ") + (type.result ? "one result" : "no result") +
                                              ", found " + std::to_string(results.size()));
  if (!type.result) return {};
  return check_fits(arena, *type.result, results[0], [] { return std::string("the result"); });
}

}  // namespace witc::abi
