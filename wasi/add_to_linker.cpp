#include "wasi/bindings/bind.hpp"

namespace witc::wasi {

void add_to_linker(LinkerBase& linker, std::function<Context&(void* host_data)> context_of) {
  const auto shared = std::make_shared<const std::function<Context&(void*)>>(std::move(context_of));
  for (const auto add : {bindings::add_cli, bindings::add_clocks, bindings::add_filesystem, bindings::add_http_fields,
                         bindings::add_http_incoming, bindings::add_http_outgoing, bindings::add_io,
                         bindings::add_random, bindings::add_sockets, bindings::add_tcp, bindings::add_udp})
    add(linker, shared);
}

}  // namespace witc::wasi
