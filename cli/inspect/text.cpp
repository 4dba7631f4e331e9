// An inspected file as a tree for people.

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "cli/inspect/subject.hpp"
#include "cli/inspect/type_words.hpp"
#include "cli/inspect/wiring.hpp"
#include "cli/terminal_text.hpp"

namespace witc::cli {

namespace {

/// How much of each list is shown, unless all is wanted.
struct ListLimits {
  std::size_t interfaces = 60;  ///< imports and exports of the whole
  std::size_t members = 8;      ///< of one of them
  std::size_t modules = 20;     ///< in one component; also components, instances and custom sections
  std::size_t arguments = 12;   ///< of an instantiation
  std::size_t columns = 140;
  std::size_t bytes = std::size_t{256} << 10;  ///< of everything
};
constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
constexpr ListLimits no_limits{unlimited, unlimited, unlimited, unlimited, unlimited, std::size_t{256} << 20};

/// "15,633,305"
std::string number(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string count(std::uint64_t n, std::string_view one) {
  return number(n) + " " + std::string(one) + (n == 1 ? "" : "s");
}

std::string bytes(std::uint64_t n) { return count(n, "byte"); }

/// "12 functions, 1 memory", without what there is none of.
class Summary {
 public:
  Summary& add(std::uint64_t n, std::string_view one, std::string_view several = {}) {
    if (n != 0) words(number(n) + " " + (n != 1 && !several.empty() ? std::string(several) : plural(n, one)));
    return *this;
  }
  Summary& words(std::string_view words) {
    text_ += (text_.empty() ? "" : ", ") + std::string(words);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  static std::string plural(std::uint64_t n, std::string_view one) { return std::string(one) + (n == 1 ? "" : "s"); }
  std::string text_;
};

std::string sizes_of(const wasm::Module& module) {
  std::uint64_t data = 0;
  for (const auto& segment : module.data) data += segment.bytes.size();
  Summary summary;
  summary.add(module.imports.size(), "import").add(module.exports.size(), "export");
  summary.add(module.functions.size() - module.imported_functions, "function");
  summary.add(module.tables.size() - module.imported_tables, "table");
  summary.add(module.memories.size() - module.imported_memories, "memory", "memories");
  summary.add(module.globals.size() - module.imported_globals, "global");
  summary.add(module.tags.size() - module.imported_tags, "tag");
  if (data != 0) summary.words(bytes(data) + " of data");
  return summary.text();
}

std::string in_quotes(std::string_view name) { return name.empty() ? std::string() : " \"" + std::string(name) + "\""; }

class TextReport {
 public:
  TextReport(const Subject& subject, bool all)
      : subject_(subject), limits_(all ? no_limits : ListLimits()), all_(all) {}

  Expected<std::string> run() {
    const std::string kind = subject_.component ? "component" : "core module";
    line((subject_.image ? "image of a " : "") + kind + in_quotes(name()) + ", " + bytes(subject_.size));
    if (subject_.image) image(*subject_.image);
    if (subject_.component)
      component(*subject_.component);
    else
      module(*subject_.module);
    if (full() && all_) return fail(ErrorCode::limit_exceeded, "the text would be larger than the limit of 256 MiB");
    if (full()) out_ += "… more, see --all\n";
    return std::move(out_);
  }

 private:
  std::string_view name() const {
    return subject_.component ? subject_.component->contents.name : subject_.module->name;
  }

  // Lines. What is inside another thing is indented.

  /// Text of a file must not disturb the terminal.
  void line(std::string_view text) {
    if (full()) return;
    if (text.size() / 4 > limits_.columns) text = text.substr(0, limits_.columns * 4 + 4);
    std::string shown = to_terminal(text).text;
    const std::size_t room =
        limits_.columns == unlimited ? unlimited : std::max(limits_.columns, indent_ + 40) - indent_;
    if (shown.size() > room) {
      std::size_t end = room;
      while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xc0) == 0x80) --end;
      shown.resize(end);
      shown += "…";
    }
    out_.append(indent_, ' ');
    (out_ += shown) += '\n';
  }
  bool full() const { return out_.size() > limits_.bytes; }
  template <class F>
  void inside(F print) {
    indent_ += 2;
    print();
    indent_ -= 2;
  }
  /// Between the parts of the whole.
  void gap() {
    if (indent_ == 0 && !full()) out_ += '\n';
  }
  void heading(std::string_view title, std::uint64_t n) {
    gap();
    line(std::string(title) + " (" + number(n) + ")");
  }
  template <class Items, class F>
  void list(const Items& items, std::size_t limit, F each) {
    std::size_t shown = 0;
    for (const auto& item : items) {
      if (full()) return;
      if (shown == limit) return line("… " + number(items.size() - shown) + " more, see --all");
      each(item, shown++);
    }
  }

  // Images.

  void image(const runtime::Image& image) {
    std::uint64_t functions = 0, code = 0;
    for (const auto& module : image.modules())
      for (const auto& function : module) ++functions, code += function.code_size;
    inside([&] {
      line("machine code: " + bytes(code) + ", " + count(functions, "function"));
      line("WebAssembly: " + bytes(image.binary().size()));
      for (const auto& [name, value] : image.key().entries)
        if (!value.empty()) line(name + ": " + value);
    });
  }

  // Core modules.

  void module(const wasm::Module& module) {
    imports(module);
    exports(module);
    gap();
    line("contents");
    inside([&] {
      line(sizes_of(module));
      customs(read_customs(module, subject_.binary));
    });
  }

  void imports(const wasm::Module& module) {
    heading("imports", module.imports.size());
    inside([&] {
      list(module.imports, limits_.interfaces, [&](const wasm::Import& item, std::size_t) {
        line(item.module + " " + item.name + ": " + describe(module, item.kind, item.index));
      });
    });
  }
  void exports(const wasm::Module& module) {
    heading("exports", module.exports.size());
    inside([&] {
      list(module.exports, limits_.interfaces, [&](const wasm::Export& item, std::size_t) {
        line(item.name + ": " + describe(module, item.kind, item.index));
      });
    });
  }

  static std::vector<CustomSection> read_customs(const wasm::Module& module, std::span<const std::byte> binary) {
    std::vector<CustomSection> sections;
    for (const auto& section : module.custom)
      sections.push_back(read_custom_section(section.name, binary.subspan(section.bytes.begin, section.bytes.size())));
    return sections;
  }
  void customs(std::span<const CustomSection> sections) {
    list(sections, limits_.modules, [&](const CustomSection& section, std::size_t) {
      line("custom section" + in_quotes(section.name) + ": " + bytes(section.size));
      inside([&] {
        list(section.producers, limits_.members, [&](const Producer& producer, std::size_t) {
          line(std::string(producer.field) + ": " + std::string(producer.name) +
               (producer.version.empty() ? "" : " " + std::string(producer.version)));
        });
      });
    });
  }

  // Components.

  void component(const InspectedComponent& component) {
    const component::Plan& plan = component.plan;
    TypeWords words(plan);
    heading("imports", plan.type.imports.size());
    inside([&] { items(plan.type.imports, limits_.interfaces, plan.types, words); });
    heading("exports", plan.type.exports.size());
    inside([&] { items(plan.type.exports, limits_.interfaces, plan.types, words); });
    const ModuleNames modules(component.contents, plan);
    gap();
    line("contents");
    inside([&] { contents(component.contents, modules); });
    component_instances(plan);
    core_instances_of(plan, modules);
  }

  void items(const std::vector<types::ExternItem>& items, std::size_t limit, const types::TypeArena& arena,
             TypeWords& words) {
    std::vector<const types::ExternItem*> own;
    Summary uses;
    for (const auto& item : items) {
      const auto* type = std::get_if<types::TypeItem>(&item.type);
      if (type && words.is_use(item.name, *type))
        uses.words(item.name);
      else
        own.push_back(&item);
    }
    if (!uses.text().empty()) line("use " + uses.text());
    list(own, limit, [&](const types::ExternItem* item, std::size_t) { this->item(*item, arena, words); });
  }

  void item(const types::ExternItem& item, const types::TypeArena& arena, TypeWords& words) {
    const auto implements = item.attributes.implements ? " implements " + *item.attributes.implements : std::string();
    if (const auto* function = std::get_if<types::FuncTypeId>(&item.type)) {
      line(item.name + ": " + words.function(*function));
    } else if (const auto* type = std::get_if<types::TypeItem>(&item.type)) {
      line(words.definition(item.name, *type));
    } else if (const auto* instance = std::get_if<types::InstanceTypeId>(&item.type)) {
      line(item.name + implements);
      inside([&] { this->items(arena.instances[*instance].exports, limits_.members, arena, words); });
    } else if (const auto* component = std::get_if<types::ComponentTypeId>(&item.type)) {
      const auto& type_of = arena.components[*component];
      line(item.name + ": component, " + count(type_of.imports.size(), "import") + ", " +
           count(type_of.exports.size(), "export"));
    } else {
      line(item.name + ": core module");
    }
  }

  void contents(const ComponentContents& contents, const ModuleNames& modules) {
    list(contents.modules, limits_.modules, [&](std::uint64_t offset, std::size_t index) {
      if (const auto* module = modules.at(offset)) core_module(*module, index);
    });
    list(contents.components, limits_.modules, [&](const ComponentContents& nested, std::size_t index) {
      line("component " + number(index) + in_quotes(nested.name) + ": " + bytes(nested.size));
      inside([&] { this->contents(nested, modules); });
    });
    definitions(contents);
    customs(contents.customs);
  }

  void core_module(const component::CoreModule& core, std::size_t index) {
    const std::string sizes = sizes_of(core.module);
    line("core module " + number(index) + in_quotes(core.module.name) + ": " + bytes(core.binary.size()) +
         (sizes.empty() ? "" : "; " + sizes));
    inside([&] {
      if (all_) {
        imports(core.module);
        exports(core.module);
      }
      customs(read_customs(core.module, core.binary));
    });
  }

  void definitions(const ComponentContents& contents) {
    struct Row {
      component::Section kind;
      std::string_view one;
      std::string_view several;
    };
    static constexpr Row rows[] = {{component::Section::import, "import", ""},
                                   {component::Section::export_, "export", ""},
                                   {component::Section::type, "type", ""},
                                   {component::Section::core_type, "core type", ""},
                                   {component::Section::alias, "alias", "aliases"},
                                   {component::Section::instance, "instance", ""},
                                   {component::Section::core_instance, "core instance", ""}};
    Summary summary;
    std::uint64_t size = 0;
    for (const auto& [kind, one, several] : rows) {
      summary.add(contents.of(kind).items, one, several);
      size += contents.of(kind).bytes;
    }
    if (!summary.text().empty()) line("definitions: " + bytes(size) + "; " + summary.text());
    Summary canonical;
    for (const auto& [name, n] : contents.canonical) canonical.words(number(n) + " " + std::string(name));
    if (contents.canonical.empty()) return;
    line("canonical definitions: " + bytes(contents.of(component::Section::canon).bytes) + "; " + canonical.text());
  }

  // Instances.

  void component_instances(const component::Plan& plan) {
    std::vector<std::uint64_t> cores(plan.component_instances);
    for (const auto* instance : core_instances(plan)) ++cores[instance->instance.index()];
    heading("component instances", plan.component_instances);
    inside([&] {
      list(plan.definitions, limits_.modules, [&](const std::string& definition, std::size_t index) {
        const auto parent = plan.parents[index];
        std::string text = number(index) + ": ";
        text += parent.valid() ? definition + " in " + number(parent.index()) : "the component itself";
        if (cores[index] != 0) text += "; " + count(cores[index], "core instance");
        line(text);
      });
    });
  }

  void core_instances_of(const component::Plan& plan, const ModuleNames& modules) {
    const auto instances = core_instances(plan);
    heading("core instances", instances.size());
    inside([&] {
      list(instances, limits_.modules, [&](const component::InstantiateModule* instance, std::size_t index) {
        std::string text = number(index) + ": " + modules.text(*instance);
        if (const auto* id = std::get_if<component::CoreModuleId>(&instance->module))
          text += in_quotes(plan.modules[*id].module.name);
        line(text + " in component instance " + number(instance->instance.index()));
        inside([&] { arguments(arguments_of(plan, *instance)); });
      });
    });
  }

  void arguments(std::span<const Argument> arguments) {
    if (all_) {
      list(arguments, limits_.arguments, [&](const Argument& argument, std::size_t) {
        line(std::string(argument.module) + " " + std::string(argument.name) + " = " + argument.source.text());
      });
      return;
    }
    // Those of one name together, in the order in which the names come.
    std::vector<std::pair<std::string_view, std::map<std::string, std::uint64_t>>> counted;
    std::map<std::string_view, std::size_t> places;
    for (const auto& argument : arguments) {
      const auto [place, is_new] = places.emplace(argument.module, counted.size());
      if (is_new) counted.push_back({argument.module, {}});
      ++counted[place->second].second[argument.source.group()];
    }
    list(counted, limits_.arguments, [&](const auto& of_name, std::size_t) {
      Summary summary;
      for (const auto& [group, n] : of_name.second) summary.words(number(n) + " " + group);
      line((of_name.first.empty() ? "\"\"" : std::string(of_name.first)) + " = " + summary.text());
    });
  }

  const Subject& subject_;
  const ListLimits limits_;
  const bool all_;
  std::string out_;
  std::size_t indent_ = 0;
};

}  // namespace

Expected<std::string> print_subject(const Subject& subject, bool all) { return TextReport(subject, all).run(); }

}  // namespace witc::cli
