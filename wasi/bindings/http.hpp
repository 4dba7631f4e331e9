#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

/// The types of wasi:http@0.2.12, in the order of the WIT. The alternatives of a variant are its cases in order.
namespace witc::wasi::http {

struct Method {
  struct Get {};
  struct Head {};
  struct Post {};
  struct Put {};
  struct Delete {};
  struct Connect {};
  struct Options {};
  struct Trace {};
  struct Patch {};
  using Other = std::string;
  std::variant<Get, Head, Post, Put, Delete, Connect, Options, Trace, Patch, Other> value;
};

struct Scheme {
  struct Http {};
  struct Https {};
  using Other = std::string;
  std::variant<Http, Https, Other> value;
};

struct DnsErrorPayload {
  std::optional<std::string> rcode;
  std::optional<std::uint16_t> info_code;
};

struct TlsAlertReceivedPayload {
  std::optional<std::uint8_t> alert_id;
  std::optional<std::string> alert_message;
};

struct FieldSizePayload {
  std::optional<std::string> field_name;
  std::optional<std::uint32_t> field_size;
};

/// Several cases have payloads of one type, so they are told apart by index:
/// `std::get<ErrorCode::http_request_body_size>(code.value)`.
struct ErrorCode {
  enum Case : std::size_t {
    dns_timeout,
    dns_error,
    destination_not_found,
    destination_unavailable,
    destination_ip_prohibited,
    destination_ip_unroutable,
    connection_refused,
    connection_terminated,
    connection_timeout,
    connection_read_timeout,
    connection_write_timeout,
    connection_limit_reached,
    tls_protocol_error,
    tls_certificate_error,
    tls_alert_received,
    http_request_denied,
    http_request_length_required,
    http_request_body_size,
    http_request_method_invalid,
    http_request_uri_invalid,
    http_request_uri_too_long,
    http_request_header_section_size,
    http_request_header_size,
    http_request_trailer_section_size,
    http_request_trailer_size,
    http_response_incomplete,
    http_response_header_section_size,
    http_response_header_size,
    http_response_body_size,
    http_response_trailer_section_size,
    http_response_trailer_size,
    http_response_transfer_coding,
    http_response_content_coding,
    http_response_timeout,
    http_upgrade_failed,
    http_protocol_error,
    loop_detected,
    configuration_error,
    internal_error,
  };
  std::variant<std::monostate, DnsErrorPayload, std::monostate, std::monostate, std::monostate, std::monostate,
               std::monostate, std::monostate, std::monostate, std::monostate, std::monostate, std::monostate,
               std::monostate, std::monostate, TlsAlertReceivedPayload, std::monostate, std::monostate,
               std::optional<std::uint64_t>, std::monostate, std::monostate, std::monostate,
               std::optional<std::uint32_t>, std::optional<FieldSizePayload>, std::optional<std::uint32_t>,
               FieldSizePayload, std::monostate, std::optional<std::uint32_t>, FieldSizePayload,
               std::optional<std::uint64_t>, std::optional<std::uint32_t>, FieldSizePayload, std::optional<std::string>,
               std::optional<std::string>, std::monostate, std::monostate, std::monostate, std::monostate,
               std::monostate, std::optional<std::string>>
      value;

  template <Case C, class... Payload>
  static ErrorCode of(Payload&&... payload) {
    ErrorCode code;
    code.value.emplace<C>(std::forward<Payload>(payload)...);
    return code;
  }
  bool is(Case c) const { return value.index() == c; }
};

struct HeaderError {
  struct InvalidSyntax {};
  struct Forbidden {};
  struct Immutable {};
  std::variant<InvalidSyntax, Forbidden, Immutable> value;
};

using StatusCode = std::uint16_t;

}  // namespace witc::wasi::http
