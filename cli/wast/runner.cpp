#include "cli/wast/runner.hpp"

#include <map>
#include <thread>
#include <utility>

#include "cli/wast/components.hpp"
#include "cli/wast/environment.hpp"
#include "cli/wast/settings.hpp"
#include "cli/wast/values.hpp"

// The commands of a script (the spec's interpreter/README.md, "Scripts"). Messages of assertions are not compared:
// every engine has its own.

namespace witc::cli::wast {

namespace {

using namespace wasm::script;

/// Why an assertion does not hold; empty when it does.
using Verdict = std::string;

std::string describe(const Error& error) {
  std::string text = error.message;
  for (const auto& note : error.notes) text += "; " + note.text;
  return text;
}
std::string describe(const Trap& trap) { return "trap: " + trap.message; }

class Runner {
 public:
  Runner(const Engine& engine, const Settings& settings, CodeFrom code_from)
      : engine_(engine),
        settings_(settings),
        code_from_(code_from),
        environment_(engine, settings.names_are_registered, code_from),
        components_(engine, settings_, code_from) {}

  Report run(const std::vector<Command>& commands) {
    if (auto ready = environment_.prepare(); !ready) {
      report_.failures.push_back({0, describe(ready.error())});
      return std::move(report_);
    }
    for (const auto& command : commands) {
      line_ = command.line;
      source_ = command.source;
      std::visit(*this, command.what);
    }
    for (auto& [id, thread] : threads_) join(thread);
    return std::move(report_);
  }

  Environment& environment() { return environment_; }

  // Outside of assertions

  void operator()(const Module& module) {
    auto compiled = environment_.compile(module);
    if (!compiled) return failed("module: " + describe(compiled.error()));
    if (module.is_definition) return environment_.define(module.id, std::move(*compiled));
    instantiate(module.id, std::move(*compiled));
  }

  void operator()(const ModuleInstance& instance) {
    auto definition = environment_.definition(instance.definition);
    if (!definition) return failed(describe(definition.error()));
    instantiate(instance.id, std::move(*definition));
  }

  void operator()(const Register& command) {
    if (is_unlinked(command.module)) return;
    if (auto done = environment_.register_instance(command.name, command.module); !done)
      failed("register: " + describe(done.error()));
  }

  void operator()(const Action& action) {
    if (components_.act_on(action.module)) return run_component_command();
    if (is_unlinked(action.module)) return;
    auto outcome = environment_.perform(action);
    if (!outcome) return failed(describe(outcome.error()));
    if (!*outcome) failed(describe(outcome->error()));
  }

  void operator()(const wasm::script::Thread& thread) {
    auto runner = std::make_unique<Runner>(engine_, settings_, code_from_);
    for (const auto& id : thread.shared_modules) {
      if (is_unlinked(id)) continue;
      auto shared = environment_.instance(id);
      if (!shared) return failed(describe(shared.error()));
      runner->environment().share(id, **shared);
    }
    auto& slot = threads_[thread.id.value_or("")];
    slot.runner = std::move(runner);
    slot.thread = std::thread([&slot, &thread] { slot.report = slot.runner->run(thread.commands); });
  }

  void operator()(const Wait& wait) {
    const auto found = threads_.find(wait.thread);
    if (found == threads_.end()) return failed("no thread $" + wait.thread);
    join(found->second);
    threads_.erase(found);
  }

  void operator()(const wasm::script::Component&) { run_component_command(); }

  // Assertions

  void operator()(const AssertReturn& assertion) {
    if (components_.act_on(assertion.action.module)) return run_component_command();
    if (is_unlinked(assertion.action.module)) return skip();
    judge(check_return(assertion));
  }

  void operator()(const AssertTrap& assertion) {
    if (const auto* action = std::get_if<Action>(&assertion.subject)) {
      if (components_.act_on(action->module)) return run_component_command();
      if (is_unlinked(action->module)) return skip();
    }
    judge(std::visit([this](const auto& subject) { return check_trap(subject); }, assertion.subject));
  }

  void operator()(const AssertExhaustion& assertion) {
    if (is_unlinked(assertion.action.module)) return skip();
    judge(check_trap(assertion.action, TrapCode::call_stack_exhausted));
  }

  void operator()(const AssertException& assertion) {
    if (is_unlinked(assertion.action.module)) return skip();
    judge(check_trap(assertion.action, TrapCode::uncaught_exception));
  }

  void operator()(const AssertMalformed& assertion) {
    if (assertion.custom) return skip_unless_refused(assertion.module);
    judge(check_refused(assertion.module, assertion.message));
  }
  void operator()(const AssertInvalid& assertion) {
    if (assertion.custom) return skip_unless_refused(assertion.module);
    judge(check_refused(assertion.module, assertion.message));
  }

  void operator()(const AssertUnlinkable& assertion) {
    judge(std::visit([this](const auto& module) { return check_unlinkable(module); }, assertion.module));
  }

 private:
  struct Thread {
    std::unique_ptr<Runner> runner;
    std::thread thread;
    Report report;
  };

  void failed(std::string what) { report_.failures.push_back({line_, std::move(what)}); }
  void skip() { ++report_.skipped; }
  void judge(Verdict verdict) {
    if (verdict.empty())
      ++report_.passed;
    else
      failed(std::move(verdict));
  }
  void join(Thread& thread) {
    thread.thread.join();
    report_.add(std::move(thread.report));
  }

  /// Whether the instance could not be made, for want of imports.
  bool is_unlinked(const std::optional<std::string>& id) const {
    return settings_.links_loosely && !environment_.instance(id);
  }

  void run_component_command() {
    ComponentVerdict verdict = components_.run(source_);
    switch (verdict.kind) {
      case ComponentVerdict::Kind::done: return;
      case ComponentVerdict::Kind::passed: return judge({});
      case ComponentVerdict::Kind::skipped:
        report_.asynchronous += settings_.component_runs == ComponentRuns::asynchronous;
        return skip();
      case ComponentVerdict::Kind::failed: return failed(std::move(verdict.what));
    }
  }

  /// Custom sections are never a reason to refuse a module (binary/modules), so these assertions are another tool's.
  void skip_unless_refused(const Module& module) {
    if (environment_.compile(module))
      skip();
    else
      ++report_.passed;
  }

  void instantiate(const std::optional<std::string>& id, std::shared_ptr<runtime::CoreModule> module) {
    components_.another_is_latest();
    auto outcome = environment_.instantiate(std::move(module));
    if (!outcome && settings_.links_loosely && outcome.error().code == ErrorCode::link)
      return environment_.remember(id, nullptr);
    if (!outcome) return failed("module: " + describe(outcome.error()));
    if (!*outcome) return failed("module: " + describe(outcome->error()));
    environment_.remember(id, **outcome);
  }

  Verdict check_return(const AssertReturn& assertion) {
    auto outcome = environment_.perform(assertion.action);
    if (!outcome) return describe(outcome.error());
    if (!*outcome) return "expected results, got " + describe(outcome->error());
    const auto& [cells, types] = **outcome;
    if (cells.size() != assertion.results.size())
      return "expected " + std::to_string(assertion.results.size()) + " results, got " + std::to_string(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!matches(cells[i], types[i], assertion.results[i]))
        return "expected " + to_string(assertion.results[i]) + ", got " + to_string(cells[i], types[i]) +
               (cells.size() > 1 ? " as result " + std::to_string(i) : "");
    return {};
  }

  template <class T>
  Verdict judge_trap(const Expected<Outcome<T>>& outcome, std::optional<TrapCode> wanted) {
    if (!outcome) return "expected a trap, got " + describe(outcome.error());
    if (*outcome) return "expected a trap, got none";
    if (wanted && outcome->error().code != *wanted)
      return "expected " + std::string(witc::to_string(*wanted)) + ", got " + describe(outcome->error());
    return {};
  }

  Verdict check_trap(const Action& action, std::optional<TrapCode> wanted = {}) {
    return judge_trap(environment_.perform(action), wanted);
  }

  Verdict check_trap(const Module& module) {
    auto compiled = environment_.compile(module);
    if (!compiled) return "expected a trap, got " + describe(compiled.error());
    return judge_trap(environment_.instantiate(std::move(*compiled)), {});
  }

  Verdict check_trap(const ModuleInstance& instance) {
    auto definition = environment_.definition(instance.definition);
    if (!definition) return describe(definition.error());
    return judge_trap(environment_.instantiate(std::move(*definition)), {});
  }

  Verdict check_refused(const Module& module, const std::string& message) {
    auto compiled = environment_.compile(module);
    if (compiled) return "expected \"" + message + "\", but the module is valid";
    return {};
  }

  Verdict judge_unlinkable(const Expected<Outcome<runtime::CoreInstance*>>& outcome) {
    if (outcome) return "expected a link error, got none";
    return outcome.error().code == ErrorCode::link ? "" : "expected a link error, got " + describe(outcome.error());
  }

  Verdict check_unlinkable(const Module& module) {
    auto compiled = environment_.compile(module);
    if (!compiled) return "expected a link error, got " + describe(compiled.error());
    return judge_unlinkable(environment_.instantiate(std::move(*compiled)));
  }

  Verdict check_unlinkable(const ModuleInstance& instance) {
    auto definition = environment_.definition(instance.definition);
    if (!definition) return describe(definition.error());
    return judge_unlinkable(environment_.instantiate(std::move(*definition)));
  }

  Engine engine_;
  Settings settings_;
  CodeFrom code_from_;
  Environment environment_;
  Components components_;
  Report report_;
  std::uint32_t line_ = 0;
  std::string_view source_;
  std::map<std::string, Thread> threads_;
};

}  // namespace

void Report::add(Report other) {
  passed += other.passed;
  skipped += other.skipped;
  asynchronous += other.asynchronous;
  failures.insert(failures.end(), std::make_move_iterator(other.failures.begin()),
                  std::make_move_iterator(other.failures.end()));
}

Report run_script(std::string_view source, const std::filesystem::path& file, const EngineFactory& engine_for,
                  CodeFrom code_from) {
  auto script = parse_script(source);
  if (!script) {
    Report report;
    report.failures.push_back({script.error().location.line, describe(script.error())});
    return report;
  }
  const Settings settings = settings_of(*script, file);
  return Runner(engine_for(settings), settings, code_from).run(script->commands);
}

}  // namespace witc::cli::wast
