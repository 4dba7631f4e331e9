#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "wasi/http/fields.hpp"
#include "wasi/io/memory_streams.hpp"
#include "wasi/io/streams.hpp"

namespace witc::wasi::http {

/// A body that a guest writes, in memory.
struct BodyContents {
  /// More than this is refused with an error of the stream.
  static constexpr std::size_t max_size = std::size_t{16} << 20;

  std::string bytes;
  std::optional<std::uint64_t> content_length;  ///< what the headers promise
  std::shared_ptr<const FieldList> trailers;
  bool finished = false;  ///< by outgoing-body.finish; otherwise the body is incomplete
};

/// Whether the contents belong to a request or a response: their errors differ.
enum class Direction : bool { request, response };

/// The resource wasi:http/types.outgoing-body.
class OutgoingBody {
 public:
  OutgoingBody(std::shared_ptr<BodyContents> contents, Direction direction)
      : contents_(std::move(contents)), direction_(direction) {}

  /// The sink of the body's one stream, the first time; nothing afterwards.
  std::shared_ptr<io::Sink> take_sink();
  /// Whether that stream, or a pollable of it, still exists.
  bool has_open_stream() const { return !sink_.expired(); }
  BodyContents& contents() const { return *contents_; }
  Direction direction() const { return direction_; }

 private:
  std::shared_ptr<BodyContents> contents_;
  Direction direction_;
  bool taken_ = false;
  std::weak_ptr<io::Sink> sink_;
};

/// The resource wasi:http/types.incoming-body, from memory.
class IncomingBody {
 public:
  explicit IncomingBody(std::string bytes, std::shared_ptr<FieldList> trailers = nullptr)
      : buffer_(std::make_shared<io::InputBuffer>(io::InputBuffer{.bytes = std::move(bytes)})),
        trailers_(std::move(trailers)) {}

  std::shared_ptr<io::Source> take_source();
  bool has_open_stream() const { return !source_.expired(); }
  const std::shared_ptr<FieldList>& trailers() const { return trailers_; }

 private:
  std::shared_ptr<io::InputBuffer> buffer_;
  std::shared_ptr<FieldList> trailers_;
  bool taken_ = false;
  std::weak_ptr<io::Source> source_;
};

}  // namespace witc::wasi::http
