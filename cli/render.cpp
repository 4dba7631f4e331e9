#include "cli/render.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "cli/snippet.hpp"
#include "cli/terminal_text.hpp"

namespace witc::cli {

namespace {

Style style_of(Severity severity) { return severity == Severity::error ? Style::error : Style::warning; }

/// Escaped, and with every line after the first indented to stand below the first.
std::string indented(std::string_view text, std::size_t indentation) {
  std::string result;
  for (const char character : escape_for_terminal(text)) {
    result += character;
    if (character == '\n') result.append(indentation, ' ');
  }
  return result;
}

std::string headline(Severity severity, ErrorCode code, std::string_view message, const Painter& paint) {
  const std::string kind = std::string(to_string(severity)) + "[" + std::string(to_string(code)) + "]";
  return paint(style_of(severity), kind) + paint(Style::emphasis, ": " + indented(message, 2)) + "\n";
}

std::string hexadecimal(std::uint64_t value) {
  char digits[16];
  return "0x" + std::string(digits, std::to_chars(digits, digits + sizeof digits, value, 16).ptr);
}

/// `file:line:column`, `file: offset 0x2f`, and so on, without the item path.
std::string place(const Location& location) {
  std::string result = escape_for_terminal(location.file);
  if (location.line != 0) {
    if (!result.empty()) result += ':';
    result += std::to_string(location.line);
    if (location.column != 0) result += ':' + std::to_string(location.column);
  } else if (location.offset) {
    result += (result.empty() ? "offset " : ": offset ") + hexadecimal(*location.offset);
  }
  return result;
}

/// `   = note: text`, the form of everything below a location.
std::string footnote(std::size_t margin, Style style, std::string_view name, std::string_view text,
                     const Painter& paint) {
  const std::string lead = std::string(margin + 1, ' ');
  const std::size_t text_begins = margin + 3 + name.size() + 2;
  return lead + paint(Style::frame, "=") + " " + paint(style, name) + ": " + indented(text, text_begins) + "\n";
}

/// The note's text, and its place in parentheses unless it is that of the error.
std::string text_with_place(const Note& note, const Location& main) {
  if (note.location.empty() || note.location == main) return note.text;
  std::string where = place(note.location);
  if (!note.location.item.empty()) where += (where.empty() ? "" : ", ") + note.location.item;
  return note.text + " (" + where + ")";
}

/// `  3: function (module, offset 0x1a)`
std::string frame_line(std::size_t number, std::size_t repetitions, const Frame& frame, const Painter& paint) {
  std::string where = frame.module;
  if (frame.wasm_offset) where += (where.empty() ? "offset " : ", offset ") + hexadecimal(*frame.wasm_offset);
  std::string line = paint(Style::frame, (number < 10 ? "  " : " ") + std::to_string(number) + ":") + " " +
                     paint(Style::emphasis, to_terminal(frame.function).text);
  if (!where.empty()) line += " (" + to_terminal(where).text + ")";
  if (repetitions > 1) line += ", " + std::to_string(repetitions) + " times";
  return line + "\n";
}

/// The end of the word, string or single character at `begin`: what a message about that place is likely to be about.
std::size_t word_end(std::string_view text, std::size_t begin) {
  constexpr std::string_view breaks = " \t\r\n()[]{}<>\",;";
  const std::string_view rest = text.substr(begin);
  std::size_t length = rest.find_first_of(breaks);
  if (rest.starts_with('"')) {
    const std::size_t quote = rest.find_first_of("\"\n", 1);
    length = quote != std::string_view::npos && rest[quote] == '"' ? quote + 1 : 1;
  }
  return begin + std::max<std::size_t>(std::min(length, rest.size()), rest.empty() ? 0 : 1);
}

/// Nowhere unless it is a place in one of the texts.
Span find_span(const Location& location, const SourceMap& sources) {
  if (location.line == 0 || !location.offset) return {};
  const FileId file = sources.find(location.file);
  if (!file.valid() || *location.offset > sources.file(file).text().size()) return {};
  const auto begin = static_cast<std::size_t>(*location.offset);
  const std::size_t end = word_end(sources.file(file).text(), begin);
  return {file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

bool same_place(const Frame& a, const Frame& b) {
  return a.module == b.module && a.function_index == b.function_index && a.wasm_offset == b.wasm_offset;
}

}  // namespace

bool wants_color(int file_descriptor) {
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org
  if (no_color && *no_color) return false;
  const char* terminal = std::getenv("TERM");
  return terminal && std::string_view(terminal) != "dumb" && isatty(file_descriptor) == 1;
}

std::string render(const Error& error, const RenderOptions& options) {
  const Painter paint(options.color);
  constexpr std::size_t margin = 1;
  std::string out = headline(Severity::error, error.code, error.message, paint);
  if (const std::string where = place(error.location); !where.empty())
    out += std::string(margin, ' ') + paint(Style::frame, "-->") + " " + where + "\n";
  if (!error.location.item.empty()) out += footnote(margin, Style::note, "in", error.location.item, paint);
  for (const Note& note : error.notes)
    out += footnote(margin, Style::note, "note", text_with_place(note, error.location), paint);
  if (!error.help.empty()) out += footnote(margin, Style::help, "help", error.help, paint);
  return out;
}

std::string render(const Error& error, const SourceMap& sources, const RenderOptions& options) {
  Diagnostic diagnostic{
      .code = error.code, .span = find_span(error.location, sources), .message = error.message, .help = error.help};
  if (!diagnostic.span.file.valid()) return render(error, options);
  for (const Note& note : error.notes) {
    const Span span = find_span(note.location, sources);
    diagnostic.notes.push_back({span.file.valid() ? note.text : text_with_place(note, error.location), span});
  }
  return render(diagnostic, sources, options);
}

std::string render(const Trap& trap, const RenderOptions& options) {
  const Painter paint(options.color);
  std::string out = paint(Style::error, "trap") + paint(Style::emphasis, ": " + indented(trap.message, 2)) + "\n";
  for (std::size_t at = 0; at < trap.frames.size();) {
    std::size_t end = at + 1;
    while (end < trap.frames.size() && same_place(trap.frames[at], trap.frames[end])) ++end;
    out += frame_line(at, end - at, trap.frames[at], paint);
    at = end;
  }
  return out;
}

std::string render(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options) {
  const Painter paint(options.color);
  std::vector<Annotation> annotations;
  if (diagnostic.span.file.valid())
    annotations.push_back({diagnostic.span, diagnostic.label, true, style_of(diagnostic.severity)});
  for (const DiagnosticNote& note : diagnostic.notes) {
    if (note.span.file.valid()) annotations.push_back({note.span, note.text, false, Style::frame});
  }
  const std::size_t margin = margin_width(annotations, sources);
  std::string out = headline(diagnostic.severity, diagnostic.code, diagnostic.message, paint);
  out += render_snippets(annotations, sources, margin, paint);
  for (const DiagnosticNote& note : diagnostic.notes) {
    if (!note.span.file.valid()) out += footnote(margin, Style::note, "note", note.text, paint);
  }
  if (!diagnostic.help.empty()) out += footnote(margin, Style::help, "help", diagnostic.help, paint);
  return out;
}

std::string render(std::span<const Diagnostic> diagnostics, const SourceMap& sources, const RenderOptions& options) {
  std::string out;
  std::size_t errors = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    out += render(diagnostic, sources, options) + "\n";
    if (diagnostic.severity == Severity::error) ++errors;
  }
  const auto count = [](std::size_t n, std::string_view noun) {
    return std::to_string(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
  };
  const std::size_t warnings = diagnostics.size() - errors;
  if (errors != 0) out += count(errors, "error");
  if (errors != 0 && warnings != 0) out += ", ";
  if (warnings != 0) out += count(warnings, "warning");
  return diagnostics.empty() ? out : out + "\n";
}

}  // namespace witc::cli
