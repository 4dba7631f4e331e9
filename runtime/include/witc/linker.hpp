#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "witc/component.hpp"
#include "witc/core/module.hpp"
#include "witc/detail/host_function.hpp"
#include "witc/engine.hpp"
#include "witc/error.hpp"
#include "witc/instance.hpp"
#include "witc/own.hpp"
#include "witc/resource_type.hpp"
#include "witc/store.hpp"
#include "witc/val.hpp"

namespace witc {

namespace runtime {
class LinkerState;
class LinkerInstanceState;
struct LinkedComponent;
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

  /// Defines a resource type by a value, so that several names can mean the same one.
  LinkerInstance& resource(std::string_view name, const ResourceType& type);

  /// Defines a function that takes and gives dynamic values; its type is the import's. Results: none or one.
  using DynamicFunction = std::function<Outcome<std::vector<Val>>(HostCaller&, std::span<const Val>)>;
  LinkerInstance& func_dynamic(std::string_view name, DynamicFunction function);

  /// Defines a core module, for components that instantiate it themselves.
  LinkerInstance& module(std::string_view name, const core::Module& module);

  /// The instance of that name in this one, made if there is none yet.
  LinkerInstance instance(std::string_view name);

  /// Defines everything that a running instance exports, each under its own name: at the linker's root its interfaces
  /// become interfaces. A call goes from the one component to the other by way of the canonical ABI; resources pass
  /// between them. What is linked with it can only be instantiated in that instance's store.
  LinkerInstance& exports(const Instance& instance);

 private:
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

  /// What a component imports by plain name.
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
  Expected<std::shared_ptr<const runtime::LinkedComponent>> link(const Component& component) const;
  static Expected<Outcome<Instance>> instantiate_linked(StoreBase& store, const runtime::LinkedComponent& linked);

 private:
  template <class>
  friend class InstancePre;
  Engine engine_;
  std::unique_ptr<runtime::LinkerState> state_;
};

/// A component whose imports a Linker<T> has matched, so that instantiating does not. Immutable, cheap to copy,
/// independent of the linker, and used by several threads at once, each with stores of its own.
template <class T>
class InstancePre {
 public:
  /// As Linker::instantiate. Errors that are left: wrong_owner, when the store is of another engine or what was linked
  /// belongs to another store; limit_exceeded, resource_exhausted.
  Expected<Outcome<Instance>> instantiate(Store<T>& store) const {
    return LinkerBase::instantiate_linked(store, *linked_);
  }

 private:
  template <class>
  friend class Linker;
  explicit InstancePre(std::shared_ptr<const runtime::LinkedComponent> linked) : linked_(std::move(linked)) {}
  std::shared_ptr<const runtime::LinkedComponent> linked_;
};

/// Names to definitions for components that run in Store<T>s. Reusable for any number of stores and components of its
/// engine, as far as its definitions belong to no store. Not thread-safe while being defined; afterwards `instantiate`
/// may run on several threads.
template <class T = std::monostate>
class Linker : public LinkerBase {
 public:
  using LinkerBase::LinkerBase;

  /// Matches every import, once. Errors: link, with one note per import that is missing or of another type;
  /// wrong_owner when the component is of another engine; the linker's status.
  Expected<InstancePre<T>> instantiate_pre(const Component& component) const {
    WITC_TRY_ASSIGN(auto linked, link(component));
    return InstancePre<T>(std::move(linked));
  }
  /// Instantiates: an Error when it cannot be linked, a Trap when the guest's start code stopped.
  Expected<Outcome<Instance>> instantiate(Store<T>& store, const Component& component) const {
    WITC_TRY_ASSIGN(const auto linked, link(component));
    return instantiate_linked(store, *linked);
  }
};

}  // namespace witc
