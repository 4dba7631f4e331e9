// Resources in records, lists and all other types, through generated bindings and with dynamic calls of the same
// instance: the host notes the same, and the same comes back.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "round_trip/aggregates/guest.hpp"
#include "tests/round_trip/describe.hpp"
#include "tests/round_trip/dynamic_guest.hpp"
#include "tests/round_trip/typed_values.hpp"

namespace witc::testing {
namespace {

namespace echo = ::round_trip::aggregates::echo;
using Exported = echo::Guest::Thing;

struct Thing {
  explicit Thing(std::uint32_t id) : id(id) { ++alive; }
  Thing(const Thing&) = delete;
  ~Thing() { --alive; }
  std::uint32_t id;
  static inline int alive = 0;
};

/// Where the guest's things can be asked for their numbers.
const StoreBase* store_of_things = nullptr;

}  // namespace

// A thing is shown as its number, whoever's it is.
template <>
struct detail::Convert<Own<Thing>> {
  static Val to(const Own<Thing>& thing) { return thing->id; }
};
template <>
struct detail::Convert<Thing*> {
  static Val to(Thing* thing) { return thing->id; }
};
template <>
struct detail::Convert<Exported> {
  static Val to(const Exported& thing) { return const_cast<Exported&>(thing).id(*store_of_things).value(); }
};

namespace {

struct Host {
  using thing = Thing;
  std::string arrived;

  Own<Thing> make_thing(std::uint32_t id) { return make_own<Thing>(id); }
  std::uint32_t id(Thing& self) { return self.id; }

  template <class T>
  T pass(T x) {
    note(x);
    return x;
  }
  echo::Labeled<Thing> of_record(echo::Labeled<Thing> x) { return pass(std::move(x)); }
  std::vector<Own<Thing>> of_list(std::vector<Own<Thing>> x) { return pass(std::move(x)); }
  std::optional<Own<Thing>> of_option(std::optional<Own<Thing>> x) { return pass(std::move(x)); }
  std::expected<Own<Thing>, std::string> of_result(std::expected<Own<Thing>, std::string_view> x) {
    note(x);
    if (!x) return std::unexpected(std::string(x.error()));
    return *std::move(x);
  }
  using Tuple = std::tuple<Own<Thing>, std::uint8_t, Own<Thing>>;
  Tuple of_tuple(Tuple x) { return pass(std::move(x)); }
  echo::Choice<Thing> of_variant(echo::Choice<Thing> x) { return pass(std::move(x)); }
  std::vector<echo::Labeled<Thing>> of_records(std::vector<echo::Labeled<Thing>> x) { return pass(std::move(x)); }
  using Map = std::map<std::string, Own<Thing>>;
  Map of_map(Map x) { return pass(std::move(x)); }
  std::array<Own<Thing>, 3> of_fixed(std::array<Own<Thing>, 3> x) { return pass(std::move(x)); }

  std::uint32_t sum_record(const echo::Loan<Thing>& x) { return note(x), x.it->id; }
  std::uint32_t sum_list(std::span<Thing* const> x) {
    note(x);
    std::uint32_t sum = 0;
    for (const Thing* thing : x) sum += thing->id;
    return sum;
  }
  std::uint32_t sum_option(std::optional<Thing*> x) { return note(x), x ? (*x)->id : 0; }
  std::uint32_t sum_result(std::expected<Thing*, std::monostate> x) { return note(x), x ? (*x)->id : 0; }
  std::uint32_t sum_tuple(std::tuple<Thing*, Thing*> x) { return note(x), get<0>(x)->id + get<1>(x)->id; }
  std::uint32_t sum_variant(const echo::Loaned<Thing>& x) {
    note(x);
    const auto* one = std::get_if<echo::Loaned<Thing>::One>(&x.value);
    return one ? one->value->id : 0;
  }
  std::uint32_t sum_records(std::span<const echo::Loan<Thing>> x) {
    note(x);
    std::uint32_t sum = 0;
    for (const auto& loan : x) sum += loan.it->id;
    return sum;
  }

  std::vector<Own<Thing>> mixed(echo::Both<Thing> a, std::vector<echo::Both<Thing>> b, std::optional<Own<Thing>> c,
                                std::tuple<Thing*, Own<Thing>> d, std::vector<Own<Thing>> e, std::span<Thing* const> f,
                                std::string_view g, std::uint64_t h, std::string_view i) {
    note(a, b, c, d, e, f, g, h, i);
    std::vector<Own<Thing>> given = std::move(e);
    given.push_back(std::move(a.given));
    for (auto& both : b) given.push_back(std::move(both.given));
    if (c) given.push_back(*std::move(c));
    given.push_back(std::move(get<1>(d)));
    return given;
  }

 private:
  template <class... Args>
  void note(const Args&... args) {
    arrived = describe_all(std::vector<Val>{to_val(args)...});
  }
};

class TypedAggregates : public ::testing::Test {
 protected:
  using World = ::round_trip::aggregates::guest::Instance;

  void SetUp() override {
    auto component = Component::from_file(engine_, DynamicGuest::path("aggregates"));
    ASSERT_TRUE(component) << component.error().message;
    ::round_trip::aggregates::guest::add_to_linker(linker_, std::identity());
    auto instance = linker_.instantiate(store_, *component);
    ASSERT_TRUE(instance) << instance.error().message;
    instance_ = instance->value();
    auto world = World::find(*instance_);
    ASSERT_TRUE(world) << world.error().message;
    world_ = *std::move(world);
    store_of_things = &store_;
  }

  void TearDown() override {
    lent_.clear();
    for (const Val& handle : dynamic_lent_) EXPECT_TRUE(drop(store_, handle));
    EXPECT_EQ(world_->live(store_).value(), 0u);
    EXPECT_EQ(world_->allocated(store_).value(), 0u);
    EXPECT_EQ(Thing::alive, 0);
  }

  const echo::Guest& guest() { return world_->echo(); }
  Exported thing(std::uint32_t id) { return guest().make_thing(store_, id).value(); }
  /// One that stays with the test.
  Exported* lent(std::uint32_t id) {
    lent_.push_back(std::make_unique<Exported>(thing(id)));
    return lent_.back().get();
  }
  /// The same for dynamic calls.
  Val handle(std::uint32_t id) { return call("[constructor]thing", {id}).at(0); }
  Val lent_handle(std::uint32_t id) { return dynamic_lent_.emplace_back(handle(id)); }

  std::vector<Val> call(const std::string& name, const std::vector<Val>& args) {
    const auto function = instance_->get_func("round-trip:aggregates/echo#" + name);
    EXPECT_TRUE(function) << function.error().message;
    auto results = function->call(store_, args);
    EXPECT_TRUE(results) << name << ": " << results.error().message();
    return results ? *results : std::vector<Val>();
  }

  /// `typed` is what a call through generated bindings gave.
  template <class R>
  void compare(const std::string& name, const Outcome<R>& typed, const std::vector<Val>& args) {
    ASSERT_TRUE(typed) << name << ": " << typed.error().message;
    const std::string arrived = store_.data().arrived;
    const std::string result = describe_all(std::vector<Val>{to_val(*typed)});
    const auto dynamic = call(name, args);
    EXPECT_EQ(store_.data().arrived, arrived) << name;
    const auto number = [&](const Val& thing) {
      dynamic_lent_.push_back(thing);
      return describe(call("[method]thing.id", {thing}).at(0));
    };
    EXPECT_EQ(describe_all(dynamic, number), result) << name;
  }

  Engine engine_{DynamicGuest::config()};
  Linker<Host> linker_{engine_};
  Store<Host> store_{engine_};
  std::optional<witc::Instance> instance_;
  std::optional<World> world_;
  std::vector<std::unique_ptr<Exported>> lent_;
  std::vector<Val> dynamic_lent_;
};

template <class T, class... Items>
std::vector<T> list_of(Items... items) {
  std::vector<T> list;
  (list.push_back(std::move(items)), ...);
  return list;
}

Val labeled(Val thing, const char* label) { return Val::record({{"it", std::move(thing)}, {"label", label}}); }

TEST_F(TypedAggregates, OfOwned) {
  using Labeled = echo::Labeled<Exported>;
  using Choice = echo::Choice<Exported>;
  compare("of-record", guest().of_record(store_, Labeled{thing(1), "a"}), {labeled(handle(1), "a")});
  compare("of-list", guest().of_list(store_, list_of<Exported>(thing(2), thing(3))),
          {Val::list({handle(2), handle(3)})});
  compare("of-list", guest().of_list(store_, {}), {Val::list({})});
  compare("of-option", guest().of_option(store_, thing(4)), {Val::some(handle(4))});
  compare("of-option", guest().of_option(store_, std::nullopt), {Val::none()});
  compare("of-result", guest().of_result(store_, thing(5)), {Val::ok(handle(5))});
  compare("of-result", guest().of_result(store_, std::unexpected("none")), {Val::error("none")});
  compare("of-tuple", guest().of_tuple(store_, std::tuple<Exported, std::uint8_t, Exported>(thing(6), 255, thing(7))),
          {Val::tuple({handle(6), std::uint8_t{255}, handle(7)})});
  compare("of-variant", guest().of_variant(store_, Choice(Choice::Nothing())), {Val::variant("nothing")});
  compare("of-variant", guest().of_variant(store_, Choice(Choice::One{thing(8)})), {Val::variant("one", handle(8))});
  compare("of-variant", guest().of_variant(store_, Choice(Choice::Named{{"b", thing(9)}})),
          {Val::variant("named", Val::tuple({"b", handle(9)}))});
  compare("of-records", guest().of_records(store_, list_of<Labeled>(Labeled{thing(10), "c"}, Labeled{thing(11), ""})),
          {Val::list({labeled(handle(10), "c"), labeled(handle(11), "")})});
  std::map<std::string, Exported> map;
  map.emplace("d", thing(12));
  map.emplace("e", thing(13));
  compare("of-map", guest().of_map(store_, std::move(map)), {Val::map({{"d", handle(12)}, {"e", handle(13)}})});
  compare("of-fixed", guest().of_fixed(store_, std::array<Exported, 3>{thing(14), thing(15), thing(16)}),
          {Val::list({handle(14), handle(15), handle(16)})});
}

TEST_F(TypedAggregates, OfBorrowed) {
  using Loan = echo::Loan<Exported>;
  using Loaned = echo::Loaned<Exported>;
  compare("sum-record", guest().sum_record(store_, Loan{lent(1), "a"}), {labeled(lent_handle(1), "a")});
  const std::array<Exported*, 3> list{lent(2), lent(3), lent(4)};
  compare("sum-list", guest().sum_list(store_, list), {Val::list({lent_handle(2), lent_handle(3), lent_handle(4)})});
  compare("sum-option", guest().sum_option(store_, lent(5)), {Val::some(lent_handle(5))});
  compare("sum-option", guest().sum_option(store_, std::nullopt), {Val::none()});
  compare("sum-result", guest().sum_result(store_, lent(6)), {Val::ok(lent_handle(6))});
  compare("sum-result", guest().sum_result(store_, std::unexpected(std::monostate())), {Val::error()});
  Exported* twice = lent(7);
  const Val twice_handle = lent_handle(7);
  compare("sum-tuple", guest().sum_tuple(store_, std::tuple(twice, twice)), {Val::tuple({twice_handle, twice_handle})});
  compare("sum-variant", guest().sum_variant(store_, Loaned(Loaned::Nothing())), {Val::variant("nothing")});
  compare("sum-variant", guest().sum_variant(store_, Loaned(Loaned::One{lent(8)})),
          {Val::variant("one", lent_handle(8))});
  compare("sum-records", guest().sum_records(store_, std::vector<Loan>{{lent(9), "b"}, {lent(10), "c"}}),
          {Val::list({labeled(lent_handle(9), "b"), labeled(lent_handle(10), "c")})});
}

TEST_F(TypedAggregates, OfBothInMemory) {
  using Both = echo::Both<Exported>;
  const auto both = [&](std::uint32_t given, std::uint32_t borrowed) {
    return Val::record({{"given", handle(given)}, {"lent", lent_handle(borrowed)}});
  };
  const std::array<Exported*, 2> list{lent(11), lent(12)};
  compare(
      "mixed",
      guest().mixed(store_, Both{thing(1), lent(2)}, list_of<Both>(Both{thing(3), lent(4)}, Both{thing(5), lent(6)}),
                    thing(7), std::tuple<Exported*, Exported>(lent(8), thing(9)), list_of<Exported>(thing(10)), list,
                    "text", ~std::uint64_t{0}, "more"),
      {both(1, 2), Val::list({both(3, 4), both(5, 6)}), Val::some(handle(7)), Val::tuple({lent_handle(8), handle(9)}),
       Val::list({handle(10)}), Val::list({lent_handle(11), lent_handle(12)}), "text", ~std::uint64_t{0}, "more"});
}

}  // namespace
}  // namespace witc::testing
