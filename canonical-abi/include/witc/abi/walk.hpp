#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "witc/abi/context.hpp"
#include "witc/abi/layout.hpp"
#include "witc/abi/strings.hpp"

// The lift/lower walk (CanonicalABI.md: Loading, Storing, Flat Lifting, Flat Lowering), written once over *nodes*. A
// node stands for a despecialised type and says how a value of it is read and made; its kind selects the rule here.
// Nodes of the typed policy (typed.hpp) are empty and everything inlines; nodes of the dynamic policy hold a type of
// the arena.
//
// A node N has `static constexpr Kind kind`, `using Value`, and by kind:
//   scalar   layout(), flat(); bool from_bits(cx, bits, Value&) const; std::uint64_t to_bits(value) const
//   string   bool assign(cx, std::string_view, Value&) const; std::string_view view(value) const
//   list     element(); count(value) const; bool fill(cx, Value&, count, f) const: makes that many elements and calls
//            f(element) for each in order while it gives true; bool each(value, f) const: calls f(const element&);
//            static constexpr bool raw: elements are stored as in guest memory, and copied by
//            bool load_raw(cx, bytes, count, Value&) const and void store_raw(cx, value, bytes) const
//   fixed_list   as list, and length() for count()
//   record   bool fields(cx, value, f) const: calls f(node, member) for each field in order while it gives true
//   variant  cases(), payload_offset() const; index(value) const; bool with_case(i, f) const: f(payload node or
//            NoPayload, place); auto& emplace(Value&, i, place), auto& payload(value, place) const;
//            bool charge_case(cx, i) const: the host memory of the case
//   own, borrow   key(); bool adopt(cx, rep, Value&) const; std::uint64_t release(value) const; where there may be
//   none,
//            bool is_empty(value) const
//
// Flat values are 64-bit slots that hold raw bits, so the conversions of variant `join` are the identity.

namespace witc::abi {

enum class Kind : std::uint8_t { scalar, string, list, fixed_list, record, variant, own, borrow, any };

struct NoPayload {};

/// Reads flat values in order.
class FlatReader {
 public:
  explicit FlatReader(std::span<const std::uint64_t> slots) : slots_(slots) {}
  std::uint64_t next() { return slots_[position_++]; }
  std::size_t position() const { return position_; }
  void position(std::size_t value) { position_ = value; }

 private:
  std::span<const std::uint64_t> slots_;
  std::size_t position_ = 0;
};

/// Writes flat values in order.
class FlatWriter {
 public:
  explicit FlatWriter(std::span<std::uint64_t> slots) : slots_(slots) {}
  void put(std::uint64_t bits) { slots_[position_++] = bits; }
  std::size_t position() const { return position_; }
  void fill_to(std::size_t end) {
    while (position_ < end) put(0);
  }

 private:
  std::span<std::uint64_t> slots_;
  std::size_t position_ = 0;
};

inline std::uint64_t load_bits(const std::byte* at, std::uint64_t size) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, at, size);
  return bits;
}
inline void store_bits(std::byte* at, std::uint64_t bits, std::uint64_t size) { std::memcpy(at, &bits, size); }

template <class N>
bool load(Context& cx, const N& node, std::uint32_t pointer, typename N::Value& out);
template <class N, class V>
bool store(Context& cx, const N& node, const V& value, std::uint32_t pointer);
template <class N>
bool lift_flat(Context& cx, const N& node, FlatReader& in, typename N::Value& out);
template <class N, class V>
bool lower_flat(Context& cx, const N& node, const V& value, FlatWriter& out);

/// load_list_from_valid_range.
template <class N>
bool load_elements(Context& cx, const N& node, std::uint64_t pointer, std::uint32_t count, typename N::Value& out) {
  if constexpr (N::raw) {
    return node.load_raw(cx, cx.memory_base + pointer, count, out);
  } else {
    const auto& element = node.element();
    const std::uint64_t size = element.layout().size;
    return node.fill(cx, out, count, [&](auto& item) {
      const auto place = static_cast<std::uint32_t>(pointer);
      pointer += size;
      return load(cx, element, place, item);
    });
  }
}

/// store_list_into_valid_range.
template <class N, class V>
bool store_elements(Context& cx, const N& node, const V& value, std::uint64_t pointer) {
  if constexpr (N::raw) {
    node.store_raw(cx, value, cx.memory_base + pointer);
    return true;
  } else {
    const auto& element = node.element();
    const std::uint64_t size = element.layout().size;
    return node.each(value, [&](const auto& item) {
      const auto place = static_cast<std::uint32_t>(pointer);
      pointer += size;
      return store(cx, element, item, place);
    });
  }
}

/// load_list_from_range.
template <class N>
bool load_list(Context& cx, const N& node, std::uint32_t pointer, std::uint32_t count, typename N::Value& out) {
  const Layout layout = node.element().layout();
  const std::uint64_t bytes = layout.size * count;
  if (bytes > max_list_byte_length) return cx.fail("list of " + std::to_string(bytes) + " bytes is too long");
  return cx.check_range(pointer, bytes, layout.align, "list") && load_elements(cx, node, pointer, count, out);
}

/// store_list_into_range.
template <class N, class V>
bool store_list(Context& cx, const N& node, const V& value, std::uint32_t& pointer, std::uint32_t& count) {
  const Layout layout = node.element().layout();
  const std::uint64_t items = node.count(value);
  if (items > max_list_byte_length || items * layout.size > max_list_byte_length)
    return cx.fail("list of " + std::to_string(items) + " elements is too long");
  count = static_cast<std::uint32_t>(items);
  return cx.allocate(layout.align, items * layout.size, pointer) && store_elements(cx, node, value, pointer);
}

template <class N>
bool lift_handle(Context& cx, const N& node, std::uint32_t handle, typename N::Value& out) {
  std::uint64_t rep = 0;
  const auto hook = N::kind == Kind::own ? cx.hooks->lift_own : cx.hooks->lift_borrow;
  return hook(cx, node.key(), handle, rep) && node.adopt(cx, rep, out);
}

template <class N, class V>
bool lower_handle(Context& cx, const N& node, const V& value, std::uint32_t& handle) {
  if constexpr (requires { node.is_empty(value); })
    if (node.is_empty(value)) return cx.fail("the host passed an empty handle to a resource");
  const auto hook = N::kind == Kind::own ? cx.hooks->lower_own : cx.hooks->lower_borrow;
  return hook(cx, node.key(), node.release(value), handle);
}

inline bool check_discriminant(Context& cx, std::uint64_t index, std::size_t cases) {
  return index < cases ||
         cx.fail("discriminant " + std::to_string(index) + " is out of range of " + std::to_string(cases) + " cases");
}

template <class N>
bool load_variant(Context& cx, const N& node, std::uint32_t pointer, typename N::Value& out) {
  const std::uint32_t size = discriminant_size(node.cases());
  const std::uint64_t index = load_bits(cx.memory_base + pointer, size);
  if (!check_discriminant(cx, index, node.cases()) || !node.charge_case(cx, index)) return false;
  const auto payload_at = static_cast<std::uint32_t>(pointer + node.payload_offset());
  return node.with_case(index, [&](const auto& payload, auto place) {
    auto& target = node.emplace(out, index, place);
    if constexpr (std::is_same_v<std::decay_t<decltype(payload)>, NoPayload>)
      return static_cast<void>(target), true;
    else
      return load(cx, payload, payload_at, target);
  });
}

template <class N, class V>
bool store_variant(Context& cx, const N& node, const V& value, std::uint32_t pointer) {
  const std::size_t index = node.index(value);
  if (index >= node.cases()) return cx.fail("the host passed a variant without value");
  store_bits(cx.memory_base + pointer, index, discriminant_size(node.cases()));
  const auto payload_at = static_cast<std::uint32_t>(pointer + node.payload_offset());
  return node.with_case(index, [&](const auto& payload, auto place) {
    if constexpr (std::is_same_v<std::decay_t<decltype(payload)>, NoPayload>)
      return true;
    else
      return store(cx, payload, node.payload(value, place), payload_at);
  });
}

template <class N>
bool lift_flat_variant(Context& cx, const N& node, FlatReader& in, typename N::Value& out) {
  const std::size_t end = in.position() + node.flat().size();
  const std::uint32_t index = static_cast<std::uint32_t>(in.next());
  if (!check_discriminant(cx, index, node.cases()) || !node.charge_case(cx, index)) return false;
  const bool lifted = node.with_case(index, [&](const auto& payload, auto place) {
    auto& target = node.emplace(out, index, place);
    if constexpr (std::is_same_v<std::decay_t<decltype(payload)>, NoPayload>)
      return static_cast<void>(target), true;
    else
      return lift_flat(cx, payload, in, target);
  });
  in.position(end);  // the slots of longer cases
  return lifted;
}

template <class N, class V>
bool lower_flat_variant(Context& cx, const N& node, const V& value, FlatWriter& out) {
  const std::size_t end = out.position() + node.flat().size();
  const std::size_t index = node.index(value);
  if (index >= node.cases()) return cx.fail("the host passed a variant without value");
  out.put(index);
  const bool lowered = node.with_case(index, [&](const auto& payload, auto place) {
    if constexpr (std::is_same_v<std::decay_t<decltype(payload)>, NoPayload>)
      return true;
    else
      return lower_flat(cx, payload, node.payload(value, place), out);
  });
  out.fill_to(end);
  return lowered;
}

/// CanonicalABI.md: load. `pointer` is aligned and in bounds: whoever computed it checked the whole.
template <class N>
bool load(Context& cx, const N& node, std::uint32_t pointer, typename N::Value& out) {
  const std::byte* at = cx.memory_base + pointer;
  if constexpr (N::kind == Kind::any) {
    return node.visit([&](const auto& actual) { return load(cx, actual, pointer, out); });
  } else if constexpr (N::kind == Kind::scalar) {
    return node.from_bits(cx, load_bits(at, node.layout().size), out);
  } else if constexpr (N::kind == Kind::string) {
    std::string_view text;
    return load_string(cx, static_cast<std::uint32_t>(load_bits(at, 4)),
                       static_cast<std::uint32_t>(load_bits(at + 4, 4)), text) &&
           node.assign(text, out);
  } else if constexpr (N::kind == Kind::list) {
    return load_list(cx, node, static_cast<std::uint32_t>(load_bits(at, 4)),
                     static_cast<std::uint32_t>(load_bits(at + 4, 4)), out);
  } else if constexpr (N::kind == Kind::fixed_list) {
    return load_elements(cx, node, pointer, node.length(), out);
  } else if constexpr (N::kind == Kind::record) {
    RecordLayout offsets;
    return node.fields(cx, out, [&](const auto& field, auto& member) {
      return load(cx, field, static_cast<std::uint32_t>(pointer + offsets.add(field.layout())), member);
    });
  } else if constexpr (N::kind == Kind::variant) {
    return load_variant(cx, node, pointer, out);
  } else {
    return lift_handle(cx, node, static_cast<std::uint32_t>(load_bits(at, 4)), out);
  }
}

/// CanonicalABI.md: store.
template <class N, class V>
bool store(Context& cx, const N& node, const V& value, std::uint32_t pointer) {
  // cx.memory_base is read after every nested store: a realloc may run in between (the base stays, the length grows).
  if constexpr (N::kind == Kind::any) {
    return node.visit([&](const auto& actual) { return store(cx, actual, value, pointer); });
  } else if constexpr (N::kind == Kind::scalar) {
    std::uint64_t bits = 0;
    if (!node.to_bits(cx, value, bits)) return false;
    store_bits(cx.memory_base + pointer, bits, node.layout().size);
    return true;
  } else if constexpr (N::kind == Kind::string || N::kind == Kind::list) {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
    if constexpr (N::kind == Kind::string) {
      if (!store_string(cx, node.view(value), begin, length)) return false;
    } else {
      if (!store_list(cx, node, value, begin, length)) return false;
    }
    store_bits(cx.memory_base + pointer, begin, 4);
    store_bits(cx.memory_base + pointer + 4, length, 4);
    return true;
  } else if constexpr (N::kind == Kind::fixed_list) {
    return store_elements(cx, node, value, pointer);
  } else if constexpr (N::kind == Kind::record) {
    RecordLayout offsets;
    return node.fields(cx, value, [&](const auto& field, const auto& member) {
      return store(cx, field, member, static_cast<std::uint32_t>(pointer + offsets.add(field.layout())));
    });
  } else if constexpr (N::kind == Kind::variant) {
    return store_variant(cx, node, value, pointer);
  } else {
    std::uint32_t handle = 0;
    if (!lower_handle(cx, node, value, handle)) return false;
    store_bits(cx.memory_base + pointer, handle, 4);
    return true;
  }
}

/// CanonicalABI.md: lift_flat.
template <class N>
bool lift_flat(Context& cx, const N& node, FlatReader& in, typename N::Value& out) {
  if constexpr (N::kind == Kind::any) {
    return node.visit([&](const auto& actual) { return lift_flat(cx, actual, in, out); });
  } else if constexpr (N::kind == Kind::scalar) {
    return node.from_bits(cx, in.next(), out);
  } else if constexpr (N::kind == Kind::string) {
    const auto pointer = static_cast<std::uint32_t>(in.next());
    const auto length = static_cast<std::uint32_t>(in.next());
    std::string_view text;
    return load_string(cx, pointer, length, text) && node.assign(text, out);
  } else if constexpr (N::kind == Kind::list) {
    const auto pointer = static_cast<std::uint32_t>(in.next());
    const auto length = static_cast<std::uint32_t>(in.next());
    return load_list(cx, node, pointer, length, out);
  } else if constexpr (N::kind == Kind::fixed_list) {
    const auto& element = node.element();
    return node.fill(cx, out, node.length(), [&](auto& item) { return lift_flat(cx, element, in, item); });
  } else if constexpr (N::kind == Kind::record) {
    return node.fields(cx, out, [&](const auto& field, auto& member) { return lift_flat(cx, field, in, member); });
  } else if constexpr (N::kind == Kind::variant) {
    return lift_flat_variant(cx, node, in, out);
  } else {
    return lift_handle(cx, node, static_cast<std::uint32_t>(in.next()), out);
  }
}

/// CanonicalABI.md: lower_flat.
template <class N, class V>
bool lower_flat(Context& cx, const N& node, const V& value, FlatWriter& out) {
  if constexpr (N::kind == Kind::any) {
    return node.visit([&](const auto& actual) { return lower_flat(cx, actual, value, out); });
  } else if constexpr (N::kind == Kind::scalar) {
    std::uint64_t bits = 0;
    if (!node.to_bits(cx, value, bits)) return false;
    out.put(bits);
    return true;
  } else if constexpr (N::kind == Kind::string || N::kind == Kind::list) {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
    if constexpr (N::kind == Kind::string) {
      if (!store_string(cx, node.view(value), begin, length)) return false;
    } else {
      if (!store_list(cx, node, value, begin, length)) return false;
    }
    out.put(begin);
    out.put(length);
    return true;
  } else if constexpr (N::kind == Kind::fixed_list) {
    const auto& element = node.element();
    return node.each(value, [&](const auto& item) { return lower_flat(cx, element, item, out); });
  } else if constexpr (N::kind == Kind::record) {
    return node.fields(cx, value,
                       [&](const auto& field, const auto& member) { return lower_flat(cx, field, member, out); });
  } else if constexpr (N::kind == Kind::variant) {
    return lower_flat_variant(cx, node, value, out);
  } else {
    std::uint32_t handle = 0;
    if (!lower_handle(cx, node, value, handle)) return false;
    out.put(handle);
    return true;
  }
}

}  // namespace witc::abi
