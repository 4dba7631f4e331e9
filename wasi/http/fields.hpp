#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace witc::wasi::http {

using FieldValue = std::vector<std::byte>;

/// Names with values in the order in which they will be sent. Names are compared without regard to case.
class FieldList {
 public:
  struct Field {
    std::string name;
    FieldValue value;
  };

  /// The host keeps these bytes on the guest's behalf, so there is a limit to all of one list.
  static constexpr std::size_t max_size = std::size_t{1} << 17;

  const std::vector<Field>& all() const { return fields_; }
  std::vector<FieldValue> get(std::string_view name) const;
  bool has(std::string_view name) const;
  void remove(std::string_view name);
  /// False, and nothing changes, when the list would become too large.
  [[nodiscard]] bool append(std::string_view name, std::span<const std::byte> value);
  /// The value of Content-Length where that is one number; a body must then be exactly as long.
  std::optional<std::uint64_t> content_length() const;

 private:
  std::vector<Field> fields_;
  std::size_t size_ = 0;
};

/// RFC 9110 section 5.6.2: token.
bool is_token(std::string_view text);
/// RFC 9110 section 5.5: visible characters, spaces, tabs and obs-text.
bool is_field_value(std::span<const std::byte> value);
/// Fields that the protocol's own layer owns: a guest may not set them.
bool is_forbidden(std::string_view name);

/// The resource wasi:http/types.fields. Requests and responses share their list with the immutable fields they give
/// away.
class Fields {
 public:
  Fields() : list_(std::make_shared<FieldList>()) {}
  static Fields immutable(std::shared_ptr<FieldList> list) { return Fields(std::move(list)); }

  bool is_immutable() const { return immutable_; }
  const std::shared_ptr<FieldList>& list() const { return list_; }

 private:
  explicit Fields(std::shared_ptr<FieldList> list) : list_(std::move(list)), immutable_(true) {}

  std::shared_ptr<FieldList> list_;
  bool immutable_ = false;
};

}  // namespace witc::wasi::http
