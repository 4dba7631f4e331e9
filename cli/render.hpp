#pragma once

#include <span>
#include <string>

#include "support/diagnostic.hpp"
#include "support/source_map.hpp"
#include "witc/error.hpp"
#include "witc/trap.hpp"

// The one place where errors, traps and diagnostics become words for people. Everything ends with a line feed.

namespace witc::cli {

struct RenderOptions {
  bool color = false;  ///< ANSI escapes
};

/// Whether a file descriptor should get colour: it is a terminal that is not "dumb", and NO_COLOR is unset or empty.
bool wants_color(int file_descriptor);

/// The message, where it happened (file:line:column, or the byte offset and item path of a binary), notes and help.
std::string render(const Error& error, const RenderOptions& options = {});

/// The same, quoting the lines of text it is about where `sources` has the file of that name.
std::string render(const Error& error, const SourceMap& sources, const RenderOptions& options = {});

/// Why the guest stopped, and its stack: innermost frame first, repetitions (deep recursion) counted.
std::string render(const Trap& trap, const RenderOptions& options = {});

/// As for an Error, with the lines of text it is about and carets below them. `sources` is the map the spans refer to.
std::string render(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options = {});

/// Several, separated by blank lines, and a last line that counts them.
std::string render(std::span<const Diagnostic> diagnostics, const SourceMap& sources,
                   const RenderOptions& options = {});

}  // namespace witc::cli
