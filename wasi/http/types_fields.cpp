#include <algorithm>
#include <string>

#include "wasi/http/types.hpp"

namespace witc::wasi::http {

namespace {

using Checked = std::expected<void, HeaderError>;
using Created = std::expected<Own<Fields>, HeaderError>;

template <class Reason>
std::unexpected<HeaderError> fail() {
  return std::unexpected(HeaderError{Reason{}});
}

Checked check_name(std::string_view name) {
  if (!is_token(name)) return fail<HeaderError::InvalidSyntax>();
  return {};
}

Checked check_field(std::string_view name, std::span<const std::byte> value) {
  if (!is_token(name) || !is_field_value(value)) return fail<HeaderError::InvalidSyntax>();
  if (is_forbidden(name)) return fail<HeaderError::Forbidden>();
  return {};
}

Checked check_mutable(const Fields& fields) {
  if (fields.is_immutable()) return fail<HeaderError::Immutable>();
  return {};
}

std::unexpected<Trap> too_large() {
  return std::unexpected(
      Trap(TrapCode::limit_exceeded,
           "wasi:http/types.fields: more than " + std::to_string(FieldList::max_size) + " bytes in one list"));
}

}  // namespace

Own<Fields> Types::new_fields() { return make_own<Fields>(); }

Types::HeaderResult<Own<Fields>> Types::from_list(std::span<const Entry> entries) {
  auto fields = make_own<Fields>();
  for (const auto& [name, value] : entries) {
    if (auto checked = check_field(name, value); !checked) return Created(std::unexpected(checked.error()));
    if (!fields->list()->append(name, value)) return too_large();
  }
  return Created(std::move(fields));
}

std::vector<FieldValue> Types::get(Fields& self, std::string_view name) { return self.list()->get(name); }

bool Types::has(Fields& self, std::string_view name) { return self.list()->has(name); }

Types::HeaderResult<> Types::set(Fields& self, std::string_view name, std::span<const FieldValue> value) {
  if (auto checked = check_mutable(self); !checked) return checked;
  if (auto checked = check_field(name, {}); !checked) return checked;
  for (const auto& one : value)
    if (auto checked = check_field(name, one); !checked) return checked;
  self.list()->remove(name);
  for (const auto& one : value)
    if (!self.list()->append(name, one)) return too_large();
  return Checked();
}

std::expected<void, HeaderError> Types::delete_(Fields& self, std::string_view name) {
  if (auto checked = check_mutable(self); !checked) return checked;
  if (auto checked = check_name(name); !checked) return checked;
  if (is_forbidden(name)) return fail<HeaderError::Forbidden>();
  self.list()->remove(name);
  return {};
}

Types::HeaderResult<> Types::append(Fields& self, std::string_view name, std::span<const std::byte> value) {
  if (auto checked = check_mutable(self); !checked) return checked;
  if (auto checked = check_field(name, value); !checked) return checked;
  if (!self.list()->append(name, value)) return too_large();
  return Checked();
}

std::vector<Types::Entry> Types::entries(Fields& self) {
  std::vector<Entry> entries;
  for (const auto& field : self.list()->all()) entries.emplace_back(field.name, field.value);
  return entries;
}

Own<Fields> Types::clone(Fields& self) {
  auto copy = make_own<Fields>();
  *copy->list() = *self.list();
  return copy;
}

}  // namespace witc::wasi::http
