#include "fuzz/lift_lower_case.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "canonical-abi/dynamic.hpp"
#include "fuzz/value_generator.hpp"
#include "tests/canonical-abi/fake_guest.hpp"
#include "types/layout.hpp"

namespace witc::fuzz {

namespace {

using abi::Context;
using abi::StringEncoding;
using abi::testing::FakeGuest;

constexpr std::size_t memory_size = 1 << 14;
constexpr std::uint32_t result_at = 64;
/// What lifting from damaged memory may take: little, so that a run is short.
constexpr std::uint64_t damaged_lift_limit = 1 << 20;

/// How a step ended: well, or with the reason of a trap.
struct Ending {
  bool good = false;
  bool limit = false;  ///< the reason is how much a policy takes of the host's memory
  std::string reason = {};
};
Ending ending(bool good, FakeGuest& guest) {
  if (good) return {true};
  return {false, guest.context.trap_code == TrapCode::limit_exceeded, std::exchange(guest.context.trap_message, {})};
}

class Exchange {
 public:
  Exchange(Choices& choices, const TypedPeer* peer) : choices_(choices), peer_(peer) {
    type_ = peer ? describe(arena_, *peer->type) : choose_type(arena_, choices, 1 + choices.below(3));
    function_ = arena_.funcs.push({{{"x", type_}}, type_, false});
    encoding_ = static_cast<StringEncoding>(choices.below(3));
    canonical_nans_ = choices.below(2) == 1;
    as_result_ = choices.below(2) == 1;
  }

  LiftLower run();

 private:
  struct Guest : FakeGuest {
    Guest(const Exchange& exchange, StringEncoding encoding) : FakeGuest(encoding, memory_size) {
      context.canonical_nans = exchange.canonical_nans_;
      if (exchange.as_result_)
        next += static_cast<std::uint32_t>(std::min<std::uint64_t>(
            abi::align_to(types::layout(exchange.arena_, exchange.type_).size, 8), memory_size - next));
    }
  };
  Guest guest() const { return Guest(*this, encoding_); }

  Ending lower(FakeGuest& to, const Val& value, Slots& flat) const;
  Ending lift(FakeGuest& from, const Slots& flat, Val& value) const;
  /// By the peer, out of one guest and into another.
  Ending pass(FakeGuest& from, const Slots& flat, FakeGuest& to, Slots& out) const;

  void honest();
  void to_another_encoding(FakeGuest& from, const Slots& flat);
  void damaged();
  void lying();

  void expect(bool condition, const char* what) {
    if (!condition && report_.difference.empty()) report_.difference = what;
  }
  void expect_same(const Ending& a, const Ending& b, const char* what) {
    if (a.limit || b.limit) return;
    if (a.good != b.good || a.reason != b.reason)
      expect(false, (std::string(what) + ": \"" + a.reason + "\" and \"" + b.reason + "\"").c_str());
  }
  void expect_same_guests(const FakeGuest& a, const Slots& flat_a, const FakeGuest& b, const Slots& flat_b) {
    expect(flat_a == flat_b, "the policies give different flat values");
    expect(a.calls == b.calls, "the policies call realloc differently");
    expect(a.memory == b.memory, "the policies store different bytes");
  }

  Choices& choices_;
  const TypedPeer* peer_;
  types::TypeArena arena_;
  types::ValType type_;
  types::FuncTypeId function_;
  StringEncoding encoding_;
  bool canonical_nans_;
  bool as_result_;
  Val value_;
  LiftLower report_;
};

Ending Exchange::lower(FakeGuest& to, const Val& value, Slots& flat) const {
  const std::span values(&value, 1);
  if (!as_result_) return ending(lower_params(to.context, arena_, function_, values, flat), to);
  const Slots out{result_at};
  flat = out;
  return ending(lower_results(to.context, arena_, function_, values, out, flat[0]), to);
}

Ending Exchange::lift(FakeGuest& from, const Slots& flat, Val& value) const {
  std::vector<Val> values;
  const bool good = as_result_ ? lift_results(from.context, arena_, function_, flat[0], values)
                               : lift_params(from.context, arena_, function_, flat, values);
  if (good) value = std::move(values[0]);
  return ending(good, from);
}

Ending Exchange::pass(FakeGuest& from, const Slots& flat, FakeGuest& to, Slots& out) const {
  out = {result_at};
  const bool good = as_result_ ? peer_->pass_result(from.context, flat[0], to.context, out[0])
                               : peer_->pass_params(from.context, flat, to.context, out);
  return ending(good, from.context.trap_message.empty() ? to : from);
}

void Exchange::honest() {
  Guest first = guest();
  Slots flat;
  if (!lower(first, value_, flat).good) return;  // too large for the guest's memory
  Val lifted;
  const Ending back = lift(first, flat, lifted);
  expect(back.good, back.reason.c_str());
  expect(lifted == value_, "a value changed on its way into a guest and back");
  to_another_encoding(first, flat);
  if (peer_) {
    Guest second = guest();
    Slots passed;
    const Ending by_peer = pass(first, flat, second, passed);
    expect(by_peer.good, by_peer.reason.c_str());
    expect_same_guests(first, flat, second, passed);
  }
  report_.lowered = true;
}

/// As between components: strings remember how they were encoded.
void Exchange::to_another_encoding(FakeGuest& from, const Slots& flat) {
  abi::StringSources sources;
  Val value;
  from.context.string_sources = &sources;
  const Ending lifted = lift(from, flat, value);
  from.context.string_sources = nullptr;
  if (!lifted.good) return;
  Guest to(*this, static_cast<StringEncoding>(choices_.below(3)));
  to.context.string_sources = &sources;
  Slots out;
  if (!lower(to, value, out).good) return;
  to.context.string_sources = nullptr;
  to.context.canonical_nans = true;
  Val again;
  const Ending back = lift(to, out, again);
  expect(back.good, back.reason.c_str());
}

void Exchange::damaged() {
  Guest first = guest();
  Slots flat;
  if (!lower(first, value_, flat).good) return;
  for (std::uint32_t changes = 1 + choices_.below(6); changes > 0; --changes) {
    if (choices_.below(4) == 0)
      flat[choices_.below(flat.size())] = choices_.integer(64);
    else
      first.memory[64 + choices_.below(std::max(first.next, 65u) - 64)] = static_cast<std::byte>(choices_.byte());
  }
  first.context.lift_limit = damaged_lift_limit;
  Val value;
  Guest third = guest();
  Slots relowered;
  Ending dynamic = lift(first, flat, value);
  (dynamic.good ? report_.damage_lifted : report_.damage_trapped) = true;
  if (dynamic.good) {
    expect(abi::check_arguments(arena_, function_, std::span(&value, 1)).has_value(), "what was lifted does not fit");
    dynamic = lower(third, value, relowered);
  }
  if (peer_) {
    first.context.lift_limit = damaged_lift_limit;
    Guest second = guest();
    Slots passed;
    const Ending typed = pass(first, flat, second, passed);
    expect_same(dynamic, typed, "the policies end differently on damaged memory");
    if (dynamic.good && typed.good) expect_same_guests(third, relowered, second, passed);
  }
  first.context.lift_limit = damaged_lift_limit;
  to_another_encoding(first, flat);
}

void Exchange::lying() {
  std::array<std::uint32_t, 6> lies{};
  for (auto& lie : lies) lie = choices_.byte() | static_cast<std::uint32_t>(choices_.byte()) << 8;
  const auto lie_in = [&](FakeGuest& guest) {
    guest.lie = [&lies, &guest](const FakeGuest::Realloc& call, std::uint32_t honest) -> std::uint32_t {
      const std::uint32_t lie = lies[guest.calls.size() % lies.size()];
      switch (lie % 8) {
        case 0: return honest + 1;
        case 1: return memory_size - (lie >> 3);
        case 2: return lie >> 3;
        case 3: return call.old_pointer;
        case 4: return 0xffff'ffff - (lie >> 3);
        default: return honest;
      }
    };
  };
  Guest first = guest(), liar = guest();
  Slots flat, lied;
  if (!lower(first, value_, flat).good) return;
  lie_in(liar);
  const Ending dynamic = lower(liar, value_, lied);
  report_.liar_trapped = !dynamic.good;
  if (dynamic.good) {
    Val value;
    liar.context.lift_limit = damaged_lift_limit;
    lift(liar, lied, value);
  }
  if (!peer_) return;
  Guest second = guest();
  Slots passed;
  lie_in(second);
  const Ending typed = pass(first, flat, second, passed);
  expect_same(dynamic, typed, "the policies end differently when realloc lies");
  if (dynamic.good && typed.good) expect_same_guests(liar, lied, second, passed);
  // Back into the guest it is a view of, which changes meanwhile.
  lie_in(first);
  first.on_realloc = [&](FakeGuest::Realloc) {
    for (std::size_t i = 64; i < 512; i += 1 + lies[0] % 7) first.memory[i] ^= static_cast<std::byte>(lies[1]);
  };
  pass(first, flat, first, passed);
}

LiftLower Exchange::run() {
  value_ = choose_value(arena_, type_, choices_);
  const auto fits = abi::check_arguments(arena_, function_, std::span(&value_, 1));
  if (!fits) {
    expect(fits.error().code == ErrorCode::unsupported_feature, fits.error().message.c_str());
    Guest empty = guest();
    Val value;
    lift(empty, Slots(abi::max_flat_params + 1), value);
    return report_;
  }
  honest();
  damaged();
  lying();
  if (!report_.difference.empty()) report_.difference += " (" + types::to_string(arena_, type_) + ")";
  return report_;
}

}  // namespace

const std::vector<TypedPeer>& typed_peers() {
  static const std::vector<TypedPeer> all = [] {
    std::vector<TypedPeer> peers;
    [&]<unsigned... part>(std::integer_sequence<unsigned, part...>) {
      (peers.insert(peers.end(), typed_peers_of<part>().begin(), typed_peers_of<part>().end()), ...);
    }(std::make_integer_sequence<unsigned, typed_peer_parts>{});
    return peers;
  }();
  return all;
}

LiftLower lift_lower(Choices& choices, const TypedPeer* peer) { return Exchange(choices, peer).run(); }

LiftLower lift_lower(std::span<const std::uint8_t> bytes) {
  Choices choices(bytes);
  const auto& peers = typed_peers();
  const std::uint32_t chosen = choices.below(2 * peers.size());
  return lift_lower(choices, chosen < peers.size() ? &peers[chosen] : nullptr);
}

}  // namespace witc::fuzz
