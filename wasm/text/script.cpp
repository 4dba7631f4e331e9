#include "wasm/text/script.hpp"

#include <utility>

#include "wasm/text/module_parser.hpp"
#include "wasm/text/script_values.hpp"

namespace witc::wasm::script {

namespace {

using text::TokenCursor;
using text::TokenKind;

std::string_view trimmed(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return "";
  return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

/// The comments a script begins with.
void read_header(std::string_view source, Script& script) {
  constexpr std::string_view setting = ";;!", run = ";; RUN:";
  while (!source.empty()) {
    const std::size_t end = source.find('\n');
    const std::string_view line = trimmed(source.substr(0, end));
    source = end == std::string_view::npos ? "" : source.substr(end + 1);
    if (line.starts_with(setting))
      script.settings.emplace_back(trimmed(line.substr(setting.size())));
    else if (line.starts_with(run))
      script.run.emplace_back(trimmed(line.substr(run.size())));
    else if (!line.empty() && !line.starts_with(";;"))
      return;
  }
}

std::optional<std::string> take_id(TokenCursor& cursor) {
  if (const auto id = cursor.take_identifier()) return std::string(*id);
  return std::nullopt;
}

bool at_module_instance(const TokenCursor& cursor) {
  return cursor.at_form("module") && cursor.kind(2) == TokenKind::keyword && cursor.text(2) == "instance";
}

class ScriptParser {
 public:
  explicit ScriptParser(const text::TokenBuffer& buffer) : buffer_(buffer), cursor_(buffer) {}

  Expected<std::vector<Command>> parse() {
    std::vector<Command> commands;
    if (is_module_fields()) {
      Command& command = commands.emplace_back(1, buffer_.source(), Component{});
      Module module;
      module.binary = parse_module_fields(cursor_, std::nullopt);
      if (module.binary && !cursor_.at_end()) module.binary = cursor_.unexpected("a module field");
      command.what = std::move(module);
      return commands;
    }
    while (!cursor_.at_end()) {
      WITC_TRY_ASSIGN(commands.emplace_back(), parse_command(0));
    }
    return commands;
  }

 private:
  static constexpr int max_thread_depth = 8;

  bool is_module_fields() const {
    for (const std::string_view field :
         {"type", "rec", "import", "func", "table", "memory", "global", "tag", "export", "start", "elem", "data"})
      if (cursor_.at_form(field)) return true;
    return false;
  }

  /// One form. Those of the Component Model are recognised, wherever that shows, and stepped over.
  Expected<Command> parse_command(int depth) {
    const std::uint32_t begin = cursor_.position();
    const std::uint32_t begin_offset = cursor_.peek().offset;
    if (!cursor_.at_open()) return cursor_.unexpected("a command");
    TokenCursor ahead = cursor_;
    WITC_TRY(ahead.skip_item());
    Command command;
    command.line = buffer_.line(begin_offset);
    command.source =
        buffer_.source().substr(begin_offset, buffer_.tokens()[ahead.position() - 1].offset + 1 - begin_offset);
    if (is_component_command(begin, ahead.position())) {
      command.what = Component{};
      cursor_ = ahead;
      return command;
    }
    WITC_TRY(parse_command(command, depth));
    return command;
  }

  bool is_component_command(std::uint32_t begin, std::uint32_t end) const {
    if (cursor_.at_form("component")) return true;
    if (cursor_.at_form("module") || cursor_.at_form("thread")) return false;
    TokenCursor scan = cursor_;
    scan.seek(begin + 2);
    if (scan.at_form("component")) return true;
    if (scan.at_form("module")) return false;
    for (; scan.position() < end; scan.next())
      if (at_component_value(scan)) return true;
    return false;
  }

  Expected<void> parse_command(Command& command, int depth) {
    if (at_module_instance(cursor_)) return store(command, parse_instance());
    if (cursor_.at_form("module")) return store(command, parse_script_module());
    if (cursor_.at_form("invoke") || cursor_.at_form("get")) return store(command, parse_action());
    if (cursor_.at_form("thread")) return store(command, parse_thread(depth));
    WITC_TRY(parse_other(command));
    return cursor_.expect_close();
  }

  template <class T>
  static Expected<void> store(Command& command, Expected<T> parsed) {
    if (!parsed) return fail(std::move(parsed).error());
    command.what = std::move(*parsed);
    return {};
  }

  /// Up to its closing parenthesis.
  Expected<void> parse_other(Command& command) {
    if (cursor_.take_form("register")) return store(command, parse_register());
    if (cursor_.take_form("wait")) return store(command, parse_wait());
    if (cursor_.take_form("assert_return")) return store(command, parse_assert_return());
    if (cursor_.take_form("assert_trap")) return store(command, parse_assert_trap());
    if (cursor_.take_form("assert_exhaustion")) return store(command, parse_assert_exhaustion());
    if (cursor_.take_form("assert_exception")) return store(command, parse_assert_exception());
    if (cursor_.take_form("assert_unlinkable")) return store(command, parse_assert_unlinkable());
    if (cursor_.take_form("assert_malformed")) return store(command, parse_assert_module<AssertMalformed>(false));
    if (cursor_.take_form("assert_invalid")) return store(command, parse_assert_module<AssertInvalid>(false));
    if (cursor_.take_form("assert_malformed_custom")) return store(command, parse_assert_module<AssertMalformed>(true));
    if (cursor_.take_form("assert_invalid_custom")) return store(command, parse_assert_module<AssertInvalid>(true));
    cursor_.next();
    return cursor_.unexpected("a command such as \"module\" or \"assert_return\"");
  }

  // --- modules

  /// `(module definition? $id? …)`. What is wrong in its text is kept with it.
  Expected<Module> parse_script_module() {
    TokenCursor end = cursor_;
    WITC_TRY(end.skip_item());
    WITC_TRY(cursor_.expect_form("module"));
    Module module;
    module.is_definition = cursor_.take_keyword("definition");
    module.id = take_id(cursor_);
    if (cursor_.take_keyword("binary")) {
      module.form = ModuleForm::binary;
      WITC_TRY_ASSIGN(const std::string bytes, parse_strings(""));
      const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
      module.binary = std::vector<std::byte>(data, data + bytes.size());
    } else if (cursor_.take_keyword("quote")) {
      module.form = ModuleForm::quote;
      // Strings are often one line each, without a space at the end.
      WITC_TRY_ASSIGN(const std::string source, parse_strings(" "));
      module.binary = parse_module(source);
    } else {
      module.binary = parse_module_fields(cursor_, module.id);
      if (module.binary && !cursor_.at_close()) module.binary = cursor_.unexpected("a module field");
    }
    cursor_ = end;
    return module;
  }

  Expected<std::string> parse_strings(std::string_view separator) {
    std::string result = cursor_.take_strings(separator);
    WITC_TRY(cursor_.expect_close());
    return result;
  }

  Expected<ModuleInstance> parse_instance() {
    WITC_TRY(cursor_.expect_form("module"));
    WITC_TRY(cursor_.expect_keyword("instance"));
    ModuleInstance instance;
    instance.id = take_id(cursor_);
    instance.definition = take_id(cursor_);
    if (!instance.definition) instance.definition = std::exchange(instance.id, std::nullopt);
    WITC_TRY(cursor_.expect_close());
    return instance;
  }

  // --- actions

  Expected<Action> parse_action() {
    Action action;
    action.kind = cursor_.at_form("get") ? Action::Kind::get : Action::Kind::invoke;
    if (!cursor_.take_form("get")) WITC_TRY(cursor_.expect_form("invoke"));
    action.module = take_id(cursor_);
    WITC_TRY_ASSIGN(action.name, cursor_.expect_name("the name of an export"));
    while (action.kind == Action::Kind::invoke && !cursor_.at_close()) {
      WITC_TRY_ASSIGN(action.arguments.emplace_back(), parse_value(cursor_));
    }
    WITC_TRY(cursor_.expect_close());
    return action;
  }

  Expected<Register> parse_register() {
    Register result;
    WITC_TRY_ASSIGN(result.name, cursor_.expect_name("a name for the module"));
    result.module = take_id(cursor_);
    return result;
  }

  Expected<Wait> parse_wait() {
    const auto id = take_id(cursor_);
    if (!id) return cursor_.unexpected("the identifier of a thread");
    return Wait{*id};
  }

  /// `(thread $id? (shared (module $m))* command…)`
  Expected<Thread> parse_thread(int depth) {
    if (depth >= max_thread_depth) return cursor_.error("threads are nested too deeply");
    WITC_TRY(cursor_.expect_form("thread"));
    Thread thread;
    thread.id = take_id(cursor_);
    while (cursor_.take_form("shared")) {
      WITC_TRY(cursor_.expect_form("module"));
      const auto module = take_id(cursor_);
      if (!module) return cursor_.unexpected("the identifier of a module");
      thread.shared_modules.push_back(*module);
      WITC_TRY(cursor_.expect_close());
      WITC_TRY(cursor_.expect_close());
    }
    while (!cursor_.at_close()) {
      WITC_TRY_ASSIGN(thread.commands.emplace_back(), parse_command(depth + 1));
    }
    WITC_TRY(cursor_.expect_close());
    return thread;
  }

  // --- assertions

  Expected<std::string> parse_message() { return cursor_.expect_string("the message of an assertion"); }

  Expected<AssertReturn> parse_assert_return() {
    AssertReturn result;
    WITC_TRY_ASSIGN(result.action, parse_action());
    while (!cursor_.at_close()) {
      WITC_TRY_ASSIGN(result.results.emplace_back(), parse_pattern(cursor_));
    }
    return result;
  }

  Expected<AssertTrap> parse_assert_trap() {
    AssertTrap result;
    if (at_module_instance(cursor_)) {
      WITC_TRY_ASSIGN(result.subject, parse_instance());
    } else if (cursor_.at_form("module")) {
      WITC_TRY_ASSIGN(result.subject, parse_script_module());
    } else {
      WITC_TRY_ASSIGN(result.subject, parse_action());
    }
    WITC_TRY_ASSIGN(result.message, parse_message());
    return result;
  }

  Expected<AssertExhaustion> parse_assert_exhaustion() {
    AssertExhaustion result;
    WITC_TRY_ASSIGN(result.action, parse_action());
    WITC_TRY_ASSIGN(result.message, parse_message());
    return result;
  }

  Expected<AssertException> parse_assert_exception() {
    WITC_TRY_ASSIGN(Action action, parse_action());
    return AssertException{std::move(action)};
  }

  Expected<AssertUnlinkable> parse_assert_unlinkable() {
    AssertUnlinkable result;
    if (at_module_instance(cursor_)) {
      WITC_TRY_ASSIGN(result.module, parse_instance());
    } else {
      WITC_TRY_ASSIGN(result.module, parse_script_module());
    }
    WITC_TRY_ASSIGN(result.message, parse_message());
    return result;
  }

  template <class Assertion>
  Expected<Assertion> parse_assert_module(bool custom) {
    Assertion result;
    result.custom = custom;
    WITC_TRY_ASSIGN(result.module, parse_script_module());
    WITC_TRY_ASSIGN(result.message, parse_message());
    return result;
  }

  const text::TokenBuffer& buffer_;
  TokenCursor cursor_;
};

}  // namespace

Expected<Script> parse_script(std::string_view source) {
  Script script;
  read_header(source, script);
  WITC_TRY_ASSIGN(const text::TokenBuffer buffer, tokenize_module(source));
  WITC_TRY_ASSIGN(script.commands, ScriptParser(buffer).parse());
  return script;
}

}  // namespace witc::wasm::script
