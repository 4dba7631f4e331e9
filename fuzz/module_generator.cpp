#include "fuzz/module_generator.hpp"

#include <array>
#include <string>
#include <utility>

#include "fuzz/body_generator.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/module_plan.hpp"
#include "tests/support/module_builder.hpp"

// From bytes to a module: first what functions share (signatures, memories, tables, globals, tags), then the bodies.

namespace witc::fuzz {

namespace {

using interpreter::Value;
using testing::FunctionBuilder;
using testing::ModuleBuilder;

class Generator {
 public:
  explicit Generator(std::span<const std::uint8_t> bytes) : choose_(bytes) {}

  Program generate() {
    const unsigned mode = choose_.below(256);
    plan_.setup = {mode & 3, (mode & 4) != 0, (mode & 24) != 0, cpu(), (mode & 128) != 0};
    plan_.is_wild = (mode & 96) == 96;
    signatures();
    memories();
    tables();
    element_segments();
    data_segments();
    globals();
    tags();
    Program program;
    program.setup = plan_.setup;
    program.fuel_global = plan_.fuel_global;
    // What is called comes first, so that shortening the input leaves it alone.
    for (unsigned i = 1 + choose_.below(5); i > 0; --i) program.calls.push_back(call());
    std::vector<FunctionBuilder*> functions;
    for (std::size_t i = plan_.imported_functions; i < plan_.functions.size(); ++i)
      functions.push_back(&module_.function(plan_.functions[i].params, plan_.functions[i].results));
    start(functions);
    for (auto* f : functions) {
      BodyGenerator(choose_, plan_, module_, *f, plan_.functions[f->index()]).write();
      module_.export_function("f" + std::to_string(f->index()), *f);
    }
    for (std::uint32_t i = 0; i < plan_.imported_functions; ++i)
      module_.export_item("f" + std::to_string(i), wasm::ExternKind::func, i);
    program.binary = module_.build();
    return program;
  }

 private:
  /// Those that a machine of today has, and what is older than most vector instructions.
  const char* cpu() { return std::array{"", "", "", "", "", "penryn", "x86-64-v2", "x86-64-v3"}[choose_.below(8)]; }

  wasm::ValType value_type() {
    if (choose_.one_in(24)) return wasm::funcref;
    return std::array{wasm::i32, wasm::i64, wasm::f32, wasm::f64, wasm::v128}[choose_.below(5)];
  }

  Types value_types(unsigned count) {
    Types types;
    // Often all of one type, so that registers of one kind run out.
    const bool uniform = choose_.one_in(4);
    for (unsigned i = 0; i < count; ++i) types.push_back(uniform && i > 0 ? types[0] : value_type());
    return types;
  }

  Signature signature() {
    Signature made;
    made.params = value_types(choose_.one_in(4) ? choose_.below(21) : choose_.below(5));
    made.results = value_types(choose_.one_in(4) ? choose_.below(6) : choose_.below(3));
    return made;
  }

  void signatures() {
    plan_.imported_functions = choose_.below(3);
    const unsigned count = plan_.imported_functions + 1 + choose_.below(5);
    for (unsigned i = 0; i < count; ++i)
      plan_.functions.push_back(i > plan_.imported_functions && choose_.one_in(3) ? plan_.functions[i - 1]
                                                                                  : signature());
    for (std::uint32_t i = 0; i < plan_.imported_functions; ++i)
      module_.import_function("host", "f" + std::to_string(i), plan_.functions[i].params, plan_.functions[i].results);
  }

  wasm::AddressType address_type() { return choose_.one_in(4) ? wasm::AddressType::i64 : wasm::AddressType::i32; }

  std::string bytes(std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made.push_back(static_cast<char>(choose_.integer(8)));
    return made;
  }

  void memories() {
    for (unsigned i = choose_.one_in(16) ? 0 : 1 + (choose_.one_in(4) ? choose_.below(3) : 0); i > 0; --i) {
      wasm::MemoryType type;
      type.limits.min = choose_.one_in(16) ? 0 : 1;
      type.limits.max = type.limits.min + choose_.below(3);
      if (choose_.one_in(8)) {
        type.page_size_log2 = 0;
        type.limits.min = 32 + choose_.below(300);
        type.limits.max = type.limits.min + choose_.below(100);
      }
      type.limits.address = address_type();
      plan_.memories.push_back(type);
      module_.memory(type);
    }
  }

  void tables() {
    for (unsigned i = 1 + choose_.below(2); i > 0; --i) {
      wasm::TableType type;
      type.limits.min = 8 + choose_.below(8);
      type.limits.max = type.limits.min + choose_.below(8);
      type.limits.address = address_type();
      plan_.tables.push_back(type);
      module_.table(type);
    }
  }

  /// Rarely too large for it to be instantiated.
  std::uint64_t segment_offset(std::uint64_t likely) {
    return plan_.is_wild && choose_.one_in(24) ? choose_.integer(32) : likely;
  }

  void element_segments() {
    for (unsigned i = 0; i < 6; ++i) plan_.table_functions.push_back(choose_.below(plan_.functions.size()));
    const std::uint64_t offset = segment_offset(0);
    if (plan_.tables[0].limits.address == wasm::AddressType::i64)
      module_.active_elements64(0, offset, plan_.table_functions);
    else
      module_.active_elements(0, static_cast<std::uint32_t>(offset), plan_.table_functions);
    plan_.first_passive_elements = 1;
    plan_.element_sizes = {passive_elements()};
  }

  void data_segments() {
    if (!plan_.memories.empty() && plan_.memories[0].limits.min > 0 && choose_.one_in(2)) {
      const std::uint64_t offset = segment_offset(choose_.below(17));
      if (plan_.memories[0].limits.address == wasm::AddressType::i64)
        module_.active_data64(offset, bytes(16));
      else
        module_.active_data(static_cast<std::uint32_t>(offset), bytes(16));
      plan_.first_passive_data = 1;
    }
    plan_.data_sizes = {24};
    module_.passive_data(bytes(24));
  }

  void tags() {
    for (unsigned i = choose_.below(3); i > 0; --i) {
      plan_.tags.push_back(value_types(choose_.below(4)));
      module_.tag(plan_.tags.back());
    }
  }

  std::uint32_t passive_elements() {
    std::vector<std::uint32_t> functions;
    for (unsigned i = 0; i < 8; ++i) functions.push_back(choose_.below(plan_.functions.size()));
    module_.passive_elements(functions);
    return 8;
  }

  void globals() {
    plan_.fuel_global = module_.global(static_cast<std::int32_t>(call_fuel));
    plan_.globals.push_back(wasm::i32);
    for (const auto& type : {wasm::i32, wasm::i64, wasm::f32, wasm::f64, wasm::v128, wasm::funcref}) {
      const auto [low, high] = choose_.vector();
      module_.global(type, low, high);
      plan_.globals.push_back(type);
    }
  }

  void start(const std::vector<FunctionBuilder*>& functions) {
    for (const auto* f : functions) {
      const Signature& signature = plan_.functions[f->index()];
      if (signature.params.empty() && signature.results.empty() && choose_.one_in(2)) return module_.start(*f);
    }
  }

  Value argument(wasm::ValType type) {
    switch (type.kind) {
      case wasm::ValKind::i32: return Value::of(static_cast<std::uint32_t>(choose_.integer(32)));
      case wasm::ValKind::i64: return Value::of(choose_.integer(64));
      case wasm::ValKind::f32: return Value::of(static_cast<std::uint32_t>(choose_.float32()));
      case wasm::ValKind::f64: return Value::of(choose_.float64());
      case wasm::ValKind::v128: {
        const auto [low, high] = choose_.vector();
        return Value::of(std::array{low, high});
      }
      case wasm::ValKind::ref: break;
    }
    return Value::of(std::uint64_t{choose_.below(plan_.functions.size() + 1)});
  }

  Call call() {
    const std::uint32_t own = static_cast<std::uint32_t>(plan_.functions.size()) - plan_.imported_functions;
    Call made{plan_.imported_functions + choose_.below(own), {}};
    for (const auto& param : plan_.functions[made.function].params) made.params.push_back(argument(param));
    return made;
  }

  Choices choose_;
  Plan plan_;
  ModuleBuilder module_;
};

}  // namespace

Program generate(std::span<const std::uint8_t> bytes) { return Generator(bytes).generate(); }

}  // namespace witc::fuzz