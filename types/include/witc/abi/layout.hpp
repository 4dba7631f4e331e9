#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The constants and arithmetic of the Canonical ABI (CanonicalABI.md: Alignment, Element Size, Flattening), computed in
// this one place: over C++ types at compile time, over the type arena at run time, and by generated code in static
// assertions. Pointers are 32-bit.

namespace witc::abi {

inline constexpr std::size_t max_flat_params = 16;
inline constexpr std::size_t max_flat_results = 1;
/// Bytes of a string or list in memory.
inline constexpr std::uint32_t max_string_byte_length = (1u << 28) - 1;
inline constexpr std::uint32_t max_list_byte_length = (1u << 28) - 1;
/// Of a latin1+utf16 string's length: the rest counts UTF-16 code units.
inline constexpr std::uint32_t utf16_tag = 1u << 31;
inline constexpr std::size_t max_flags = 32;

constexpr std::uint64_t align_to(std::uint64_t offset, std::uint64_t alignment) {
  return (offset + alignment - 1) & ~(alignment - 1);
}

/// Bytes of a variant's discriminant.
constexpr std::uint32_t discriminant_size(std::size_t cases) { return cases <= 0x100 ? 1 : cases <= 0x1'0000 ? 2 : 4; }
/// Bytes of a flags value.
constexpr std::uint32_t flags_size(std::size_t labels) { return labels <= 8 ? 1 : labels <= 16 ? 2 : 4; }

struct Layout {
  std::uint64_t size = 0;
  std::uint32_t align = 1;
  constexpr bool operator==(const Layout&) const = default;
};

/// Places fields one after the other.
class RecordLayout {
 public:
  /// The offset of the next field.
  constexpr std::uint64_t add(Layout field) {
    const std::uint64_t offset = align_to(layout_.size, field.align);
    layout_.size = offset + field.size;
    if (field.align > layout_.align) layout_.align = field.align;
    return offset;
  }
  constexpr Layout finish() const { return {align_to(layout_.size, layout_.align), layout_.align}; }

 private:
  Layout layout_;
};

/// A variant: a discriminant, then the payloads at one offset.
class VariantLayout {
 public:
  explicit constexpr VariantLayout(std::size_t cases) : discriminant_(discriminant_size(cases)) {}
  constexpr void add(Layout payload) {
    if (payload.size > size_) size_ = payload.size;
    if (payload.align > align_) align_ = payload.align;
  }
  constexpr std::uint32_t discriminant() const { return discriminant_; }
  constexpr std::uint64_t payload_offset() const { return align_to(discriminant_, align_); }
  constexpr Layout finish() const {
    const std::uint32_t align = align_ > discriminant_ ? align_ : discriminant_;
    return {align_to(payload_offset() + size_, align), align};
  }

 private:
  std::uint32_t discriminant_;
  std::uint64_t size_ = 0;
  std::uint32_t align_ = 1;
};

enum class FlatType : std::uint8_t { i32, i64, f32, f64 };

/// CanonicalABI.md: join.
constexpr FlatType join(FlatType a, FlatType b) {
  if (a == b) return a;
  if ((a == FlatType::i32 && b == FlatType::f32) || (a == FlatType::f32 && b == FlatType::i32)) return FlatType::i32;
  return FlatType::i64;
}

/// The flattening of a type. Beyond max_flat_params only the fact that it is longer is kept: values go through memory
/// then.
class FlatTypes {
 public:
  static constexpr std::size_t capacity = max_flat_params + 1;

  constexpr FlatTypes() = default;
  constexpr FlatTypes(FlatType type) { push(type); }
  constexpr void push(FlatType type) {
    if (count_ < capacity) types_[count_++] = type;
  }
  constexpr void append(const FlatTypes& other) {
    for (std::size_t i = 0; i < other.count_; ++i) push(other.types_[i]);
  }
  /// Another case of a variant; its flattening begins where the other cases' do.
  constexpr void join_at(std::size_t start, const FlatTypes& other) {
    for (std::size_t i = 0; i < other.count_; ++i) {
      if (start + i < count_)
        types_[start + i] = join(types_[start + i], other.types_[i]);
      else
        push(other.types_[i]);
    }
  }
  constexpr std::size_t size() const { return count_; }
  constexpr bool fits(std::size_t limit) const { return count_ <= limit; }
  constexpr FlatType operator[](std::size_t i) const { return types_[i]; }

 private:
  std::array<FlatType, capacity> types_{};
  std::size_t count_ = 0;
};

}  // namespace witc::abi
