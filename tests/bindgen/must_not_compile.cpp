// Each CASE is a mistake in a host that the compiler has to explain; CASE 0 has none. CMakeLists.txt has what it has to
// say.

#include "example/exchange/exchange.hpp"
#include "example/greeter/greeter.hpp"
#include "example/guests/guests.hpp"

namespace greeter = example::greeter::greeter;
namespace exchange = example::exchange::exchange;
namespace guests = example::guests::guests;

struct Bucket {};
struct Stranger {};
struct State;

struct Log {
#if CASE == 1
  void lines(greeter::log::Level, std::string_view) {}
#elif CASE == 2
  void line(int, std::string_view) {}
#elif CASE == 3
  int line(greeter::log::Level, std::string_view) { return 0; }
#elif CASE == 4
  void line(witc::Caller<int>&, greeter::log::Level, std::string_view) {}
#elif CASE == 5
  void line(greeter::log::Level, std::string_view, int) {}
#elif CASE == 6
  void line(auto level, Stranger) { static_cast<void>(level); }
#else
  // What it gets may be its own, it may want a Caller, it may trap.
  witc::Outcome<> line(witc::Caller<State>&, greeter::log::Level, const std::string&) { return {}; }
#endif
};

struct Buckets {
#if CASE != 7
  using bucket = Bucket;
#endif
#if CASE == 8
  // A borrowed bucket does not become the guest's.
  std::expected<Bucket*, std::string> open(std::string_view) { return nullptr; }
#elif CASE == 9
  std::expected<witc::Own<Stranger>, std::string> open(std::string_view) { return witc::make_own<Stranger>(); }
#else
  std::expected<witc::Own<Bucket>, std::string> open(std::string_view) { return witc::make_own<Bucket>(); }
#endif
#if CASE == 10
  std::optional<std::vector<std::byte>> get(Stranger&, std::string_view) { return {}; }
#elif CASE == 11
  std::optional<std::vector<std::byte>> get(witc::Own<Bucket>, std::string_view) { return {}; }
#else
  std::optional<std::vector<std::byte>> get(Bucket&, std::string_view) { return {}; }
#endif
  void put(Bucket&, std::string_view, std::span<const std::byte>) {}
};

struct Input {};
struct Error {};
struct Streams {
  using input = Input;
  using error = Error;
  std::expected<std::vector<std::byte>, exchange::streams::Failure<Error>> read(Input&) { return {}; }
  std::string message(Error&) { return {}; }
};
struct Messages {
#if CASE == 12
  using input = Stranger;
#else
  using input = Input;
#endif
  using error = Error;
  std::expected<exchange::messages::Message<input>, exchange::streams::Failure<Error>> receive() { return {}; }
  void forward(exchange::messages::Message<input>, input&) {}
};

struct State {
  Log log;
  Buckets buckets;
  Streams streams;
  Messages messages;
};

void link(witc::Linker<State>& linker, const guests::shapes::Guest& shapes, witc::StoreRef store,
          guests::shapes::Guest::Shape& shape) {
  greeter::add_to_linker(linker, &State::log, &State::buckets);
  exchange::add_to_linker(linker, &State::streams, &State::messages);
#if CASE == 13
  greeter::add_to_linker(linker, &State::log, 7);
#elif CASE == 14
  guests::shapes::Guest::Shape copy = shape;  // handles have one owner
#elif CASE == 15
  static_cast<void>(shapes.label(store, shape, "borrowed"));  // what is lent cannot be given away
#elif CASE == 16
  static_cast<void>(shape.grow(store, "text"));
#endif
  static_cast<void>(shapes), static_cast<void>(store), static_cast<void>(shape);
}
