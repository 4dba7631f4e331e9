#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "witc/core/extern.hpp"
#include "witc/core/typed_func.hpp"
#include "witc/error.hpp"
#include "witc/store.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {
class CoreInstance;
}

namespace witc::core {

/// An instance of a core module (core spec, execution/runtime: module instances). A small value; the store owns what it
/// refers to, and it is valid while that store lives.
class Instance {
 public:
  /// The export of that name (embedding: instance_export), or nothing.
  std::optional<Extern> find(std::string_view name) const;
  /// All exports in the order of the module.
  std::vector<std::pair<std::string, Extern>> exports() const;

  // Exports of one kind. Errors: not_found, with the names there are; type_mismatch when it is of another kind.
  Expected<Func> get_func(std::string_view name) const { return get<Func>(name, "func"); }
  Expected<Memory> get_memory(std::string_view name) const { return get<Memory>(name, "memory"); }
  Expected<Table> get_table(std::string_view name) const { return get<Table>(name, "table"); }
  Expected<Global> get_global(std::string_view name) const { return get<Global>(name, "global"); }
  Expected<Tag> get_tag(std::string_view name) const { return get<Tag>(name, "tag"); }
  /// A function with its C++ type checked; see TypedFunc. Also type_mismatch with both types.
  template <class Signature>
  Expected<TypedFunc<Signature>> get_typed_func(std::string_view name) const {
    WITC_TRY_ASSIGN(const Func function, get_func(name));
    return function.typed<Signature>();
  }

  // For the library's own use.
  explicit Instance(runtime::CoreInstance& state) : state_(&state) {}
  runtime::CoreInstance& state() const { return *state_; }

 private:
  template <class Item>
  Expected<Item> get(std::string_view name, std::string_view kind) const {
    auto item = find(name);
    if (item)
      if (const auto* wanted = std::get_if<Item>(&*item)) return *wanted;
    return std::unexpected(missing(name, kind, item));
  }
  Error missing(std::string_view name, std::string_view kind, const std::optional<Extern>& found) const;

  runtime::CoreInstance* state_;
};

/// In a host function: the instance whose import is being called, also when the call came through a table. Nothing for
/// functions of make_func, which no instance imported.
std::optional<Instance> importing_instance(const HostCaller& caller);
/// The memory that it exports under that name, or the trap to return (TrapCode::host_misuse).
Outcome<Memory> caller_memory(const HostCaller& caller, std::string_view name = "memory");

}  // namespace witc::core
