#include "bindgen/names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace witc::bindgen {

namespace {

/// Keywords; the names of namespaces that generated code uses; and macros of the standard library's C headers and of
/// compilers. Sorted.
constexpr std::array<std::string_view, 112> reserved{"alignas",
                                                     "alignof",
                                                     "and",
                                                     "and_eq",
                                                     "asm",
                                                     "assert",
                                                     "atomic_cancel",
                                                     "auto",
                                                     "bitand",
                                                     "bitor",
                                                     "bool",
                                                     "break",
                                                     "case",
                                                     "catch",
                                                     "char",
                                                     "char16_t",
                                                     "char32_t",
                                                     "char8_t",
                                                     "class",
                                                     "co_await",
                                                     "co_return",
                                                     "co_yield",
                                                     "compl",
                                                     "concept",
                                                     "const",
                                                     "const_cast",
                                                     "consteval",
                                                     "constexpr",
                                                     "constinit",
                                                     "continue",
                                                     "contract_assert",
                                                     "decltype",
                                                     "default",
                                                     "delete",
                                                     "do",
                                                     "double",
                                                     "dynamic_cast",
                                                     "else",
                                                     "enum",
                                                     "errno",
                                                     "explicit",
                                                     "export",
                                                     "extern",
                                                     "false",
                                                     "float",
                                                     "for",
                                                     "friend",
                                                     "goto",
                                                     "if",
                                                     "inline",
                                                     "int",
                                                     "linux",
                                                     "long",
                                                     "main",
                                                     "module",
                                                     "mutable",
                                                     "namespace",
                                                     "new",
                                                     "noexcept",
                                                     "not",
                                                     "not_eq",
                                                     "nullptr",
                                                     "offsetof",
                                                     "operator",
                                                     "or",
                                                     "or_eq",
                                                     "private",
                                                     "protected",
                                                     "public",
                                                     "reflexpr",
                                                     "register",
                                                     "reinterpret_cast",
                                                     "requires",
                                                     "return",
                                                     "setjmp",
                                                     "short",
                                                     "signed",
                                                     "sizeof",
                                                     "static",
                                                     "static_assert",
                                                     "static_cast",
                                                     "std",
                                                     "stderr",
                                                     "stdin",
                                                     "stdout",
                                                     "struct",
                                                     "switch",
                                                     "synchronized",
                                                     "template",
                                                     "this",
                                                     "thread_local",
                                                     "throw",
                                                     "true",
                                                     "try",
                                                     "typedef",
                                                     "typeid",
                                                     "typename",
                                                     "union",
                                                     "unix",
                                                     "unsigned",
                                                     "using",
                                                     "va_arg",
                                                     "va_end",
                                                     "va_start",
                                                     "virtual",
                                                     "void",
                                                     "volatile",
                                                     "wchar_t",
                                                     "while",
                                                     "witc",
                                                     "xor",
                                                     "xor_eq"};
static_assert(std::ranges::is_sorted(reserved));

std::string identifier(std::string text) {
  if (std::ranges::binary_search(reserved, std::string_view(text))) text += '_';
  return text;
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

}  // namespace

std::string snake_case(std::string_view kebab) {
  std::string text(kebab);
  std::ranges::transform(text, text.begin(), [](char c) { return c == '-' ? '_' : lower(c); });
  return identifier(std::move(text));
}

std::string pascal_case(std::string_view kebab) {
  std::string text;
  bool starts_word = true;
  for (const char c : kebab) {
    if (c != '-') text += starts_word ? upper(c) : lower(c);
    starts_word = c == '-';
  }
  return identifier(std::move(text));
}

std::string macro_case(std::string_view qualified) {
  std::string macro;
  bool starts_word = true;
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    const char c = qualified[i];
    if (c == ':') {
      if (!macro.empty() && macro.back() != '_') macro += '_';
    } else if (c != '_') {
      macro += starts_word ? upper(c) : c;
    } else if (i + 1 < qualified.size() && std::isdigit(static_cast<unsigned char>(qualified[i + 1]))) {
      macro += '_';
    }
    starts_word = c == ':' || c == '_';
  }
  return macro;
}

std::string version_name(const Version& version) {
  std::string name = "v" + to_string(version);
  std::ranges::replace_if(name, [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

std::string global_name(const std::string& name) { return name.starts_with("::") ? name : "::" + name; }

std::string Names::add(std::string name) {
  while (!taken_.insert(name).second) name += '_';
  return name;
}

}  // namespace witc::bindgen
