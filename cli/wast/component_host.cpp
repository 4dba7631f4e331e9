#include "cli/wast/component_host.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "witc/core/module.hpp"
#include "witc/resource_type.hpp"
#include "witc/val.hpp"

namespace witc::cli::wast {

namespace {

using Results = Outcome<std::vector<Val>>;
using Arguments = std::span<const Val>;

constexpr std::string_view simple_module = R"((module
  (func (export "f") (result i32) (i32.const 101))
  (global (export "g") i32 (i32.const 100))))";

Results wrong(std::string what) { return std::unexpected(Trap(TrapCode::host_error, std::move(what))); }

/// An argument, if it is one of that kind: scripts may import the functions with other types.
template <class T>
const T* argument(Arguments arguments, std::size_t i) {
  return i < arguments.size() ? arguments[i].get<T>() : nullptr;
}

/// The resources "resource1" and "resource2", whose objects are numbers.
class Resources {
 public:
  void define(LinkerInstance host) {
    host.resource("resource1", type_).resource("resource1-again", type_).resource("resource2", ResourceType::dynamic());
    host.func_dynamic("[constructor]resource1", [type = type_](HostCaller& caller, Arguments given) -> Results {
      const auto* rep = argument<std::uint32_t>(given, 0);
      if (!rep) return wrong("expected a number to make a resource of");
      auto made = type.make(caller, *rep);
      if (!made) return wrong(made.error().message);
      return std::vector{std::move(*made)};
    });
    host.func_dynamic("[static]resource1.assert",
                      [type = type_](HostCaller& caller, Arguments given) { return checked(type, caller, given); });
    host.func_dynamic("[method]resource1.simple",
                      [type = type_](HostCaller& caller, Arguments given) { return checked(type, caller, given); });
    host.func_dynamic("[method]resource1.take-borrow", taken);
    host.func_dynamic("[method]resource1.take-own", taken);
    host.func("[static]resource1.last-drop", [state = state_] { return state->last; });
    host.func("[static]resource1.drops", [state = state_] { return state->drops; });
  }

 private:
  struct Dropped {
    std::uint32_t drops = 0;
    std::uint32_t last = 0;
  };

  /// That a handle has the number that is given with it. Owned handles end.
  static Results checked(const ResourceType& type, HostCaller& caller, Arguments given) {
    const auto* wanted = argument<std::uint32_t>(given, 1);
    if (!wanted || !argument<Val::Resource>(given, 0)) return wrong("expected a handle and a number");
    const auto rep = type.rep(caller, given[0]);
    if (!rep) return wrong(rep.error().message);
    if (*rep != *wanted) return wrong("expected " + std::to_string(*wanted) + ", found " + std::to_string(*rep));
    return taken(caller, given);
  }

  /// Ends the owned handles among the arguments.
  static Results taken(HostCaller& caller, Arguments given) {
    for (const Val& value : given)
      if (const auto* handle = value.get<Val::Resource>(); handle && handle->owned)
        if (auto dropped = drop(caller, value); !dropped) return std::unexpected(std::move(dropped).error());
    return std::vector<Val>();
  }

  std::shared_ptr<Dropped> state_ = std::make_shared<Dropped>();
  ResourceType type_ = ResourceType::dynamic([state = state_](std::uint64_t rep) {
    ++state->drops;
    state->last = static_cast<std::uint32_t>(rep);
  });
};

}  // namespace

Expected<void> define_host(Linker<>& linker) {
  linker.root().func("host-return-two", [] { return std::uint32_t{2}; });
  LinkerInstance host = linker.instance("host");
  host.func("return-three", [] { return std::uint32_t{3}; });
  host.instance("nested").func("return-four", [] { return std::uint32_t{4}; });
  WITC_TRY_ASSIGN(const auto module, core::Module::from_text(linker.engine(), simple_module));
  host.module("simple-module", module);
  Resources().define(host);
  return linker.status();
}

}  // namespace witc::cli::wast
