#include <utility>

#include "wasi/http/types.hpp"

namespace witc::wasi::http {

namespace {

Own<Fields> immutable_fields(const std::shared_ptr<FieldList>& list) {
  return make_own<Fields>(Fields::immutable(list));
}

Own<io::Pollable> always_ready() { return make_own<io::Pollable>(std::make_shared<io::ReadyEvent>()); }

Types::Success<Own<IncomingBody>> consume_once(std::optional<IncomingBody>& body) {
  if (!body) return std::unexpected(std::monostate());
  auto taken = make_own<IncomingBody>(std::move(*body));
  body.reset();
  return taken;
}

std::expected<Own<IncomingResponse>, ErrorCode> owned(std::expected<IncomingResponse, ErrorCode> response) {
  if (!response) return std::unexpected(std::move(response).error());
  return make_own<IncomingResponse>(std::move(*response));
}

}  // namespace

std::optional<ErrorCode> Types::http_error_code(io::Error&) { return std::nullopt; }  // bodies are in memory

Method Types::method(IncomingRequest& self) { return self.method; }
std::optional<std::string> Types::path_with_query(IncomingRequest& self) { return self.path_with_query; }
std::optional<Scheme> Types::scheme(IncomingRequest& self) { return self.scheme; }
std::optional<std::string> Types::authority(IncomingRequest& self) { return self.authority; }
Own<Fields> Types::headers(IncomingRequest& self) { return immutable_fields(self.headers); }
Types::Success<Own<IncomingBody>> Types::consume(IncomingRequest& self) { return consume_once(self.body); }

StatusCode Types::status(IncomingResponse& self) { return self.status; }
Own<Fields> Types::headers(IncomingResponse& self) { return immutable_fields(self.headers); }
Types::Success<Own<IncomingBody>> Types::consume(IncomingResponse& self) { return consume_once(self.body); }

Types::Success<Own<io::InputStream>> Types::stream(IncomingBody& self) {
  auto source = self.take_source();
  if (!source) return std::unexpected(std::monostate());
  return make_own<io::InputStream>(std::move(source));
}

Outcome<Own<FutureTrailers>> Types::finish(Own<IncomingBody> self) {
  if (self->has_open_stream()) {
    return std::unexpected(
        Trap(TrapCode::host_error, "wasi:http/types.incoming-body.finish: the body's stream is still open"));
  }
  return make_own<FutureTrailers>(FutureTrailers{.trailers = self->trailers()});
}

Own<io::Pollable> Types::subscribe(FutureTrailers&) { return always_ready(); }

std::optional<Types::TrailersResult> Types::get(FutureTrailers& self) {
  if (std::exchange(self.taken, true)) return TrailersResult(std::unexpected(std::monostate()));
  std::expected<std::optional<Own<Fields>>, ErrorCode> trailers;
  if (self.trailers) *trailers = immutable_fields(self.trailers);
  return TrailersResult(std::move(trailers));
}

Own<io::Pollable> Types::subscribe(FutureIncomingResponse&) { return always_ready(); }

std::optional<Types::ResponseResult> Types::get(FutureIncomingResponse& self) {
  if (!self.response) return ResponseResult(std::unexpected(std::monostate()));
  ResponseResult result = owned(std::move(*self.response));
  self.response.reset();
  return result;
}

}  // namespace witc::wasi::http
