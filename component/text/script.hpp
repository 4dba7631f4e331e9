#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "witc/error.hpp"
#include "witc/val.hpp"

// The Component Model's commands of test scripts, as plain data (the component-model repository's test/README.md).
// wasm::script reads scripts and leaves these as text. Running them is somebody else's.

namespace witc::component::text::script {

enum class Form : std::uint8_t { text, binary, quote };

struct Component {
  std::optional<std::string> id;
  Form form = Form::text;
  bool is_definition = false;  ///< not to be instantiated
  /// Its binary, or why its text is malformed. For Form::quote, locations are in the quoted text.
  Expected<std::vector<std::byte>> binary;
};

/// `(component instance $id $definition)`; without `definition` the component defined last.
struct Instance {
  std::optional<std::string> id;
  std::optional<std::string> definition;
};

/// `(invoke $id "name" value…)`; without `id` of the latest instance.
struct Invoke {
  std::optional<std::string> instance;
  std::string function;
  std::vector<Val> arguments;
};

struct AssertReturn {
  Invoke action;
  std::optional<Val> result;
};

struct Assertion {
  enum class Kind : std::uint8_t { malformed, invalid, unlinkable, trap };
  Kind kind = Kind::malformed;
  std::variant<Component, Instance, Invoke> subject;  ///< Invoke for Kind::trap only
  std::string message;
};

using Command = std::variant<Component, Instance, Invoke, AssertReturn, Assertion>;

/// One command, which must be well-formed but for what is in components.
Expected<Command> parse_command(std::string_view source);

}  // namespace witc::component::text::script
