#include <algorithm>
#include <utility>

#include "wasi/http/types.hpp"

namespace witc::wasi::http {

namespace {

Own<Fields> immutable_fields(const std::shared_ptr<FieldList>& list) {
  return make_own<Fields>(Fields::immutable(list));
}

std::unexpected<std::monostate> refuse() { return std::unexpected(std::monostate()); }

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 3986 section 3.3 and 3.4, as loosely as servers take it: visible ASCII without a fragment.
bool is_path_with_query(std::string_view text) {
  if (!text.empty() && text != "*" && text.front() != '/' && text.front() != '?') return false;
  return std::ranges::all_of(text, [](char c) { return is_visible(c) && c != '#'; });
}

/// RFC 3986 section 3.1.
bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

/// RFC 3986 section 3.2.
bool is_authority(std::string_view text) {
  constexpr std::string_view symbols = "-._~!$&'()*+,;=:@[]%";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_alpha(c) || is_digit(c) || symbols.find(c) != std::string_view::npos;
  });
}

/// The body of a message, the first time.
template <class Message>
Types::Success<Own<OutgoingBody>> take_body(Message& message, Direction direction) {
  if (std::exchange(message.body_taken, true)) return refuse();
  message.body->content_length = message.headers->content_length();
  return make_own<OutgoingBody>(message.body, direction);
}

ErrorCode wrong_size(Direction direction, std::uint64_t size) {
  if (direction == Direction::request) return ErrorCode::of<ErrorCode::http_request_body_size>(size);
  return ErrorCode::of<ErrorCode::http_response_body_size>(size);
}

Types::Success<> set_option(std::optional<clocks::Duration>& option, std::optional<clocks::Duration> duration) {
  option = duration;
  return {};
}

}  // namespace

Own<OutgoingRequest> Types::new_outgoing_request(Own<Fields> headers) {
  auto request = make_own<OutgoingRequest>();
  request->headers = headers->list();
  return request;
}

Types::Success<Own<OutgoingBody>> Types::body(OutgoingRequest& self) { return take_body(self, Direction::request); }

Method Types::method(OutgoingRequest& self) { return self.method; }

Types::Success<> Types::set_method(OutgoingRequest& self, Method method) {
  const auto* other = std::get_if<Method::Other>(&method.value);
  if (other != nullptr && !is_token(*other)) return refuse();
  self.method = std::move(method);
  return {};
}

std::optional<std::string> Types::path_with_query(OutgoingRequest& self) { return self.path_with_query; }

Types::Success<> Types::set_path_with_query(OutgoingRequest& self, std::optional<std::string> path_with_query) {
  if (path_with_query && !is_path_with_query(*path_with_query)) return refuse();
  self.path_with_query = std::move(path_with_query);
  return {};
}

std::optional<Scheme> Types::scheme(OutgoingRequest& self) { return self.scheme; }

Types::Success<> Types::set_scheme(OutgoingRequest& self, std::optional<Scheme> scheme) {
  const auto* other = scheme ? std::get_if<Scheme::Other>(&scheme->value) : nullptr;
  if (other != nullptr && !is_scheme(*other)) return refuse();
  self.scheme = std::move(scheme);
  return {};
}

std::optional<std::string> Types::authority(OutgoingRequest& self) { return self.authority; }

Types::Success<> Types::set_authority(OutgoingRequest& self, std::optional<std::string> authority) {
  if (authority && !is_authority(*authority)) return refuse();
  self.authority = std::move(authority);
  return {};
}

Own<Fields> Types::headers(OutgoingRequest& self) { return immutable_fields(self.headers); }

Own<RequestOptions> Types::new_request_options() { return make_own<RequestOptions>(); }

std::optional<clocks::Duration> Types::connect_timeout(RequestOptions& self) { return self.connect_timeout; }

Types::Success<> Types::set_connect_timeout(RequestOptions& self, std::optional<clocks::Duration> duration) {
  return set_option(self.connect_timeout, duration);
}

std::optional<clocks::Duration> Types::first_byte_timeout(RequestOptions& self) { return self.first_byte_timeout; }

Types::Success<> Types::set_first_byte_timeout(RequestOptions& self, std::optional<clocks::Duration> duration) {
  return set_option(self.first_byte_timeout, duration);
}

std::optional<clocks::Duration> Types::between_bytes_timeout(RequestOptions& self) {
  return self.between_bytes_timeout;
}

Types::Success<> Types::set_between_bytes_timeout(RequestOptions& self, std::optional<clocks::Duration> duration) {
  return set_option(self.between_bytes_timeout, duration);
}

void Types::set(Own<ResponseOutparam> param, std::expected<Own<OutgoingResponse>, ErrorCode> response) {
  if (!param->set) return;
  if (!response) {
    param->set(std::unexpected(std::move(response).error()));
    return;
  }
  OutgoingResponse& message = **response;
  param->set(Response{.status = message.status, .headers = message.headers, .body = message.body});
}

Own<OutgoingResponse> Types::new_outgoing_response(Own<Fields> headers) {
  auto response = make_own<OutgoingResponse>();
  response->headers = headers->list();
  return response;
}

StatusCode Types::status_code(OutgoingResponse& self) { return self.status; }

Types::Success<> Types::set_status_code(OutgoingResponse& self, StatusCode status_code) {
  if (status_code < 100 || status_code > 999) return refuse();
  self.status = status_code;
  return {};
}

Own<Fields> Types::headers(OutgoingResponse& self) { return immutable_fields(self.headers); }

Types::Success<Own<OutgoingBody>> Types::body(OutgoingResponse& self) { return take_body(self, Direction::response); }

Types::Success<Own<io::OutputStream>> Types::write(OutgoingBody& self) {
  auto sink = self.take_sink();
  if (!sink) return refuse();
  return make_own<io::OutputStream>(std::move(sink));
}

Outcome<std::expected<void, ErrorCode>> Types::finish(Own<OutgoingBody> self, std::optional<Own<Fields>> trailers) {
  if (self->has_open_stream()) {
    return std::unexpected(
        Trap(TrapCode::host_error, "wasi:http/types.outgoing-body.finish: the body's stream is still open"));
  }
  BodyContents& contents = self->contents();
  const std::uint64_t size = contents.bytes.size();
  if (contents.content_length && *contents.content_length != size)
    return std::expected<void, ErrorCode>(std::unexpected(wrong_size(self->direction(), size)));
  if (trailers) contents.trailers = (*trailers)->list();
  contents.finished = true;
  return std::expected<void, ErrorCode>();
}

std::expected<Own<FutureIncomingResponse>, ErrorCode> OutgoingHandler::handle(Own<OutgoingRequest>,
                                                                              std::optional<Own<RequestOptions>>) {
  return std::unexpected(ErrorCode::of<ErrorCode::http_request_denied>());
}

}  // namespace witc::wasi::http
