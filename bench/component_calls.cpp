// What a call between host and component costs, in both directions: through generated bindings, with dynamic values,
// and what a call in C++ costs that nothing is between; and what instantiating costs. Times are nanoseconds per call,
// the median of several runs on this thread's processor clock.
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
#include "example/calls/calls.hpp"
#include "support/file.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/resource_type.hpp"

namespace {

using namespace witc;
namespace calls = example::calls::calls;

struct Thing {
  std::uint32_t value = 7;
};

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
  run(1);  // what it calls may have to be compiled
  std::uint32_t count = 1;
  while (bench::measure([&] { run(count); }) < 0.02 && count < (1u << 30)) count *= 2;
  std::vector<double> times;
  for (int i = 0; i < 11; ++i) times.push_back(bench::measure([&] { run(count); }) / count * 1e9);
  std::ranges::nth_element(times, times.begin() + 5);
  return times[5];
}

void head(const char* direction) {
  fmt::print("{:<28} {:>10} {:>10} {:>10}\n", direction, "direct", "generated", "dynamic");
}
void report(const char* name, double direct, double generated, double dynamic) {
  fmt::print("{:<28} {:>10.1f} {:>10.1f} {:>10.1f}\n", name, direct, generated, dynamic);
  std::fflush(stdout);
}

Component load(const Engine& engine) {
  const auto source = value_of(read_text_file(WITC_BENCH_CALLS, 1 << 20));
  return value_of(Component::from_binary(engine, value_of(component::text::parse_component(source))));
}

/// The host, and what a direct call calls: not inlined, as a call through the component model is not.
struct Host {
  using thing = Thing;
  [[gnu::noipa]] void noop() { asm volatile(""); }
  [[gnu::noipa]] std::uint32_t add(std::uint32_t x, std::uint32_t y) { return asm_result(x + y); }
  [[gnu::noipa]] std::uint32_t take_string(std::string_view s) { return asm_result(s.size()); }
  [[gnu::noipa]] std::uint32_t take_record(const calls::Point& at) { return asm_result(at.a); }
  [[gnu::noipa]] std::uint32_t take_bytes(std::span<const std::byte> s) { return asm_result(s.size()); }
  [[gnu::noipa]] Own<Thing> make_thing() { return make_own<Thing>(); }
  [[gnu::noipa]] std::uint32_t get(Thing& thing) { return asm_result(thing.value); }
  // What the guest gives.
  [[gnu::noipa]] std::string give_string(std::uint32_t length) { return std::string(length, 'x'); }
  [[gnu::noipa]] std::vector<std::byte> give_bytes(std::uint32_t length) { return std::vector<std::byte>(length); }

 private:
  static std::uint32_t asm_result(std::uint64_t value) {
    asm volatile("" : "+r"(value));
    return static_cast<std::uint32_t>(value);
  }
};

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

template <class Call>
double repeated(Call call) {
  return nanoseconds([&](std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) call();
  });
}

void host_to_guest(Store<Host>& store, const calls::Instance& guest, Store<>& dynamic_store, const Instance& instance) {
  const DynamicCalls dynamic{dynamic_store, instance};
  const std::vector<std::uint8_t> bytes(bytes_length, 1);
  const auto view = std::as_bytes(std::span(bytes));
  std::vector<std::uint8_t> copy(bytes_length);
  const double memcpy_time = repeated([&] {
    std::memcpy(copy.data(), bytes.data(), bytes_length);
    asm volatile("" : : "r"(copy.data()) : "memory");
  });
  Host& host = store.data();
  const calls::Point at{1, 2, 3, 4};
  head("host to guest");
  report("no-op", repeated([&] { host.noop(); }), repeated([&] { done(guest.call_noop(store)); }),
         dynamic("call-noop", {}));
  report("add(u32, u32)", repeated([&] { host.add(1, 2); }), repeated([&] { done(guest.call_add(store, 1, 2)); }),
         dynamic("call-add", {1u, 2u}));
  report("string of 16 in", repeated([&] { host.take_string(text); }),
         repeated([&] { done(guest.call_string(store, text)); }), dynamic("call-string", {Val(text)}));
  report("string of 16 out", repeated([&] { host.give_string(16); }),
         repeated([&] { done(guest.call_give_string(store, 16)); }), dynamic("call-give-string", {16u}));
  const Val point = Val::record({{"a", 1u}, {"b", std::uint64_t{2}}, {"c", 3.0}, {"d", 4u}});
  report("record of four in", repeated([&] { host.take_record(at); }),
         repeated([&] { done(guest.call_record(store, at)); }), dynamic("call-record", {point}));
  report("list<u8> of 64 KiB in", repeated([&] { host.take_bytes(view); }),
         repeated([&] { done(guest.call_bytes(store, view)); }), dynamic("call-bytes", {Val(Val::Bytes(bytes))}));
  report("list<u8> of 64 KiB out", repeated([&] { host.give_bytes(bytes_length); }),
         repeated([&] { done(guest.call_give_bytes(store, bytes_length)); }),
         dynamic("call-give-bytes", {std::uint32_t{bytes_length}}));
  {
    Thing thing;
    auto counter = done(guest.counters().make_counter(store));
    const std::string interface = "example:calls/counters#";
    const Val handle = (*value_of(instance.get_func(interface + "[constructor]counter")).call(dynamic_store, {}))[0];
    report("method of a guest resource", repeated([&] { host.get(thing); }),
           repeated([&] { done(counter.get(store)); }), dynamic(interface + "[method]counter.get", {handle}));
  }
  fmt::print("{:<28} {:>10.1f}\n\n", "memcpy of 64 KiB", memcpy_time);
}

void guest_to_host(Store<Host>& generated_store, const Instance& generated, Store<>& dynamic_store,
                   const Instance& dynamic) {
  const auto loop = [](const auto& store, const Instance& instance, const char* name) {
    const auto function = value_of(instance.get_typed_func<void(std::uint32_t)>(name));
    return nanoseconds([&](std::uint32_t count) { done(function.call(store, count)); });
  };
  head("guest to host");
  Host& host = generated_store.data();
  const std::vector<std::byte> bytes(bytes_length);
  const auto row = [&](const char* name, const char* what, double direct) {
    report(what, direct, loop(generated_store, generated, name), loop(dynamic_store, dynamic, name));
  };
  row("loop-nothing", "an empty loop", repeated([] { asm volatile(""); }));
  row("loop-noop", "no-op", repeated([&] { host.noop(); }));
  row("loop-add", "add(u32, u32)", repeated([&] { host.add(1, 2); }));
  row("loop-string", "string of 16 in", repeated([&] { host.take_string(text); }));
  row("loop-record", "record of four in", repeated([&] { host.take_record({1, 2, 3, 4}); }));
  row("loop-bytes", "list<u8> of 64 KiB in", repeated([&] { host.take_bytes(bytes); }));
  Thing thing;
  row("loop-method", "method of a host resource", repeated([&] { host.get(thing); }));
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
  Store<Host> store(engine, Host());
  Store<> dynamic_store(engine);
  Linker<Host> linker(engine);
  calls::add_to_linker(linker, std::identity());
  const Instance generated = done(value_of(linker.instantiate(store, component)));
  const auto thing = ResourceType::dynamic();
  const Instance dynamic = done(value_of(dynamic_host(engine, thing).instantiate(dynamic_store, component)));
  fmt::print("Nanoseconds per call\n\n");
  host_to_guest(store, value_of(calls::Instance::find(generated)), dynamic_store, dynamic);
  guest_to_host(store, generated, dynamic_store, dynamic);
  instantiation(engine, "instantiating calls.wat", component);
  for (int i = 1; i + 1 < argc; i += 2)
    if (std::strcmp(argv[i], "--component") == 0)
      instantiation(engine, "instantiating FILE", value_of(Component::from_file(engine, argv[i + 1])));
}
