// What a call between host and component costs, in both directions, with C++ types and with dynamic values; and what
// instantiating costs. Times are nanoseconds per call, the median of several runs on this thread's processor clock.
//
//   bench_component_calls [--component FILE]     FILE: a component to instantiate, with unknown imports as traps

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "bench/guest.hpp"
#include "bench/statistics.hpp"
#include "component/text/parser.hpp"
#include "support/file.hpp"
#include "witc/component.hpp"
#include "witc/guest_resource.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"

namespace {

struct Point {
  std::uint32_t a = 1;
  std::uint64_t b = 2;
  double c = 3;
  std::uint32_t d = 4;
};

}  // namespace

template <>
struct witc::abi::Record<Point> {
  static constexpr auto fields =
      std::make_tuple(field("a", &Point::a), field("b", &Point::b), field("c", &Point::c), field("d", &Point::d));
};

namespace {

using namespace witc;

struct Thing {
  std::uint32_t value = 7;
};
struct Counter : GuestResource {};

constexpr std::size_t bytes_length = 65536;
constexpr std::string_view text = "sixteen letters.";

using bench::value_of;

template <class T>
T done(Outcome<T> outcome) {
  if (!outcome) bench::stop("trap: " + outcome.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

/// Nanoseconds per call: the median of eleven runs of about 20 ms each.
double nanoseconds(const std::function<void(std::uint32_t)>& run) {
  std::uint32_t count = 1;
  while (bench::measure([&] { run(count); }) < 0.02 && count < (1u << 30)) count *= 2;
  std::vector<double> times;
  for (int i = 0; i < 11; ++i) times.push_back(bench::measure([&] { run(count); }) / count * 1e9);
  std::ranges::nth_element(times, times.begin() + 5);
  return times[5];
}

void report(const char* name, double typed, double dynamic) {
  fmt::print("{:<26} {:>10.1f} {:>10.1f}\n", name, typed, dynamic);
  std::fflush(stdout);
}

Component load(const Engine& engine) {
  const auto source = value_of(read_text_file(WITC_BENCH_CALLS, 1 << 20));
  return value_of(Component::from_binary(engine, value_of(component::text::parse_component(source))));
}

Linker<> typed_host(const Engine& engine) {
  Linker<> linker(engine);
  linker.root()
      .resource<Thing>("thing")
      .func("noop", [] {})
      .func("add", [](std::uint32_t x, std::uint32_t y) { return x + y; })
      .func("take-string", [](std::string_view s) { return static_cast<std::uint32_t>(s.size()); })
      .func("take-record", [](const Point& at) { return at.a; })
      .func("take-bytes", [](std::span<const std::uint8_t> s) { return static_cast<std::uint32_t>(s.size()); })
      .func("[constructor]thing", [] { return make_own<Thing>(); })
      .func("[method]thing.get", [](Thing& thing) { return thing.value; });
  return linker;
}

Linker<> dynamic_host(const Engine& engine, const ResourceType& thing) {
  using Values = Outcome<std::vector<Val>>;
  Linker<> linker(engine);
  linker.root()
      .resource("thing", thing)
      .func_dynamic("noop", [](HostCaller&, std::span<const Val>) -> Values { return {}; })
      .func_dynamic("add",
                    [](HostCaller&, std::span<const Val> args) -> Values {
                      return {{*args[0].get<std::uint32_t>() + *args[1].get<std::uint32_t>()}};
                    })
      .func_dynamic("take-string",
                    [](HostCaller&, std::span<const Val> args) -> Values {
                      return {{static_cast<std::uint32_t>(args[0].get<std::string>()->size())}};
                    })
      .func_dynamic("take-record",
                    [](HostCaller&, std::span<const Val> args) -> Values {
                      return {{args[0].get<Val::Record>()->fields[0].value}};
                    })
      .func_dynamic("take-bytes",
                    [](HostCaller&, std::span<const Val> args) -> Values {
                      return {{static_cast<std::uint32_t>(args[0].get<Val::Bytes>()->size())}};
                    })
      .func_dynamic("[constructor]thing",
                    [thing](HostCaller& caller, std::span<const Val>) -> Values { return {{*thing.make(caller, 7)}}; })
      .func_dynamic("[method]thing.get", [thing](HostCaller& caller, std::span<const Val> args) -> Values {
        return {{static_cast<std::uint32_t>(*thing.rep(caller, args[0]))}};
      });
  return linker;
}

/// Calls an export `count` times with dynamic values.
struct DynamicCalls {
  Store<>& store;
  Instance instance;
  double operator()(std::string_view name, const std::vector<Val>& args) const {
    const Func function = value_of(instance.get_func(name));
    return nanoseconds([&](std::uint32_t count) {
      for (std::uint32_t i = 0; i < count; ++i)
        if (!function.call(store, args)) bench::stop("call failed");
    });
  }
};

void host_to_guest(Store<>& store, const Instance& instance) {
  const DynamicCalls dynamic{store, instance};
  const auto typed = [&]<class R, class... A>(std::string_view name, R (*)(A...), auto&&... args) {
    const auto function = value_of(instance.get_typed_func<R(A...)>(name));
    return nanoseconds([&](std::uint32_t count) {
      for (std::uint32_t i = 0; i < count; ++i) static_cast<void>(done(function.call(store, args...)));
    });
  };
  using U32 = std::uint32_t;
  const std::vector<std::uint8_t> bytes(bytes_length, 1);
  const std::span<const std::uint8_t> view(bytes);
  std::vector<std::uint8_t> copy(bytes_length);
  const double memcpy_time = nanoseconds([&](std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      std::memcpy(copy.data(), bytes.data(), bytes_length);
      asm volatile("" : : "r"(copy.data()) : "memory");
    }
  });
  fmt::print("{:<26} {:>10} {:>10}\n", "host to guest", "typed", "dynamic");
  report("no-op", typed("call-noop", static_cast<void (*)()>(nullptr)), dynamic("call-noop", {}));
  report("add(u32, u32)", typed("call-add", static_cast<U32 (*)(U32, U32)>(nullptr), 1u, 2u),
         dynamic("call-add", {1u, 2u}));
  report("string of 16 in", typed("call-string", static_cast<U32 (*)(std::string_view)>(nullptr), text),
         dynamic("call-string", {Val(text)}));
  report("string of 16 out", typed("call-give-string", static_cast<std::string (*)(U32)>(nullptr), 16u),
         dynamic("call-give-string", {16u}));
  const Val point = Val::record({{"a", 1u}, {"b", std::uint64_t{2}}, {"c", 3.0}, {"d", 4u}});
  report("record of four in", typed("call-record", static_cast<U32 (*)(const Point&)>(nullptr), Point()),
         dynamic("call-record", {point}));
  report("list<u8> of 64 KiB in",
         typed("call-bytes", static_cast<U32 (*)(std::span<const std::uint8_t>)>(nullptr), view),
         dynamic("call-bytes", {Val(Val::Bytes(bytes))}));
  report("list<u8> of 64 KiB out",
         typed("call-give-bytes", static_cast<std::vector<std::uint8_t> (*)(U32)>(nullptr), U32{bytes_length}),
         dynamic("call-give-bytes", {U32{bytes_length}}));
  {
    const auto make = value_of(instance.get_typed_func<Counter()>("[constructor]counter"));
    Counter counter = done(make.call(store));
    const Val handle = (*value_of(instance.get_func("[constructor]counter")).call(store, {}))[0];
    report("method of a guest resource", typed("[method]counter.get", static_cast<U32 (*)(Counter&)>(nullptr), counter),
           dynamic("[method]counter.get", {handle}));
  }
  fmt::print("{:<26} {:>10.1f}\n\n", "memcpy of 64 KiB", memcpy_time);
}

void guest_to_host(Store<>& typed_store, const Instance& typed, Store<>& dynamic_store, const Instance& dynamic) {
  const auto loop = [](Store<>& store, const Instance& instance, const char* name) {
    const auto function = value_of(instance.get_typed_func<void(std::uint32_t)>(name));
    return nanoseconds([&](std::uint32_t count) { done(function.call(store, count)); });
  };
  fmt::print("{:<26} {:>10} {:>10}\n", "guest to host", "typed", "dynamic");
  for (const auto& [name, what] :
       {std::pair("loop-nothing", "an empty loop"), std::pair("loop-noop", "no-op"),
        std::pair("loop-add", "add(u32, u32)"), std::pair("loop-string", "string of 16 in"),
        std::pair("loop-record", "record of four in"), std::pair("loop-bytes", "list<u8> of 64 KiB in"),
        std::pair("loop-method", "method of a host resource")})
    report(what, loop(typed_store, typed, name), loop(dynamic_store, dynamic, name));
  fmt::print("\n");
}

void instantiation(const Engine& engine, const char* name, const Component& component) {
  Linker<> linker(engine);
  linker.trap_unknown_imports(true);
  const auto pre = value_of(linker.instantiate_pre(component));
  const auto make = [&](std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      Store<> store(engine);
      if (!value_of(pre.instantiate(store))) bench::stop("start trapped");
    }
  };
  fmt::print("{:<26} {:>10.1f} us, with a store, from an InstancePre\n", name, nanoseconds(make) / 1000);
}

}  // namespace

int main(int argc, char** argv) {
  const Engine engine;
  const Component component = load(engine);
  Store<> typed_store(engine), dynamic_store(engine);
  const auto thing = ResourceType::dynamic();
  const Instance typed = done(value_of(typed_host(engine).instantiate(typed_store, component)));
  const Instance dynamic = done(value_of(dynamic_host(engine, thing).instantiate(dynamic_store, component)));
  fmt::print("Nanoseconds per call\n\n");
  host_to_guest(typed_store, typed);
  guest_to_host(typed_store, typed, dynamic_store, dynamic);
  instantiation(engine, "instantiating calls.wat", component);
  for (int i = 1; i + 1 < argc; i += 2)
    if (std::strcmp(argv[i], "--component") == 0)
      instantiation(engine, "instantiating FILE", value_of(Component::from_file(engine, argv[i + 1])));
}
