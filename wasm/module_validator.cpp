// Everything of a module but function bodies (core spec, valid/modules).

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "wasm/decoder.hpp"
#include "wasm/function_validator.hpp"
#include "wasm/matching.hpp"
#include "wasm/recursion_group.hpp"
#include "wasm/type_validator.hpp"
#include "wasm/validator.hpp"

namespace witc::wasm {

namespace {

class ModuleValidator {
 public:
  ModuleValidator(Module& module, std::span<const std::byte> binary, const Features& features,
                  const ImplementationLimits& limits, std::uint64_t base)
      : module_(module), binary_(binary), features_(features), limits_(limits), base_(base) {}

  Expected<void> run() {
    WITC_TRY(types());
    for (std::uint32_t i = 0; i < module_.functions.size(); ++i)
      WITC_TRY(func_type(module_.functions[i], item("func", i)));
    for (std::uint32_t i = 0; i < module_.tags.size(); ++i) WITC_TRY(tag(i));
    WITC_TRY(counts());
    for (std::uint32_t i = 0; i < module_.tables.size(); ++i) WITC_TRY(table(i));
    for (std::uint32_t i = 0; i < module_.memories.size(); ++i) WITC_TRY(memory(i));
    for (std::uint32_t i = 0; i < module_.globals.size(); ++i) WITC_TRY(global(i));
    WITC_TRY(exports());
    WITC_TRY(start());
    for (std::uint32_t i = 0; i < module_.elements.size(); ++i) WITC_TRY(element(i));
    for (std::uint32_t i = 0; i < module_.data.size(); ++i) WITC_TRY(data(i));
    auto& escaping = module_.escaping_functions;
    std::sort(escaping.begin(), escaping.end());
    escaping.erase(std::unique(escaping.begin(), escaping.end()), escaping.end());
    return {};
  }

 private:
  static std::string item(std::string_view kind, std::uint32_t index) {
    return std::string(kind) + " " + std::to_string(index);
  }

  std::unexpected<Error> error(std::string message, std::string where, ErrorCode code = ErrorCode::invalid) const {
    Location location;
    location.item = std::move(where);
    return fail(code, std::move(message), std::move(location));
  }

  Expected<void> in_bounds(std::uint32_t index, std::size_t size, std::string_view what,
                           const std::string& where) const {
    if (index < size) return {};
    return error("unknown " + std::string(what) + " " + std::to_string(index), where);
  }

  // valid/types

  Expected<void> types() {
    TypeCanonicalizer canonicalizer(module_.types);
    const auto& types = module_.types;
    for (std::uint32_t begin = 0; begin < types.size(); begin += types[begin].group_size) {
      WITC_TRY(check_type_indices(module_, begin, features_));
      canonicalizer.group(begin);
      WITC_TRY(check_supertypes(module_, begin, limits_));
    }
    return {};
  }

  Expected<void> value_type(ValType type, const std::string& where) const {
    if (!type.is_ref() || !type.ref.heap.is_defined()) return {};
    return in_bounds(type.ref.heap.type_index(), module_.types.size(), "type", where);
  }

  Expected<void> func_type(std::uint32_t index, const std::string& where) const {
    WITC_TRY(in_bounds(index, module_.types.size(), "type", where));
    if (module_.types[index].kind != CompositeKind::func)
      return error("type mismatch: type " + std::to_string(index) + " is a " +
                       std::string(to_string(module_.types[index].kind)) + ", expected a func",
                   where);
    return {};
  }

  Expected<void> tag(std::uint32_t i) const {
    WITC_TRY(func_type(module_.tags[i].type_index, item("tag", i)));
    if (!module_.tag_type(i).results.empty()) return error("non-empty tag result type", item("tag", i));
    return {};
  }

  Expected<void> counts() {
    const auto check = [&](std::size_t count, std::uint32_t limit, std::string_view what) -> Expected<void> {
      if (count <= limit) return {};
      return error(
          std::to_string(count) + " " + std::string(what) + ", more than the limit of " + std::to_string(limit), "",
          ErrorCode::limit_exceeded);
    };
    WITC_TRY(check(module_.functions.size(), limits_.functions, "functions"));
    WITC_TRY(check(module_.tables.size(), limits_.tables, "tables"));
    WITC_TRY(check(module_.memories.size(), limits_.memories, "memories"));
    WITC_TRY(check(module_.globals.size(), limits_.globals, "globals"));
    WITC_TRY(check(module_.tags.size(), limits_.tags, "tags"));
    if (module_.tables.size() > 1 && !features_.has(Feature::reference_types))
      return error("multiple tables need the feature reference-types, which is off", "",
                   ErrorCode::unsupported_feature);
    if (module_.memories.size() > 1 && !features_.has(Feature::multi_memory))
      return error("multiple memories need the feature multi-memory, which is off", "", ErrorCode::unsupported_feature);
    return {};
  }

  Expected<void> limits(const auto& type, const std::string& where) const {
    if (auto problem = problem_of(type)) return error(std::move(*problem), where);
    return {};
  }

  Expected<void> table(std::uint32_t i) {
    const Table& table = module_.tables[i];
    WITC_TRY(value_type(table.type.element, item("table", i)));
    WITC_TRY(limits(table.type, item("table", i)));
    if (table.init) return const_expr(*table.init, table.type.element, module_.imported_globals, item("table", i));
    if (i >= module_.imported_tables && !table.type.element.ref.nullable)
      return error("type mismatch: a table of non-null references needs an initialiser", item("table", i));
    return {};
  }

  Expected<void> memory(std::uint32_t i) { return limits(module_.memories[i], item("memory", i)); }

  Expected<void> global(std::uint32_t i) {
    const Global& global = module_.globals[i];
    WITC_TRY(value_type(global.type.type, item("global", i)));
    if (!global.init) return {};
    return const_expr(*global.init, global.type.type, visible_globals(i), item("global", i));
  }

  /// Constant expressions see earlier globals; before garbage collection, imported ones only.
  std::uint32_t visible_globals(std::uint32_t earlier) const {
    return features_.has(Feature::gc) ? earlier : module_.imported_globals;
  }

  Expected<void> exports() {
    std::unordered_set<std::string_view> names;
    for (const auto& item : module_.exports) {
      const std::string where = "export \"" + item.name + "\"";
      if (!names.insert(item.name).second) return error("duplicate export name", where);
      const std::size_t sizes[] = {module_.functions.size(), module_.tables.size(), module_.memories.size(),
                                   module_.globals.size(), module_.tags.size()};
      WITC_TRY(in_bounds(item.index, sizes[static_cast<std::size_t>(item.kind)], to_string(item.kind), where));
      if (item.kind == ExternKind::func) module_.escaping_functions.push_back(item.index);
    }
    return {};
  }

  Expected<void> start() {
    if (!module_.start) return {};
    WITC_TRY(in_bounds(*module_.start, module_.functions.size(), "function", "start function"));
    const FuncType& type = module_.function_type(*module_.start);
    if (!type.params.empty() || !type.results.empty())
      return error("start function must have no parameters and no results, found " + to_string(type), "start function");
    return {};
  }

  Expected<void> element(std::uint32_t i) {
    const ElementSegment& segment = module_.elements[i];
    const std::string where = item("elem", i);
    const std::uint32_t globals = visible_globals(static_cast<std::uint32_t>(module_.globals.size()));
    WITC_TRY(value_type(segment.type, where));
    if (segment.mode == SegmentMode::active) {
      WITC_TRY(in_bounds(segment.table, module_.tables.size(), "table", where));
      const TableType& table = module_.tables[segment.table].type;
      if (!matches(module_, segment.type, table.element))
        return error(
            "type mismatch: elements of " + to_string(segment.type) + " in a table of " + to_string(table.element),
            where);
      WITC_TRY(const_expr(*segment.offset, table.limits.address == AddressType::i64 ? i64 : i32, globals, where));
    }
    if (const auto* functions = std::get_if<std::vector<std::uint32_t>>(&segment.items)) {
      for (const std::uint32_t function : *functions) {
        WITC_TRY(in_bounds(function, module_.functions.size(), "function", where));
        module_.escaping_functions.push_back(function);
      }
      return {};
    }
    for (const auto& expression : std::get<std::vector<ConstExpr>>(segment.items))
      WITC_TRY(const_expr(expression, segment.type, globals, where));
    return {};
  }

  Expected<void> data(std::uint32_t i) {
    const DataSegment& segment = module_.data[i];
    if (segment.mode != SegmentMode::active) return {};
    WITC_TRY(in_bounds(segment.memory, module_.memories.size(), "memory", item("data", i)));
    const ValType address = module_.memories[segment.memory].limits.address == AddressType::i64 ? i64 : i32;
    return const_expr(*segment.offset, address, visible_globals(static_cast<std::uint32_t>(module_.globals.size())),
                      item("data", i));
  }

  /// `visible` globals may be read if they are immutable.
  Expected<void> const_expr(const ConstExpr& expression, ValType expected, std::uint32_t visible,
                            const std::string& where) {
    auto outcome = FunctionValidator(module_, binary_, features_, limits_, base_)
                       .validate_constant(expression, expected, visible, module_.escaping_functions);
    if (!outcome && outcome.error().location.item.empty()) outcome.error().location.item = where;
    return outcome;
  }

  Module& module_;
  std::span<const std::byte> binary_;
  const Features& features_;
  const ImplementationLimits& limits_;
  std::uint64_t base_;
};

}  // namespace

Expected<void> validate_module_level(Module& module, std::span<const std::byte> binary, const Features& features,
                                     const ImplementationLimits& limits, std::uint64_t base) {
  return ModuleValidator(module, binary, features, limits, base).run();
}

Expected<Module> decode_and_validate(std::span<const std::byte> binary, const Features& features,
                                     const ImplementationLimits& limits, std::uint64_t base) {
  WITC_TRY_ASSIGN(Module module, decode(binary, features, limits, base));
  WITC_TRY(validate_module_level(module, binary, features, limits, base));
  for (std::uint32_t i = 0; i < module.code.size(); ++i)
    WITC_TRY(validate_function(module, binary, i, features, limits, base));
  return module;
}

}  // namespace witc::wasm
