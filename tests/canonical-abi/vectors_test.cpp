// The dynamic policy against the specification's executable model: sizes, flattenings, what lowering stores and asks
// realloc for, and what lifting gives, also from damaged memory. vectors/make_vectors.py makes the vectors and says
// what their lines are; WIT and WAVE are read by witc's own parsers.

#include <gtest/gtest.h>

#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-abi/dynamic.hpp"
#include "tests/canonical-abi/fake_guest.hpp"
#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "types/layout.hpp"
#include "wit-parser/wave/wave.hpp"

namespace witc::abi {
namespace {

using testing::FakeGuest;
using witc::testing::Loaded;

constexpr std::uint32_t memory_size = 1 << 16;
constexpr std::uint32_t result_at = 1 << 15;

std::string read(const char* name) {
  std::ifstream file(witc::testing::source_dir() / "tests/canonical-abi/vectors" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}
/// A list with blanks between its items; "-" is an empty one.
std::vector<std::string_view> items(std::string_view text) {
  return text == "-" ? std::vector<std::string_view>() : split(text, ' ');
}

std::uint64_t number(std::string_view text, int base = 10) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  EXPECT_TRUE(error == std::errc() && end == text.data() + text.size()) << text;
  return value;
}

StringEncoding encoding_of(std::string_view name) {
  if (name == "utf16") return StringEncoding::utf16;
  return name == "utf8" ? StringEncoding::utf8 : StringEncoding::latin1_utf16;
}

char letter(FlatType type) { return "iIfF"[static_cast<std::size_t>(type)]; }
template <class Types>
std::string letters(const Types& types) {
  std::string text;
  for (std::size_t i = 0; i < types.size(); ++i) text += letter(types[i]);
  return text.empty() ? "-" : text;
}
/// FlatTypes keeps one type more than fits, to say that there are more.
std::string letters(const FlatTypes& types) {
  if (types.fits(max_flat_params)) return letters<FlatTypes>(types);
  return letters<FlatTypes>(types).substr(0, max_flat_params) + "+";
}

/// What a `lower` line describes: a value in a guest.
struct Lowered {
  explicit Lowered(StringEncoding encoding) : guest(encoding, memory_size) { guest.context.canonical_nans = true; }
  FakeGuest guest;
  std::vector<std::uint64_t> flat;
};

class Vectors : public ::testing::Test {
 protected:
  Vectors() : types_(witc::testing::load_wit(witc::testing::source_dir() / "tests/canonical-abi/vectors/types.wit")) {
    EXPECT_TRUE(types_.ok()) << types_.rendered();
    for (const auto& interface : types_.graph.interfaces)
      for (const auto& function : interface.functions) functions_.emplace(function.name, function.type);
  }

  const types::TypeArena& arena() const { return types_.graph.arena; }
  types::FuncTypeId function(std::string_view index) const { return functions_.at("of" + std::string(index)); }
  types::ValType type(std::string_view index) const { return *arena().funcs[function(index)].result; }
  std::string print(std::string_view index, const Val& value) const {
    return wave::print_value(arena(), type(index), value).value_or("a value that does not fit");
  }

  void check_type(const std::vector<std::string_view>& line) const;
  /// A guest with what the line's value is lowered to.
  std::unique_ptr<Lowered> check_lower(const std::vector<std::string_view>& line) const;
  void check_lift(const std::vector<std::string_view>& line, const Lowered& lowered) const;

 private:
  /// The lifted value as text, or "trap".
  std::string lift(std::string_view index, std::string_view direction, FakeGuest& guest,
                   const std::vector<std::uint64_t>& flat) const;

  Loaded types_;
  std::map<std::string, types::FuncTypeId, std::less<>> functions_;
};

void Vectors::check_type(const std::vector<std::string_view>& line) const {
  std::vector<std::string> found{"type", std::string(line.at(1))};
  for (const auto pointer : {FlatType::i32, FlatType::i64}) {
    const Layout layout = types::layout(arena(), type(line[1]), pointer);
    found.push_back(std::to_string(layout.size));
    found.push_back(std::to_string(layout.align));
    found.push_back(letters(types::flatten(arena(), type(line[1]), pointer)));
  }
  for (const auto direction : {types::Direction::lift, types::Direction::lower}) {
    const auto flat = types::flatten_functype(arena(), arena().funcs[function(line[1])], direction);
    found.push_back(letters(flat.params));
    found.push_back(letters(flat.results));
  }
  EXPECT_EQ(found, std::vector<std::string>(line.begin(), line.end())) << types::to_string(arena(), type(line[1]));
}

StringSources sources_of(std::string_view letters) {
  StringSources sources;
  for (const char c : letters) {
    if (c == '6') sources.append(SourceEncoding::utf16);
    if (c == 'l') sources.append(SourceEncoding::latin1);
    if (c == 't') sources.append(SourceEncoding::tagged_utf16);
    if (c == '8') sources.append(SourceEncoding::utf8);
  }
  return sources;
}

std::vector<std::byte> memory_of(std::string_view stretches) {
  std::vector<std::byte> memory(memory_size);
  for (const auto stretch : items(stretches)) {
    const auto parts = split(stretch, ':');
    std::size_t at = number(parts.at(0), 16);
    for (std::size_t i = 0; i + 1 < parts.at(1).size(); i += 2)
      memory.at(at++) = static_cast<std::byte>(number(parts[1].substr(i, 2), 16));
  }
  return memory;
}

std::vector<FakeGuest::Realloc> calls_of(std::string_view text) {
  std::vector<FakeGuest::Realloc> calls;
  for (const auto call : items(text)) {
    std::array<std::uint32_t, 4> arguments{};
    const auto parts = split(call, ',');
    for (std::size_t i = 0; i < 4; ++i) arguments[i] = static_cast<std::uint32_t>(number(parts.at(i)));
    calls.push_back({arguments[0], arguments[1], arguments[2], arguments[3]});
  }
  return calls;
}

std::unique_ptr<Lowered> Vectors::check_lower(const std::vector<std::string_view>& line) const {
  const auto value = wave::parse_value({line.at(5)}, arena(), type(line[1]));
  EXPECT_TRUE(value) << line[5] << ": " << value.error().message;
  auto lowered = std::make_unique<Lowered>(encoding_of(line.at(3)));
  Context& cx = lowered->guest.context;
  StringSources sources = sources_of(line.at(4));
  cx.string_sources = &sources;
  const auto values = std::span(&*value, 1);
  EXPECT_TRUE(check_arguments(arena(), function(line[1]), values)) << line[5];
  bool done = false;
  if (line.at(2) == "params") {
    done = lower_params(cx, arena(), function(line[1]), values, lowered->flat);
  } else {
    const std::uint64_t out[] = {result_at};
    lowered->flat = {result_at};
    done = lower_results(cx, arena(), function(line[1]), values, out, lowered->flat[0]);
  }
  EXPECT_TRUE(done) << cx.trap_message;
  cx.string_sources = nullptr;

  std::vector<std::uint64_t> flat;
  for (const auto slot : items(line.at(6))) flat.push_back(number(slot, 16));
  EXPECT_EQ(lowered->flat, flat) << line[5];
  EXPECT_EQ(lowered->guest.calls, calls_of(line.at(7))) << line[5];
  EXPECT_TRUE(lowered->guest.memory == memory_of(line.at(8))) << line[5];
  EXPECT_EQ(lift(line[1], line[2], lowered->guest, lowered->flat), print(line[1], *value));
  return lowered;
}

std::string Vectors::lift(std::string_view index, std::string_view direction, FakeGuest& guest,
                          const std::vector<std::uint64_t>& flat) const {
  std::vector<Val> values;
  const bool done = direction == "params" ? lift_params(guest.context, arena(), function(index), flat, values)
                                          : lift_results(guest.context, arena(), function(index), flat[0], values);
  return done ? print(index, values.at(0)) : "trap";
}

void Vectors::check_lift(const std::vector<std::string_view>& line, const Lowered& lowered) const {
  FakeGuest guest(encoding_of(line.at(3)), memory_size);
  guest.context.canonical_nans = true;
  std::copy(lowered.guest.memory.begin(), lowered.guest.memory.end(), guest.memory.begin());
  std::vector<std::uint64_t> flat = lowered.flat;
  for (const auto change : items(line.at(4))) {
    const std::size_t mark = change.find_first_of("=#");
    const std::uint64_t place = number(change.substr(0, mark), 16);
    const std::uint64_t bits = number(change.substr(mark + 1), 16);
    if (change.at(mark) == '=')
      guest.memory.at(place) = static_cast<std::byte>(bits);
    else
      flat.at(place) = bits;
  }
  std::string expected = "trap";
  if (line.at(5) != "trap") {
    const auto value = wave::parse_value({line[5]}, arena(), type(line[1]));
    ASSERT_TRUE(value) << line[5] << ": " << value.error().message;
    expected = print(line[1], *value);
  }
  EXPECT_EQ(lift(line[1], line.at(2), guest, flat), expected) << line[4] << " " << guest.context.trap_message;
}

TEST_F(Vectors, OfTheSpecificationsModel) {
  const std::string text = read("vectors.txt");
  unsigned types = 0, lowered_values = 0, lifted = 0, traps = 0;
  std::unique_ptr<Lowered> lowered;
  std::string_view rest = text;
  for (const auto line : split(rest, '\n')) {
    if (HasFailure()) FAIL() << "in the line before " << line.substr(0, 200);
    if (line.empty()) continue;
    const auto fields = split(line, '\t');
    if (fields[0] == "type") {
      check_type(fields);
      ++types;
    } else if (fields[0] == "lower") {
      lowered = check_lower(fields);
      ++lowered_values;
    } else {
      check_lift(fields, *lowered);
      ++lifted;
      traps += line.ends_with("\ttrap");
    }
  }
  std::printf("%u types, %u values lowered and lifted, %u damaged ones lifted, of which %u trap\n", types,
              lowered_values, lifted, traps);
  EXPECT_GE(lowered_values, 4000u);
  EXPECT_GE(traps, 500u);
}

}  // namespace
}  // namespace witc::abi
