#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/io_abi.hpp"

namespace witc::wasi::bindings {

void add_io(LinkerBase& linker, const ContextOf& context_of) {
  using io::InputStream;
  using io::OutputStream;
  using io::Streams;

  Interface(linker, "wasi:io/error@0.2.12", context_of, &Hosts::error)
      .resource<io::Error>("error")
      .func("[method]error.to-debug-string", &io::Errors::to_debug_string);
  Interface(linker, "wasi:io/poll@0.2.12", context_of, &Hosts::poll)
      .resource<io::Pollable>("pollable")
      .func("[method]pollable.ready", &io::Poll::ready)
      .func("[method]pollable.block", &io::Poll::block)
      .func("poll", &io::Poll::poll);
  Interface(linker, "wasi:io/streams@0.2.12", context_of, &Hosts::streams)
      .resource<InputStream>("input-stream")
      .resource<OutputStream>("output-stream")
      .func("[method]input-stream.read", &Streams::read)
      .func("[method]input-stream.blocking-read", &Streams::blocking_read)
      .func("[method]input-stream.skip", &Streams::skip)
      .func("[method]input-stream.blocking-skip", &Streams::blocking_skip)
      .overload<InputStream&>("[method]input-stream.subscribe", &Streams::subscribe)
      .func("[method]output-stream.check-write", &Streams::check_write)
      .func("[method]output-stream.write", &Streams::write)
      .func("[method]output-stream.blocking-write-and-flush", &Streams::blocking_write_and_flush)
      .func("[method]output-stream.flush", &Streams::flush)
      .func("[method]output-stream.blocking-flush", &Streams::blocking_flush)
      .overload<OutputStream&>("[method]output-stream.subscribe", &Streams::subscribe)
      .func("[method]output-stream.write-zeroes", &Streams::write_zeroes)
      .func("[method]output-stream.blocking-write-zeroes-and-flush", &Streams::blocking_write_zeroes_and_flush)
      .func("[method]output-stream.splice", &Streams::splice)
      .func("[method]output-stream.blocking-splice", &Streams::blocking_splice);
}

}  // namespace witc::wasi::bindings
