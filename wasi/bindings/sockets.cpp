#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/sockets_abi.hpp"

namespace witc::wasi::bindings {

void add_sockets(LinkerBase& linker, const ContextOf& context_of) {
  linker.instance("wasi:sockets/network@0.2.12").resource<sockets::Network>("network");
  Interface(linker, "wasi:sockets/instance-network@0.2.12", context_of, &Hosts::instance_network)
      .func("instance-network", &sockets::InstanceNetwork::instance_network);
  Interface(linker, "wasi:sockets/tcp-create-socket@0.2.12", context_of, &Hosts::tcp_create_socket)
      .func("create-tcp-socket", &sockets::TcpCreateSocket::create_tcp_socket);
  Interface(linker, "wasi:sockets/udp-create-socket@0.2.12", context_of, &Hosts::udp_create_socket)
      .func("create-udp-socket", &sockets::UdpCreateSocket::create_udp_socket);
  Interface(linker, "wasi:sockets/ip-name-lookup@0.2.12", context_of, &Hosts::ip_name_lookup)
      .resource<sockets::ResolveAddressStream>("resolve-address-stream")
      .func("resolve-addresses", &sockets::IpNameLookup::resolve_addresses)
      .func("[method]resolve-address-stream.resolve-next-address", &sockets::IpNameLookup::resolve_next_address)
      .func("[method]resolve-address-stream.subscribe", &sockets::IpNameLookup::subscribe);
}

}  // namespace witc::wasi::bindings
