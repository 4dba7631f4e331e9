#pragma once

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "witc/core/extern.hpp"
#include "witc/core/host_func.hpp"
#include "witc/core/instance.hpp"
#include "witc/core/module.hpp"
#include "witc/engine.hpp"
#include "witc/error.hpp"
#include "witc/store.hpp"

namespace witc::core {

namespace detail {
class LinkerState;
class PreparedModule;
}  // namespace detail

/// The part of a core Linker that does not depend on the host's type.
class LinkerBase {
 public:
  explicit LinkerBase(const Engine& engine);
  LinkerBase(LinkerBase&&) noexcept;
  LinkerBase& operator=(LinkerBase&&) noexcept;
  ~LinkerBase();

  const Engine& engine() const;
  /// Lets a later definition replace an earlier one; otherwise duplicates are errors.
  void allow_shadowing(bool allow);
  /// The first definition that failed: link (a duplicate), wrong_owner (of another engine).
  Expected<void> status() const;
  /// Whether every import of the module is defined with the right type; the error is that of instantiating.
  Expected<void> check(const Module& module) const;

 protected:
  void add(std::string_view module, std::string_view name, std::shared_ptr<const detail::HostFunction> function);
  void add(std::string_view module, std::string_view name, const Extern& item);
  void add(std::string_view module, const Instance& instance);
  Expected<std::shared_ptr<const detail::PreparedModule>> prepare(const Module& module) const;
  static Expected<Outcome<Instance>> instantiate_prepared(StoreRef store, const detail::PreparedModule& prepared);

 private:
  template <class>
  friend class InstancePre;
  std::unique_ptr<detail::LinkerState> state_;
};

/// A module whose imports a Linker<T> has looked up and matched, so that instantiating does neither. Immutable, cheap
/// to copy, and independent of the linker. With definitions that are host functions or shared memories it serves any
/// store of its engine, on several threads at once; an item of a store binds it to that store.
template <class T>
class InstancePre {
 public:
  /// As Linker::instantiate; Errors that are left: wrong_owner, limit_exceeded, resource_exhausted.
  Expected<Outcome<Instance>> instantiate(Store<T>& store) const {
    return LinkerBase::instantiate_prepared(store, *prepared_);
  }

 private:
  template <class>
  friend class Linker;
  explicit InstancePre(std::shared_ptr<const detail::PreparedModule> prepared) : prepared_(std::move(prepared)) {}
  std::shared_ptr<const detail::PreparedModule> prepared_;
};

/// Two-level names to definitions, for modules that run in Store<T>s. Reusable for any number of modules of its engine,
/// and of stores as far as its definitions belong to none. A definition that fails is remembered: `status` and every
/// instantiation report the first. Not thread-safe while being defined; afterwards `instantiate` may run on several
/// threads.
template <class T = std::monostate>
class Linker : public LinkerBase {
 public:
  using LinkerBase::LinkerBase;

  /// Defines a function. `callable` has one call operator, const, of the types that TypedFunc takes, for example
  /// `[](witc::Caller<T>&, std::int32_t, double) -> witc::Outcome<float>`. The first parameter may be `HostCaller&` or
  /// `Caller<T>&`. A std::tuple is several results. Returning Outcome, CallResult or Expected allows to fail: the guest
  /// ends with the trap, or with host_error and the Error's message. An exception that the callable throws becomes a
  /// trap that carries it. The callable is moved into the linker, lives as long as the linker and all
  /// stores that use it, and is called on every store's thread.
  template <class F>
  Linker& func(std::string_view module, std::string_view name, F callable) {
    static_assert(detail::takes_caller_of<F, T>(),
                  "the function wants a Caller of another type than the linker's stores hold");
    add(module, name, detail::make_host_function(std::move(callable)));
    return *this;
  }
  /// Defines a function of any type, with dynamic values.
  Linker& func(std::string_view module, std::string_view name, FuncType type, DynamicFunction function) {
    add(module, name, detail::make_host_function(std::move(type), std::move(function)));
    return *this;
  }
  /// Defines an item of a store. Instances that import it can only be in that store, but for shared memories.
  Linker& define(std::string_view module, std::string_view name, const Extern& item) {
    add(module, name, item);
    return *this;
  }
  /// Defines all exports of an instance.
  Linker& instance(std::string_view module, const Instance& instance) {
    add(module, instance);
    return *this;
  }
  /// Instantiates the module with what is defined so far, and defines its exports.
  Expected<Outcome<>> module(Store<T>& store, std::string_view name, const Module& module) {
    WITC_TRY_ASSIGN(const auto outcome, instantiate(store, module));
    if (!outcome) return Outcome<>(std::unexpected(outcome.error()));
    add(name, *outcome);
    WITC_TRY(status());
    return Outcome<>();
  }

  /// Looks up and matches all imports, once. Errors: link, with one note per import that is missing or of another type;
  /// wrong_owner when the module is of another engine; the linker's status.
  Expected<InstancePre<T>> instantiate_pre(const Module& module) const {
    WITC_TRY_ASSIGN(auto prepared, prepare(module));
    return InstancePre<T>(std::move(prepared));
  }
  /// Instantiates and runs the start function (core spec, execution/modules: instantiation; embedding:
  /// module_instantiate). An Error when it cannot be linked: as above, and wrong_owner when the store is of another
  /// engine or a definition of another store, limit_exceeded, resource_exhausted. A Trap when the start function or a
  /// segment trapped; what the module wrote to imported items before that stays.
  Expected<Outcome<Instance>> instantiate(Store<T>& store, const Module& module) const {
    WITC_TRY_ASSIGN(const auto prepared, prepare(module));
    return instantiate_prepared(store, *prepared);
  }
};

}  // namespace witc::core
