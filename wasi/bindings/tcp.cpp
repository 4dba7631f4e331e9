#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/sockets_abi.hpp"

namespace witc::wasi::bindings {

void add_tcp(LinkerBase& linker, const ContextOf& context_of) {
  using sockets::Tcp;

  Interface(linker, "wasi:sockets/tcp@0.2.12", context_of, &Hosts::tcp)
      .resource<sockets::TcpSocket>("tcp-socket")
      .func("[method]tcp-socket.start-bind", &Tcp::start_bind)
      .func("[method]tcp-socket.finish-bind", &Tcp::finish_bind)
      .func("[method]tcp-socket.start-connect", &Tcp::start_connect)
      .func("[method]tcp-socket.finish-connect", &Tcp::finish_connect)
      .func("[method]tcp-socket.start-listen", &Tcp::start_listen)
      .func("[method]tcp-socket.finish-listen", &Tcp::finish_listen)
      .func("[method]tcp-socket.accept", &Tcp::accept)
      .func("[method]tcp-socket.local-address", &Tcp::local_address)
      .func("[method]tcp-socket.remote-address", &Tcp::remote_address)
      .func("[method]tcp-socket.is-listening", &Tcp::is_listening)
      .func("[method]tcp-socket.address-family", &Tcp::address_family)
      .func("[method]tcp-socket.set-listen-backlog-size", &Tcp::set_listen_backlog_size)
      .func("[method]tcp-socket.keep-alive-enabled", &Tcp::keep_alive_enabled)
      .func("[method]tcp-socket.set-keep-alive-enabled", &Tcp::set_keep_alive_enabled)
      .func("[method]tcp-socket.keep-alive-idle-time", &Tcp::keep_alive_idle_time)
      .func("[method]tcp-socket.set-keep-alive-idle-time", &Tcp::set_keep_alive_idle_time)
      .func("[method]tcp-socket.keep-alive-interval", &Tcp::keep_alive_interval)
      .func("[method]tcp-socket.set-keep-alive-interval", &Tcp::set_keep_alive_interval)
      .func("[method]tcp-socket.keep-alive-count", &Tcp::keep_alive_count)
      .func("[method]tcp-socket.set-keep-alive-count", &Tcp::set_keep_alive_count)
      .func("[method]tcp-socket.hop-limit", &Tcp::hop_limit)
      .func("[method]tcp-socket.set-hop-limit", &Tcp::set_hop_limit)
      .func("[method]tcp-socket.receive-buffer-size", &Tcp::receive_buffer_size)
      .func("[method]tcp-socket.set-receive-buffer-size", &Tcp::set_receive_buffer_size)
      .func("[method]tcp-socket.send-buffer-size", &Tcp::send_buffer_size)
      .func("[method]tcp-socket.set-send-buffer-size", &Tcp::set_send_buffer_size)
      .func("[method]tcp-socket.subscribe", &Tcp::subscribe)
      .func("[method]tcp-socket.shutdown", &Tcp::shutdown);
}

}  // namespace witc::wasi::bindings
