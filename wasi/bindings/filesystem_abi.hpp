#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "wasi/bindings/clocks_abi.hpp"
#include "wasi/bindings/filesystem.hpp"
#include "wasi/bindings/io_abi.hpp"
#include "witc/abi/types.hpp"

namespace witc::abi {

template <>
struct Enum<wasi::filesystem::DescriptorType> {
  static constexpr std::array<std::string_view, 8> names{"unknown", "block-device",  "character-device", "directory",
                                                         "fifo",    "symbolic-link", "regular-file",     "socket"};
};

template <>
struct Flags<wasi::filesystem::DescriptorFlags> {
  static constexpr std::array<std::string_view, 6> names{
      "read", "write", "file-integrity-sync", "data-integrity-sync", "requested-write-sync", "mutate-directory"};
};

template <>
struct Flags<wasi::filesystem::PathFlags> {
  static constexpr std::array<std::string_view, 1> names{"symlink-follow"};
};

template <>
struct Flags<wasi::filesystem::OpenFlags> {
  static constexpr std::array<std::string_view, 4> names{"create", "directory", "exclusive", "truncate"};
};

template <>
struct Record<wasi::filesystem::DescriptorStat> {
  using T = wasi::filesystem::DescriptorStat;
  static constexpr auto fields =
      std::make_tuple(field("type", &T::type), field("link-count", &T::link_count), field("size", &T::size),
                      field("data-access-timestamp", &T::data_access_timestamp),
                      field("data-modification-timestamp", &T::data_modification_timestamp),
                      field("status-change-timestamp", &T::status_change_timestamp));
};

template <>
struct Variant<wasi::filesystem::NewTimestamp> {
  static constexpr std::array<std::string_view, 3> names{"no-change", "now", "timestamp"};
};

template <>
struct Record<wasi::filesystem::DirectoryEntry> {
  using T = wasi::filesystem::DirectoryEntry;
  static constexpr auto fields = std::make_tuple(field("type", &T::type), field("name", &T::name));
};

template <>
struct Enum<wasi::filesystem::ErrorCode> {
  // clang-format off
  static constexpr std::array<std::string_view, 37> names{
      "access", "would-block", "already", "bad-descriptor", "busy", "deadlock", "quota", "exist",
      "file-too-large", "illegal-byte-sequence", "in-progress", "interrupted", "invalid", "io", "is-directory",
      "loop", "too-many-links", "message-size", "name-too-long", "no-device", "no-entry", "no-lock",
      "insufficient-memory", "insufficient-space", "not-directory", "not-empty", "not-recoverable",
      "unsupported", "no-tty", "no-such-device", "overflow", "not-permitted", "pipe", "read-only",
      "invalid-seek", "text-file-busy", "cross-device"};
  // clang-format on
};

template <>
struct Enum<wasi::filesystem::Advice> {
  static constexpr std::array<std::string_view, 6> names{"normal",    "sequential", "random",
                                                         "will-need", "dont-need",  "no-reuse"};
};

template <>
struct Record<wasi::filesystem::MetadataHashValue> {
  using T = wasi::filesystem::MetadataHashValue;
  static constexpr auto fields = std::make_tuple(field("lower", &T::lower), field("upper", &T::upper));
};

}  // namespace witc::abi
