#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "tests/interpreter/interpreter.hpp"
#include "tests/interpreter/script_patterns.hpp"
#include "tests/support/shared_dir.hpp"
#include "wasm/text/script.hpp"
#include "wasm/validator.hpp"

// The specification's scripts, as far as they are about modules that the interpreter takes: what it says about the
// engine is worth as much as what these say about it.

namespace witc::interpreter {

namespace {

namespace fs = std::filesystem;
namespace script = wasm::script;

struct Counts {
  unsigned passed = 0, skipped = 0;
  std::vector<std::string> failures;
};

/// Deep enough for the scripts, within the native stack of a test that is built without optimisation.
constexpr Budget budget{.fuel = 30'000'000, .call_depth = 1'200};

/// A script's functions of the host print, which nobody reads.
std::optional<TrapCode> print_nothing(std::uint32_t, std::span<const Value>, std::span<Value>) { return {}; }

struct Loaded {
  std::vector<std::byte> binary;
  wasm::Module module;
  std::unique_ptr<Instance> instance;
};

class ScriptRun {
 public:
  Counts run(const script::Script& script) && {
    for (const auto& command : script.commands) {
      line_ = command.line;
      std::visit([this](const auto& what) { perform(what); }, command.what);
    }
    return std::move(counts_);
  }

 private:
  void pass_if(bool right, const std::string& what) {
    if (right)
      ++counts_.passed;
    else
      counts_.failures.push_back(std::to_string(line_) + ": " + what);
  }

  /// Null where the interpreter does not have what the module needs.
  std::shared_ptr<Loaded> load(const script::Module& module) {
    if (!module.binary) return nullptr;
    auto made = std::make_shared<Loaded>();
    made->binary = *module.binary;
    auto decoded = wasm::decode_and_validate(made->binary, wasm::all_features);
    if (!decoded) return nullptr;
    made->module = std::move(*decoded);
    for (const auto& import : made->module.imports)
      if (import.module != "spectest") is_linked_ = true;
    if (is_linked_) return nullptr;
    auto instance = Instance::make(made->module, made->binary, budget, print_nothing);
    if (!instance) return nullptr;
    made->instance = std::move(*instance);
    return made;
  }

  void perform(const script::Module& module) {
    latest_ = load(module);
    if (latest_) pass_if(latest_->instance->instantiate().kind == Ending::Kind::returned, "cannot be instantiated");
    if (module.id) named_[*module.id] = latest_;
  }
  void perform(const script::ModuleInstance&) { latest_ = nullptr; }
  void perform(const script::Action& action) { call(action); }

  /// Null when nothing is known of the instance.
  std::optional<Ending> call(const script::Action& action) {
    const auto target = action.module ? named_[*action.module] : latest_;
    const auto* item = target && !is_linked_ ? target->module.find_export(action.name) : nullptr;
    if (!item) return {};
    if (action.kind == script::Action::Kind::get) {
      types_ = {target->module.globals[item->index].type.type};
      return Ending{Ending::Kind::returned, {target->instance->global(item->index)}, {}};
    }
    types_ = target->module.function_type(item->index).results;
    std::vector<Value> params;
    for (const auto& argument : action.arguments) params.push_back(to_value(argument));
    return target->instance->call(item->index, params);
  }

  void perform(const script::AssertReturn& assertion) {
    const auto ending = call(assertion.action);
    if (!ending) return void(++counts_.skipped);
    bool right = ending->kind == Ending::Kind::returned && ending->results.size() == assertion.results.size();
    for (std::size_t i = 0; right && i < types_.size(); ++i)
      right = matches(ending->results[i], types_[i], assertion.results[i]);
    pass_if(right, "returns something else");
  }

  void judge_trap(const std::optional<Ending>& ending, std::string_view message) {
    if (!ending) return void(++counts_.skipped);
    if (ending->kind != Ending::Kind::trapped) return pass_if(false, "does not trap");
    const std::string_view found = to_string(ending->trap);
    // Messages are sometimes shorter, or name an index; null references have one for each type.
    const bool same = found.starts_with(message) || message.starts_with(found) ||
                      (message.starts_with("null ") && ending->trap == TrapCode::null_reference);
    pass_if(same, "traps with " + std::string(found));
  }
  void perform(const script::AssertTrap& assertion) {
    if (const auto* action = std::get_if<script::Action>(&assertion.subject))
      return judge_trap(call(*action), assertion.message);
    const auto* module = std::get_if<script::Module>(&assertion.subject);
    const auto made = module ? load(*module) : nullptr;
    judge_trap(made ? std::optional(made->instance->instantiate()) : std::nullopt, assertion.message);
  }
  void perform(const script::AssertExhaustion& assertion) {
    const auto ending = call(assertion.action);
    if (!ending) return void(++counts_.skipped);
    pass_if(ending->kind == Ending::Kind::exhausted, "does not exhaust the stack");
  }
  void perform(const script::AssertException& assertion) {
    const auto ending = call(assertion.action);
    if (!ending) return void(++counts_.skipped);
    pass_if(ending->kind == Ending::Kind::trapped && ending->trap == TrapCode::uncaught_exception, "throws nothing");
  }
  /// Linking, validation and threads are not the interpreter's.
  template <class Other>
  void perform(const Other&) {}

  Counts counts_;
  std::uint32_t line_ = 0;
  /// An instance may have changed another, so that nothing is known of the script's instances any more.
  bool is_linked_ = false;
  std::shared_ptr<Loaded> latest_;
  std::map<std::string, std::shared_ptr<Loaded>> named_;
  std::vector<wasm::ValType> types_;  ///< of the latest call's results
};

TEST(Scripts, AssertionsHold) {
  WITC_CONFORMANCE_FILE(folder, "core");
  std::vector<fs::path> scripts;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".wast") scripts.push_back(entry.path());
  std::ranges::sort(scripts);
  Counts total;
  for (const auto& path : scripts) {
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto script = script::parse_script(text);
    if (!script) continue;  // the text format's tests are elsewhere
    const Counts counts = ScriptRun().run(*script);
    total.passed += counts.passed;
    total.skipped += counts.skipped;
    for (const auto& failure : counts.failures) ADD_FAILURE() << path << ':' << failure;
  }
  std::cout << scripts.size() << " scripts: " << total.passed << " assertions hold, " << total.skipped << " skipped\n";
  EXPECT_GE(total.passed, 47'000u);
}

}  // namespace

}  // namespace witc::interpreter
