#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "wasi/bindings/http.hpp"
#include "witc/abi/types.hpp"

namespace witc::abi {

template <>
struct Variant<wasi::http::Method> {
  static constexpr std::array<std::string_view, 10> names{"get",     "head",    "post",  "put",   "delete",
                                                          "connect", "options", "trace", "patch", "other"};
};

template <>
struct Variant<wasi::http::Scheme> {
  static constexpr std::array<std::string_view, 3> names{"HTTP", "HTTPS", "other"};
};

template <>
struct Record<wasi::http::DnsErrorPayload> {
  using T = wasi::http::DnsErrorPayload;
  static constexpr auto fields = std::make_tuple(field("rcode", &T::rcode), field("info-code", &T::info_code));
};

template <>
struct Record<wasi::http::TlsAlertReceivedPayload> {
  using T = wasi::http::TlsAlertReceivedPayload;
  static constexpr auto fields =
      std::make_tuple(field("alert-id", &T::alert_id), field("alert-message", &T::alert_message));
};

template <>
struct Record<wasi::http::FieldSizePayload> {
  using T = wasi::http::FieldSizePayload;
  static constexpr auto fields =
      std::make_tuple(field("field-name", &T::field_name), field("field-size", &T::field_size));
};

template <>
struct Variant<wasi::http::ErrorCode> {
  // clang-format off
  static constexpr std::array<std::string_view, 39> names{
      "DNS-timeout", "DNS-error", "destination-not-found", "destination-unavailable",
      "destination-IP-prohibited", "destination-IP-unroutable", "connection-refused", "connection-terminated",
      "connection-timeout", "connection-read-timeout", "connection-write-timeout", "connection-limit-reached",
      "TLS-protocol-error", "TLS-certificate-error", "TLS-alert-received", "HTTP-request-denied",
      "HTTP-request-length-required", "HTTP-request-body-size", "HTTP-request-method-invalid",
      "HTTP-request-URI-invalid", "HTTP-request-URI-too-long", "HTTP-request-header-section-size",
      "HTTP-request-header-size", "HTTP-request-trailer-section-size", "HTTP-request-trailer-size",
      "HTTP-response-incomplete", "HTTP-response-header-section-size", "HTTP-response-header-size",
      "HTTP-response-body-size", "HTTP-response-trailer-section-size", "HTTP-response-trailer-size",
      "HTTP-response-transfer-coding", "HTTP-response-content-coding", "HTTP-response-timeout",
      "HTTP-upgrade-failed", "HTTP-protocol-error", "loop-detected", "configuration-error", "internal-error"};
  // clang-format on
};

template <>
struct Variant<wasi::http::HeaderError> {
  static constexpr std::array<std::string_view, 3> names{"invalid-syntax", "forbidden", "immutable"};
};

}  // namespace witc::abi
