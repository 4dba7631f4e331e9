#pragma once

#include <string>
#include <string_view>

#include "component/decoder.hpp"

namespace witc::cli::wast {

/// What a command of the Component Model came to.
struct ComponentVerdict {
  enum class Kind : unsigned char {
    done,     ///< nothing was asserted, and nothing was wrong
    passed,   ///< an assertion holds
    skipped,  ///< it needs an instance, which is not made yet
    failed,
  };
  Kind kind = Kind::done;
  std::string what = {};  ///< what was expected and what happened, of failures
};

/// Reads the components of a command and validates them. They are not instantiated yet, and nothing in them is called.
ComponentVerdict run_component_command(std::string_view source, const component::Features& features);

}  // namespace witc::cli::wast
