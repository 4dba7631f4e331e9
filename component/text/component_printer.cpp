#include "component/text/component_printer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "component/text/attributes.hpp"
#include "component/text/printer.hpp"
#include "wasm/decoder.hpp"
#include "wasm/text/annotations.hpp"
#include "wasm/text/spelling.hpp"

namespace witc::component::text {

namespace {

constexpr std::string_view preamble("\0asm\x0d\0\1\0", 8);

}  // namespace

// --- what all use

std::unexpected<Error> ComponentPrinter::no_text(std::uint64_t at, const std::string& what) {
  Location location;
  location.offset = at;
  return fail(ErrorCode::malformed, what + " cannot be written as text", std::move(location));
}

Expected<std::uint32_t> ComponentPrinter::count(ByteReader& in, std::string_view what) {
  return in.count(std::numeric_limits<std::uint32_t>::max(), what);
}

Expected<Sort> ComponentPrinter::read_sort(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(std::uint8_t code, in.u8());
  const bool is_core = code == 0x00;
  if (is_core) {
    WITC_TRY_ASSIGN(code, in.u8());
  }
  const auto sort = sort_of_code(is_core, code);
  if (!sort) return in.error_at(at, "malformed sort " + std::to_string(code));
  return *sort;
}

/// An identifier is bound by the definition, which must stand in front.
void ComponentPrinter::append_use(Sort sort, std::uint32_t index) {
  const auto i = static_cast<std::size_t>(sort);
  if (index < scope().counts[i])
    scope().identifiers[i].append_use(out_, index);
  else
    out_ += std::to_string(index);
}

Expected<void> ComponentPrinter::print_use(Sort sort, ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  append_use(sort, index);
  return {};
}

void ComponentPrinter::append_reference(Sort sort, std::uint32_t index) {
  append("(");
  append(info(sort).name);
  append(" ");
  append_use(sort, index);
  append(")");
}

void ComponentPrinter::append_next(Sort sort) {
  const auto i = static_cast<std::size_t>(sort);
  scope().identifiers[i].append_definition(out_, scope().counts[i]);
}

Expected<void> ComponentPrinter::append_name(ByteReader& in) {
  WITC_TRY_ASSIGN(const std::string_view name, in.name());
  witc::text::append_name(out_, name);
  return {};
}

void ComponentPrinter::begin(std::string_view form) {
  out_.push_back('\n');
  out_.append(indent_, ' ');
  out_.push_back('(');
  out_ += form;
}

Expected<void> ComponentPrinter::end() {
  out_.push_back(')');
  return check_size();
}

void ComponentPrinter::end_lines(std::size_t header) {
  if (out_.size() == header) return;
  out_.push_back('\n');
  out_.append(indent_, ' ');
}

Expected<void> ComponentPrinter::check_size() const {
  if (out_.size() <= options_.max_bytes) return {};
  return fail(ErrorCode::limit_exceeded,
              "the text of the component is longer than the limit of " + std::to_string(options_.max_bytes) + " bytes");
}

Expected<void> ComponentPrinter::enter(const ByteReader& in) {
  if (nesting_ < max_nesting) {
    ++nesting_;
    return {};
  }
  Location location;
  location.offset = in.offset();
  return fail(ErrorCode::limit_exceeded,
              "components and types are nested deeper than the limit of " + std::to_string(max_nesting),
              std::move(location));
}

// --- sections

Expected<std::string> ComponentPrinter::print() {
  ByteReader in(binary_);
  if (!wasm::is_component(binary_)) return in.error_at(0, "expected a component");
  auto names = find_names(binary_);
  append("(component");
  if (names && names->names.component) {
    const wasm::NameMap name{{0, *names->names.component}};
    wasm::Identifiers(name, 1).append_binding(out_, 0);
  }
  const std::size_t header = out_.size();
  indent_ = 2;
  WITC_TRY(print_component(in, std::move(names)));
  append(out_.size() == header ? ")\n" : "\n)\n");
  return std::move(out_);
}

/// The definitions of a component; what stands in front of them is the caller's.
Expected<void> ComponentPrinter::print_component(ByteReader in, std::optional<NameSection> names) {
  WITC_TRY(enter(in));
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const auto found, in.bytes(preamble.size()));
  if (!std::ranges::equal(found, std::as_bytes(std::span(preamble))))
    return in.error_at(at, "malformed component: unknown version or layer");
  scopes_.emplace_back();
  if (names) WITC_TRY(name_items(in, *names));
  WITC_TRY(print_sections(in));
  scopes_.pop_back();
  leave();
  return {};
}

Expected<void> ComponentPrinter::name_items(const ByteReader& in, NameSection& names) {
  const std::size_t begin = out_.size();
  const bool counts_only = std::exchange(counts_only_, true);
  WITC_TRY(print_sections(in));
  counts_only_ = counts_only;
  out_.resize(begin);
  Scope named;
  named.names_section = names.custom;
  bool has_names = names.names.component.has_value();
  for (std::size_t i = 0; i < sort_count; ++i) {
    const auto& items = names.names.items[i];
    has_names = has_names || (!items.empty() && items.front().first < scope().counts[i]);
    named.identifiers[i] = wasm::Identifiers(items, scope().counts[i]);
  }
  named.marks_names = names.customs_follow && has_names;
  scope() = std::move(named);
  return {};
}

Expected<void> ComponentPrinter::print_sections(ByteReader in) {
  while (!in.at_end()) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t id, in.u8());
    if (id > static_cast<std::uint8_t>(Section::value))
      return in.error_at(at, "malformed section id " + std::to_string(id));
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(ByteReader content, in.sub(size));
    WITC_TRY(print_section(static_cast<Section>(id), content));
    if (!content.at_end()) return content.error("malformed section: its size is not that of its content");
  }
  return {};
}

Expected<void> ComponentPrinter::print_section(Section id, ByteReader& in) {
  const auto all = [&](std::string_view what, Expected<void> (ComponentPrinter::*print_one)(ByteReader&)) {
    return each(in, what, [&] { return (this->*print_one)(in); });
  };
  switch (id) {
    case Section::custom: return print_custom(in);
    case Section::core_module: return print_core_module(in);
    case Section::core_instance: return all("core instances", &ComponentPrinter::print_core_instance);
    case Section::core_type: return all("core types", &ComponentPrinter::print_core_type);
    case Section::component: return print_nested_component(in);
    case Section::instance: return all("instances", &ComponentPrinter::print_instance);
    case Section::alias: return all("aliases", &ComponentPrinter::print_alias);
    case Section::type: return all("types", &ComponentPrinter::print_type);
    case Section::canon: return all("canonical definitions", &ComponentPrinter::print_canon);
    case Section::start: return print_start(in);
    case Section::import: return all("imports", &ComponentPrinter::print_import);
    case Section::export_: return all("exports", &ComponentPrinter::print_export);
    case Section::value: break;
  }
  return no_text(in.offset(), "a definition of a value (cm-values)");
}

Expected<void> ComponentPrinter::print_custom(ByteReader& in) {
  if (scope().names_section == scope().custom++) {
    WITC_TRY(in.skip(in.remaining()));
    if (!scope().marks_names) return {};
    begin("@");
    append(wasm::component_names_annotation);
    return end();
  }
  begin("@custom ");
  WITC_TRY(append_name(in));
  append(" ");
  witc::text::append_bytes(out_, in.rest());
  WITC_TRY(in.skip(in.remaining()));
  return end();
}

/// `(@inner.name "…")` where the thing itself has another name than the component around it gives it.
void ComponentPrinter::print_inner_name(std::optional<std::string_view> outer, std::optional<std::string_view> inner) {
  if (outer == inner) return;
  append(" (@");
  append(wasm::inner_name_annotation);
  if (inner) {
    append(" ");
    witc::text::append_name(out_, *inner);
  }
  append(")");
}

Expected<void> ComponentPrinter::print_core_module(ByteReader& in) {
  const std::uint64_t at = in.offset();
  const std::span<const std::byte> binary = in.rest();
  WITC_TRY(in.skip(binary.size()));
  begin("core module");
  const std::uint32_t index = scope().counts[static_cast<std::size_t>(Sort::core_module)];
  append_definition(Sort::core_module);
  if (counts_only_) return {};
  auto module = wasm::print_module_fields(binary, options_);
  if (!module) {
    Error& error = module.error();
    error.location.offset = error.location.offset.value_or(0) + at;
    error.location.item =
        "core module " + std::to_string(index) + (error.location.item.empty() ? "" : " > ") + error.location.item;
    return fail(std::move(error));
  }
  print_inner_name(scope().identifiers[static_cast<std::size_t>(Sort::core_module)].name(index), module->name);
  const std::string margin(indent_, ' ');
  std::string_view rest = module->fields;
  while (!rest.empty()) {
    const std::size_t line = std::min(rest.find('\n', 1), rest.size());
    out_.push_back('\n');
    out_ += margin;
    out_ += rest.substr(1, line - 1);
    rest.remove_prefix(line);
    WITC_TRY(check_size());
  }
  if (!module->fields.empty()) {
    out_.push_back('\n');
    out_ += margin;
  }
  return end();
}

Expected<void> ComponentPrinter::print_nested_component(ByteReader& in) {
  const ByteReader content = in;
  WITC_TRY(in.skip(in.remaining()));
  begin("component");
  const std::uint32_t index = scope().counts[static_cast<std::size_t>(Sort::component)];
  append_definition(Sort::component);
  if (counts_only_) return {};
  auto names = find_names(content.rest());
  print_inner_name(scope().identifiers[static_cast<std::size_t>(Sort::component)].name(index),
                   names ? names->names.component : std::nullopt);
  const std::size_t header = out_.size();
  indent_ += 2;
  WITC_TRY(print_component(content, std::move(names)));
  indent_ -= 2;
  end_lines(header);
  return end();
}

Expected<void> ComponentPrinter::print_start(ByteReader& in) {
  begin("start ");
  WITC_TRY(print_use(Sort::func, in));
  WITC_TRY(each(in, "arguments", [&]() -> Expected<void> {
    WITC_TRY_ASSIGN(const std::uint32_t value, in.u32());
    append(" ");
    append_reference(Sort::value, value);
    return {};
  }));
  WITC_TRY_ASSIGN(const std::uint32_t results, in.u32());
  for (std::uint32_t i = 0; i < results; ++i) {
    append(" (result (value");
    append_definition(Sort::value);
    append(")");
    WITC_TRY(end());
  }
  return end();
}

// --- aliases, imports, exports

Expected<void> ComponentPrinter::print_alias(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const Sort sort, read_sort(in));
  WITC_TRY_ASSIGN(const std::uint8_t target, in.u8());
  WITC_TRY_ASSIGN(const std::uint32_t first, in.u32());
  if (target > 2) return in.error_at(at, "malformed target of an alias " + std::to_string(target));
  const bool has_text = target == 0   ? is_instance_export(sort)
                        : target == 1 ? is_core_instance_export(sort)
                                      : is_outer_alias(sort);
  if (!has_text) return no_text(at, "such an alias of a " + std::string(info(sort).name));
  static constexpr std::string_view forms[] = {"alias export ", "alias core export ", "alias outer "};
  begin(forms[target]);
  if (target == 2) {
    WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
    append(std::to_string(first) + " " + std::to_string(index));
  } else {
    append_use(target == 0 ? Sort::instance : Sort::core_instance, first);
    append(" ");
    WITC_TRY(append_name(in));
  }
  append(" (");
  append(info(sort).name);
  append_definition(sort);
  append(")");
  return end();
}

Expected<void> ComponentPrinter::print_import(ByteReader& in) { return print_extern_declaration(in, "import "); }

Expected<void> ComponentPrinter::print_export(ByteReader& in) {
  begin("export");
  // The new item's names stand in front of what it is.
  ByteReader ahead = in;
  const std::string before = std::exchange(out_, {});
  WITC_TRY(print_extern_name(ahead));
  const std::string name = std::exchange(out_, before);
  in = ahead;
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const Sort sort, read_sort(in));
  if (!is_instance_export(sort)) return no_text(at, "an export of a " + std::string(info(sort).name));
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  append_next(sort);
  append(" ");
  append(name);
  append(" ");
  append_reference(sort, index);
  WITC_TRY_ASSIGN(const std::uint8_t has_type, in.u8());
  if (has_type > 1) return in.error_at(in.offset() - 1, "malformed export");
  if (has_type) {
    append(" ");
    WITC_TRY(print_extern_type(in, false));
  }
  count_next(sort);
  return end();
}

Expected<std::string> print_component(std::span<const std::byte> binary, const wasm::PrintOptions& options) {
  return ComponentPrinter(binary, options).print();
}

}  // namespace witc::component::text
