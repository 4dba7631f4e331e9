#include "component/text/value_types.hpp"

#include <algorithm>
#include <iterator>

namespace witc::component::text {

namespace {

constexpr PrimitiveType primitives[] = {
    {0x7f, "bool"},
    {0x7e, "s8"},
    {0x7d, "u8"},
    {0x7c, "s16"},
    {0x7b, "u16"},
    {0x7a, "s32"},
    {0x79, "u32"},
    {0x78, "s64"},
    {0x77, "u64"},
    {0x76, "f32"},
    {0x75, "f64"},
    {0x74, "char"},
    {0x73, "string"},
    {0x64, "error-context"},
    // As they were once called; still read, as by wasm-tools.
    {0x76, "float32"},
    {0x75, "float64"},
};

constexpr CompoundType compounds[] = {
    {0x72, "record", 'f'}, {0x71, "variant", 'c'},
    {0x70, "list", 't'},   {0x6f, "tuple", 'u'},
    {0x6e, "flags", 'n'},  {0x6d, "enum", 'n'},
    {0x6b, "option", 't'}, {0x6a, "result", 'r'},
    {0x69, "own", 'i'},    {0x68, "borrow", 'i'},
    {0x66, "stream", 'o'}, {0x65, "future", 'o'},
    {0x63, "map", 'p'},    {code_fixed_length_list, "list", 'l'},
};

template <class Rows, class Key, class Member>
auto find(const Rows& rows, const Key& key, Member member) {
  const auto it = std::ranges::find(rows, key, member);
  return it == std::end(rows) ? nullptr : &*it;
}

}  // namespace

const PrimitiveType* find_primitive(std::string_view keyword) {
  return find(primitives, keyword, &PrimitiveType::keyword);
}
const PrimitiveType* find_primitive(std::uint8_t code) { return find(primitives, code, &PrimitiveType::code); }
const CompoundType* find_compound(std::string_view keyword) { return find(compounds, keyword, &CompoundType::keyword); }
const CompoundType* find_compound(std::uint8_t code) { return find(compounds, code, &CompoundType::code); }

}  // namespace witc::component::text
