#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "wasi/hosts.hpp"
#include "witc/linker.hpp"
#include "witc/wasi.hpp"

namespace witc::wasi::bindings {

/// Finds the context in the host data of a store. Shared by all functions of a linker.
using ContextOf = std::shared_ptr<const std::function<Context&(void* host_data)>>;

/// Defines the functions of one interface as methods of its host object, which is a member of Hosts. The binding files
/// are lists of such definitions in the order of the WIT: what a generator writes, and nothing else.
template <class Host>
class Interface {
 public:
  Interface(LinkerBase& linker, std::string_view name, ContextOf context_of, Host Hosts::* host)
      : instance_(linker.instance(name)), context_of_(std::move(context_of)), host_(host) {}

  template <class T>
  Interface& resource(std::string_view name) {
    instance_.template resource<T>(name);
    return *this;
  }

  template <class R, class... Args>
  Interface& func(std::string_view name, R (Host::*method)(Args...)) {
    instance_.func(name, Bound<R, Args...>{context_of_, host_, method});
    return *this;
  }

  /// Where several methods have the name, the one whose first parameter is a First: `Self&` for methods of a resource.
  template <class First, class R, class... Args>
  Interface& overload(std::string_view name, R (Host::*method)(First, Args...)) {
    return func(name, method);
  }

 private:
  template <class R, class... Args>
  struct Bound {
    ContextOf context_of;
    Host Hosts::* host;
    R (Host::*method)(Args...);

    R operator()(HostCaller& caller, Args... args) const {
      Hosts& hosts = (*context_of)(caller.host_data()).hosts();
      return (hosts.*host.*method)(std::forward<Args>(args)...);
    }
  };

  LinkerInstance instance_;
  ContextOf context_of_;
  Host Hosts::* host_;
};

// One function per file of bindings.
void add_cli(LinkerBase& linker, const ContextOf& context_of);
void add_clocks(LinkerBase& linker, const ContextOf& context_of);
void add_filesystem(LinkerBase& linker, const ContextOf& context_of);
void add_http_fields(LinkerBase& linker, const ContextOf& context_of);
void add_http_incoming(LinkerBase& linker, const ContextOf& context_of);
void add_http_outgoing(LinkerBase& linker, const ContextOf& context_of);
void add_io(LinkerBase& linker, const ContextOf& context_of);
void add_random(LinkerBase& linker, const ContextOf& context_of);
void add_sockets(LinkerBase& linker, const ContextOf& context_of);
void add_tcp(LinkerBase& linker, const ContextOf& context_of);
void add_udp(LinkerBase& linker, const ContextOf& context_of);

}  // namespace witc::wasi::bindings
