// Binary.md: Instance Definitions.

#include "component/text/component_printer.hpp"

namespace witc::component::text {

Expected<void> ComponentPrinter::print_core_instance(ByteReader& in) {
  begin("core instance");
  append_next(Sort::core_instance);
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form > 1) return in.error_at(at, "malformed core instance " + std::to_string(form));
  WITC_TRY(form == 0 ? print_instantiation(in, true) : print_bundle(in, true));
  count_next(Sort::core_instance);
  return {};
}

Expected<void> ComponentPrinter::print_instance(ByteReader& in) {
  begin("instance");
  append_next(Sort::instance);
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form > 1) return in.error_at(at, "malformed instance " + std::to_string(form));
  WITC_TRY(form == 0 ? print_instantiation(in, false) : print_bundle(in, false));
  count_next(Sort::instance);
  return {};
}

Expected<void> ComponentPrinter::print_instantiation(ByteReader& in, bool is_core) {
  append(" (instantiate ");
  WITC_TRY(print_use(is_core ? Sort::core_module : Sort::component, in));
  const std::size_t header = out_.size();
  indent_ += 2;
  const auto print_one = [&]() -> Expected<void> {
    begin("with ");
    WITC_TRY(append_name(in));
    append(" ");
    const std::uint64_t at = in.offset();
    Sort sort = Sort::core_instance;
    if (is_core) {
      WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
      if (code != info(sort).code) return in.error_at(at, "malformed argument sort " + std::to_string(code));
    } else {
      WITC_TRY_ASSIGN(sort, read_sort(in));
      if (!is_instance_export(sort)) return no_text(at, "an argument that is a " + std::string(info(sort).name));
    }
    WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
    if (is_core) {
      append("(instance ");
      append_use(sort, index);
      append(")");
    } else {
      append_reference(sort, index);
    }
    return end();
  };
  WITC_TRY(each(in, "arguments", print_one));
  indent_ -= 2;
  end_lines(header);
  append(")");
  return end();
}

Expected<void> ComponentPrinter::print_bundle(ByteReader& in, bool is_core) {
  const std::size_t header = out_.size();
  indent_ += 2;
  const auto print_one = [&]() -> Expected<void> {
    begin("export ");
    const std::uint64_t at = in.offset();
    Sort sort = Sort::core_func;
    if (is_core) {
      WITC_TRY(append_name(in));
      WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
      const auto found = sort_of_code(true, code);
      if (!found || !is_core_instance_export(*found))
        return in.error_at(at, "malformed sort of an export " + std::to_string(code));
      sort = *found;
      append(" (");
      append(info(sort).keyword);
    } else {
      WITC_TRY(print_extern_name(in));
      WITC_TRY_ASSIGN(sort, read_sort(in));
      if (!is_instance_export(sort)) return no_text(at, "an export that is a " + std::string(info(sort).name));
      append(" (");
      append(info(sort).name);
    }
    append(" ");
    WITC_TRY(print_use(sort, in));
    append(")");
    return end();
  };
  WITC_TRY(each(in, "exports", print_one));
  indent_ -= 2;
  end_lines(header);
  return end();
}

}  // namespace witc::component::text
