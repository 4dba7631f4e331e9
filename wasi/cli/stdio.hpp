#pragma once

#include <functional>
#include <memory>

#include "wasi/io/memory_streams.hpp"
#include "wasi/io/streams.hpp"
#include "witc/own.hpp"

namespace witc::wasi::cli {

/// The host of wasi:cli/stdin. Every stream reads on where those before it stopped.
struct Stdin {
  std::function<std::shared_ptr<io::Source>()> open = [] {
    return std::make_shared<io::MemorySource>(std::make_shared<io::InputBuffer>());
  };

  Own<io::InputStream> get_stdin() { return make_own<io::InputStream>(open()); }
};

/// The host of wasi:cli/stdout.
struct Stdout {
  std::function<std::shared_ptr<io::Sink>()> open = [] { return std::make_shared<io::NullSink>(); };

  Own<io::OutputStream> get_stdout() { return make_own<io::OutputStream>(open()); }
};

/// The host of wasi:cli/stderr.
struct Stderr {
  std::function<std::shared_ptr<io::Sink>()> open = [] { return std::make_shared<io::NullSink>(); };

  Own<io::OutputStream> get_stderr() { return make_own<io::OutputStream>(open()); }
};

}  // namespace witc::wasi::cli
