#include "cli/exported_functions.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "support/semver.hpp"
#include "wit-parser/diagnostics.hpp"

namespace witc::cli {

namespace {

using Found = std::vector<const ExportedFunction*>;

/// Instances that are still to be looked into; a stack, because they may be in one another.
struct Pending {
  const std::vector<component::Export>* exports;
  std::string interface;
  std::size_t next = 0;
};

template <class Fits>
Found select(std::span<const ExportedFunction> functions, Fits fits) {
  Found found;
  for (const auto& function : functions)
    if (fits(function)) found.push_back(&function);
  return found;
}

/// Whether a name that was written means an interface: the version may be left out, or be another of the same track.
bool names(std::string_view written, std::string_view interface) {
  if (written == interface) return true;
  const auto wanted = split_version(written);
  const auto offered = split_version(interface);
  if (wanted.base != offered.base) return false;
  if (wanted.version.empty()) return true;
  const auto wanted_version = Version::parse(wanted.version);
  const auto offered_version = Version::parse(offered.version);
  return wanted_version && offered_version && same_track(*wanted_version, *offered_version);
}

/// The best there are: of exactly that name; if there are none, those that it may mean.
Found candidates(std::span<const ExportedFunction> functions, const wave::Callee& callee) {
  const auto exact = [&](const ExportedFunction& function) {
    return function.name == callee.function && function.interface == callee.interface.value_or("");
  };
  if (auto found = select(functions, exact); !found.empty()) return found;
  return select(functions, [&](const ExportedFunction& function) {
    return function.name == callee.function && (!callee.interface || names(*callee.interface, function.interface));
  });
}

/// What the callee was likely meant to be, in the way it was written.
std::string nearest(std::span<const ExportedFunction> functions, const wave::Callee& callee) {
  const bool has_version = callee.interface && !split_version(*callee.interface).version.empty();
  std::vector<std::string> known;
  for (const auto& function : functions) {
    if (!callee.interface)
      known.push_back(function.name);
    else if (has_version)
      known.push_back(function.full_name());
    else
      known.push_back(std::string(split_version(function.interface).base) + "#" + function.name);
  }
  const std::string written = callee.interface ? *callee.interface + "#" + callee.function : callee.function;
  return std::string(wit::nearest(written, std::vector<std::string_view>(known.begin(), known.end())));
}

void list(const Found& functions, std::string_view lead, const types::TypeArena& types, Diagnostic& diagnostic) {
  constexpr std::size_t most = 40;
  for (std::size_t i = 0; i < std::min(most, functions.size()); ++i)
    diagnostic.notes.push_back(
        {std::string(lead) + " " + functions[i]->full_name() + ": " + types::to_string(types, functions[i]->type), {}});
  if (functions.size() > most) diagnostic.notes.push_back({std::to_string(functions.size() - most) + " more", {}});
}

Diagnostic not_found(std::span<const ExportedFunction> functions, const wave::Callee& callee,
                     const types::TypeArena& types) {
  Diagnostic error{.code = ErrorCode::not_found, .span = callee.span, .message = "no such function is exported"};
  if (functions.empty()) error.message = "the component exports no functions";
  if (const auto near = nearest(functions, callee); !near.empty()) error.help = "did you mean `" + near + "`?";
  list(select(functions, [](const auto&) { return true; }), "it exports", types, error);
  return error;
}

Diagnostic ambiguous(const Found& found, const wave::Callee& callee, const types::TypeArena& types) {
  Diagnostic error{.code = ErrorCode::not_found,
                   .span = callee.span,
                   .message = std::to_string(found.size()) + " exported functions have that name",
                   .help = "write the name with the interface and its version"};
  list(found, "it may be", types, error);
  return error;
}

}  // namespace

std::vector<ExportedFunction> exported_functions(const component::Plan& plan) {
  std::vector<ExportedFunction> functions;
  std::vector<Pending> pending{{&plan.exports, {}}};
  while (!pending.empty()) {
    Pending& top = pending.back();
    if (top.next == top.exports->size()) {
      pending.pop_back();
      continue;
    }
    const component::Export& item = (*top.exports)[top.next++];
    if (const auto* function = std::get_if<component::ExportedFunction>(&item.item)) {
      functions.push_back({top.interface, item.name, plan.functions[function->function].type});
    } else if (const auto* instance = std::get_if<component::ExportedInstance>(&item.item)) {
      std::string interface = top.interface.empty() ? item.name : top.interface + "#" + item.name;
      pending.push_back({&instance->exports, std::move(interface)});
    }
  }
  return functions;
}

wave::Parsed<const ExportedFunction*> find_function(std::span<const ExportedFunction> functions,
                                                    const wave::Callee& callee, const types::TypeArena& types) {
  const Found found = candidates(functions, callee);
  if (found.empty()) return std::unexpected(not_found(functions, callee, types));
  if (found.size() > 1) return std::unexpected(ambiguous(found, callee, types));
  return found.front();
}

}  // namespace witc::cli
