#pragma once

#include "wasi/cli/environment.hpp"
#include "wasi/cli/exit.hpp"
#include "wasi/cli/stdio.hpp"
#include "wasi/cli/terminal.hpp"
#include "wasi/clocks/clocks.hpp"
#include "wasi/filesystem/preopens.hpp"
#include "wasi/filesystem/types.hpp"
#include "wasi/http/types.hpp"
#include "wasi/io/error.hpp"
#include "wasi/io/poll.hpp"
#include "wasi/io/streams.hpp"
#include "wasi/random/random.hpp"
#include "wasi/sockets/network.hpp"
#include "wasi/sockets/tcp.hpp"
#include "wasi/sockets/udp.hpp"

namespace witc::wasi {

/// The state behind a Context: the host object of every interface.
struct Hosts {
  cli::Environment environment;
  cli::Exit exit;
  cli::Stdin stdin_stream;
  cli::Stdout stdout_stream;
  cli::Stderr stderr_stream;
  cli::TerminalStdin terminal_stdin;
  cli::TerminalStdout terminal_stdout;
  cli::TerminalStderr terminal_stderr;
  io::Errors error;
  io::Poll poll;
  io::Streams streams;
  clocks::MonotonicClock monotonic_clock;
  clocks::WallClock wall_clock;
  random::Random random;
  random::Insecure insecure;
  random::InsecureSeed insecure_seed;
  filesystem::Types filesystem;
  filesystem::Preopens preopens;
  sockets::InstanceNetwork instance_network;
  sockets::IpNameLookup ip_name_lookup;
  sockets::TcpCreateSocket tcp_create_socket;
  sockets::Tcp tcp;
  sockets::UdpCreateSocket udp_create_socket;
  sockets::Udp udp;
  http::Types http_types;
  http::OutgoingHandler outgoing_handler;
};

}  // namespace witc::wasi
