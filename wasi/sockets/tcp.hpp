#pragma once

#include <cstdint>
#include <tuple>

#include "wasi/bindings/clocks.hpp"
#include "wasi/io/streams.hpp"
#include "wasi/sockets/network.hpp"

namespace witc::wasi::sockets {

/// The resource wasi:sockets/tcp.tcp-socket: its options, with Linux' defaults. It never leaves the state `unbound`.
struct TcpSocket {
  IpAddressFamily family = IpAddressFamily::ipv4;
  bool keep_alive = false;
  clocks::Duration keep_alive_idle_time = 7'200'000'000'000;
  clocks::Duration keep_alive_interval = 75'000'000'000;
  std::uint32_t keep_alive_count = 9;
  std::uint8_t hop_limit = 64;
  std::uint64_t receive_buffer_size = 131'072;
  std::uint64_t send_buffer_size = 16'384;
};

/// The host of wasi:sockets/tcp.
struct Tcp {
  using Streams = std::tuple<Own<io::InputStream>, Own<io::OutputStream>>;
  using Accepted = std::tuple<Own<TcpSocket>, Own<io::InputStream>, Own<io::OutputStream>>;

  Result<> start_bind(TcpSocket& self, Network& network, IpSocketAddress local_address);
  Result<> finish_bind(TcpSocket& self);
  Result<> start_connect(TcpSocket& self, Network& network, IpSocketAddress remote_address);
  Result<Streams> finish_connect(TcpSocket& self);
  Result<> start_listen(TcpSocket& self);
  Result<> finish_listen(TcpSocket& self);
  Result<Accepted> accept(TcpSocket& self);
  Result<IpSocketAddress> local_address(TcpSocket& self);
  Result<IpSocketAddress> remote_address(TcpSocket& self);
  bool is_listening(TcpSocket& self);
  IpAddressFamily address_family(TcpSocket& self);
  Result<> set_listen_backlog_size(TcpSocket& self, std::uint64_t value);
  Result<bool> keep_alive_enabled(TcpSocket& self);
  Result<> set_keep_alive_enabled(TcpSocket& self, bool value);
  Result<clocks::Duration> keep_alive_idle_time(TcpSocket& self);
  Result<> set_keep_alive_idle_time(TcpSocket& self, clocks::Duration value);
  Result<clocks::Duration> keep_alive_interval(TcpSocket& self);
  Result<> set_keep_alive_interval(TcpSocket& self, clocks::Duration value);
  Result<std::uint32_t> keep_alive_count(TcpSocket& self);
  Result<> set_keep_alive_count(TcpSocket& self, std::uint32_t value);
  Result<std::uint8_t> hop_limit(TcpSocket& self);
  Result<> set_hop_limit(TcpSocket& self, std::uint8_t value);
  Result<std::uint64_t> receive_buffer_size(TcpSocket& self);
  Result<> set_receive_buffer_size(TcpSocket& self, std::uint64_t value);
  Result<std::uint64_t> send_buffer_size(TcpSocket& self);
  Result<> set_send_buffer_size(TcpSocket& self, std::uint64_t value);
  Own<io::Pollable> subscribe(TcpSocket& self);
  Result<> shutdown(TcpSocket& self, ShutdownType shutdown_type);
};

/// The host of wasi:sockets/tcp-create-socket.
struct TcpCreateSocket {
  Result<Own<TcpSocket>> create_tcp_socket(IpAddressFamily address_family);
};

}  // namespace witc::wasi::sockets
