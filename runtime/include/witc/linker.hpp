#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "witc/component.hpp"
#include "witc/detail/host_function.hpp"
#include "witc/engine.hpp"
#include "witc/error.hpp"
#include "witc/instance.hpp"
#include "witc/own.hpp"
#include "witc/store.hpp"
#include "witc/val.hpp"

namespace witc {

namespace runtime {
class LinkerState;
class LinkerInstanceState;
}  // namespace runtime

/// One interface (or the root) of a linker, being defined. Refers to the linker and must not outlive it. A definition
/// that fails (a duplicate) is remembered; `Linker::status` and every instantiation report the first.
class LinkerInstance {
 public:
  /// Defines a function. `callable` has one call operator of WIT-mapped types, for example
  /// `[](witc::Caller<T>&, std::string_view, std::uint32_t) -> std::expected<std::string, Code>`. The first parameter
  /// may be `HostCaller&` or `Caller<T>&`; T must be that of the stores it is used with. Returning `witc::Outcome<R>`
  /// allows to trap. Arguments are borrowed for the call. The callable is copied into the linker and used from every
  /// store's thread.
  template <class F>
  LinkerInstance& func(std::string_view name, F callable) {
    return define(name, detail::make_host_function(std::move(callable)));
  }

  /// Defines a resource type whose objects are Ts of the host: `Own<T>` and `T&` in signatures mean it. Dropping an own
  /// handle in the guest deletes the object.
  template <class T>
  LinkerInstance& resource(std::string_view name) {
    return define_resource(name, detail::resource_key<T>(), [](std::uint64_t rep) { Own<T>::adopt(rep); });
  }

  /// Defines a function that takes and gives dynamic values; its type is the import's. Results: none or one.
  using DynamicFunction = std::function<Outcome<std::vector<Val>>(HostCaller&, std::span<const Val>)>;
  LinkerInstance& func_dynamic(std::string_view name, DynamicFunction function);

 private:
  template <class>
  friend class Linker;
  friend class LinkerBase;
  explicit LinkerInstance(runtime::LinkerInstanceState& state) : state_(&state) {}
  LinkerInstance& define(std::string_view name, std::shared_ptr<const detail::HostFunction> function);
  LinkerInstance& define_resource(std::string_view name, const void* key, void (*destroy)(std::uint64_t));

  runtime::LinkerInstanceState* state_;
};

/// The part of a Linker that does not depend on the host's type.
class LinkerBase {
 public:
  explicit LinkerBase(const Engine& engine);
  LinkerBase(LinkerBase&&) noexcept;
  LinkerBase& operator=(LinkerBase&&) noexcept;
  ~LinkerBase();

  const Engine& engine() const { return engine_; }

  /// Functions and resources that a component imports by plain name.
  LinkerInstance root();
  /// An interface by its full name, such as "wasi:clocks/wall-clock@0.2.12". A component that imports another version
  /// of the same semver track gets the greatest defined one of that track, if the types agree.
  LinkerInstance instance(std::string_view name);

  /// Lets a later definition replace an earlier one; otherwise duplicates are errors.
  void allow_shadowing(bool allow);
  /// Functions nobody defined become functions that trap when called, naming the import. Unknown resource types become
  /// types of which no value exists.
  void trap_unknown_imports(bool trap);

  /// The first definition that failed.
  Expected<void> status() const;

  /// Whether every import of the component is defined with the right type; the error is that of instantiating.
  Expected<void> check(const Component& component) const;

 protected:
  /// Matches every import, then runs the plan. Errors: link, with one note per missing or mismatched import;
  /// wrong_owner when component, store and linker are of different engines; resource_exhausted.
  Expected<Outcome<Instance>> instantiate_in(StoreBase& store, const Component& component) const;

 private:
  Engine engine_;
  std::unique_ptr<runtime::LinkerState> state_;
};

/// Names to definitions for components that run in Store<T>s. Reusable for any number of stores and components of its
/// engine. Not thread-safe while being defined; afterwards `instantiate` may run on several threads.
template <class T = std::monostate>
class Linker : public LinkerBase {
 public:
  using LinkerBase::LinkerBase;
  /// Instantiates: an Error when it cannot be linked, a Trap when the guest's start code stopped.
  Expected<Outcome<Instance>> instantiate(Store<T>& store, const Component& component) const {
    return instantiate_in(store, component);
  }
};

}  // namespace witc
