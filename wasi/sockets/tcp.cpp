#include "wasi/sockets/tcp.hpp"

#include "wasi/sockets/options.hpp"

namespace witc::wasi::sockets {

Result<> Tcp::start_bind(TcpSocket& self, Network&, IpSocketAddress local_address) {
  return deny(self.family, local_address);
}

Result<> Tcp::finish_bind(TcpSocket&) { return std::unexpected(ErrorCode::not_in_progress); }

Result<> Tcp::start_connect(TcpSocket& self, Network&, IpSocketAddress remote_address) {
  return deny(self.family, remote_address);
}

Result<Tcp::Streams> Tcp::finish_connect(TcpSocket&) { return std::unexpected(ErrorCode::not_in_progress); }

Result<> Tcp::start_listen(TcpSocket&) { return std::unexpected(ErrorCode::invalid_state); }

Result<> Tcp::finish_listen(TcpSocket&) { return std::unexpected(ErrorCode::not_in_progress); }

Result<Tcp::Accepted> Tcp::accept(TcpSocket&) { return std::unexpected(ErrorCode::invalid_state); }

Result<IpSocketAddress> Tcp::local_address(TcpSocket&) { return std::unexpected(ErrorCode::invalid_state); }

Result<IpSocketAddress> Tcp::remote_address(TcpSocket&) { return std::unexpected(ErrorCode::invalid_state); }

bool Tcp::is_listening(TcpSocket&) { return false; }

IpAddressFamily Tcp::address_family(TcpSocket& self) { return self.family; }

Result<> Tcp::set_listen_backlog_size(TcpSocket&, std::uint64_t value) {
  std::uint64_t unused = 0;  // there will never be a queue
  return set_nonzero(unused, value);
}

Result<bool> Tcp::keep_alive_enabled(TcpSocket& self) { return self.keep_alive; }

Result<> Tcp::set_keep_alive_enabled(TcpSocket& self, bool value) {
  self.keep_alive = value;
  return {};
}

Result<clocks::Duration> Tcp::keep_alive_idle_time(TcpSocket& self) { return self.keep_alive_idle_time; }

Result<> Tcp::set_keep_alive_idle_time(TcpSocket& self, clocks::Duration value) {
  return set_nonzero(self.keep_alive_idle_time, value);
}

Result<clocks::Duration> Tcp::keep_alive_interval(TcpSocket& self) { return self.keep_alive_interval; }

Result<> Tcp::set_keep_alive_interval(TcpSocket& self, clocks::Duration value) {
  return set_nonzero(self.keep_alive_interval, value);
}

Result<std::uint32_t> Tcp::keep_alive_count(TcpSocket& self) { return self.keep_alive_count; }

Result<> Tcp::set_keep_alive_count(TcpSocket& self, std::uint32_t value) {
  return set_nonzero(self.keep_alive_count, value);
}

Result<std::uint8_t> Tcp::hop_limit(TcpSocket& self) { return self.hop_limit; }

Result<> Tcp::set_hop_limit(TcpSocket& self, std::uint8_t value) { return set_nonzero(self.hop_limit, value); }

Result<std::uint64_t> Tcp::receive_buffer_size(TcpSocket& self) { return self.receive_buffer_size; }

Result<> Tcp::set_receive_buffer_size(TcpSocket& self, std::uint64_t value) {
  return set_nonzero(self.receive_buffer_size, value);
}

Result<std::uint64_t> Tcp::send_buffer_size(TcpSocket& self) { return self.send_buffer_size; }

Result<> Tcp::set_send_buffer_size(TcpSocket& self, std::uint64_t value) {
  return set_nonzero(self.send_buffer_size, value);
}

Own<io::Pollable> Tcp::subscribe(TcpSocket&) { return always_ready(); }

Result<> Tcp::shutdown(TcpSocket&, ShutdownType) { return std::unexpected(ErrorCode::invalid_state); }

Result<Own<TcpSocket>> TcpCreateSocket::create_tcp_socket(IpAddressFamily address_family) {
  return make_own<TcpSocket>(TcpSocket{.family = address_family});
}

}  // namespace witc::wasi::sockets
