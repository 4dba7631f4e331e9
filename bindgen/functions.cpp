#include "bindgen/functions.hpp"

#include <string_view>
#include <utility>

#include "bindgen/names.hpp"
#include "bindgen/text.hpp"

namespace witc::bindgen {

namespace {

using Kind = wit::Function::Kind;

/// "bucket" of "[method]bucket.get".
std::string_view resource_part(std::string_view name) {
  name.remove_prefix(name.find(']') + 1);
  return name.substr(0, name.find('.'));
}

std::string with_resource(const wit::Function& function) {
  return snake_case(std::string(resource_part(function.name)) + "-" + std::string(short_name(function)));
}

/// Methods of two resources may have one name in C++.
std::string descriptor(const wit::Function& function, const std::string& name) {
  return function.kind == Kind::method ? with_resource(function) : name;
}

std::string constructor_name(const wit::Function& function) {
  return snake_case("make-" + std::string(short_name(function)));
}

/// The result of a function that may trap.
std::string outcome(const Speller& speller, const types::FuncType& type) {
  const std::string result = "witc::Outcome<" + (type.result ? speller.value(type) : "") + ">";
  return type.is_async ? "witc::Task<" + result + ">" : result;
}

}  // namespace

std::map<std::string, std::string, std::less<>> function_names(const std::vector<wit::Function>& functions,
                                                               Names taken) {
  std::map<std::string, std::string, std::less<>> names;
  Names free = std::move(taken);
  Names methods;
  const auto add_all = [&](Kind kind, auto name) {
    for (const auto& function : functions)
      if (function.kind == kind) names.emplace(function.name, name(function));
  };
  for (const auto& function : functions)
    if (function.kind == Kind::method) methods.add(snake_case(short_name(function)));
  add_all(Kind::freestanding, [&](const auto& function) { return free.add(snake_case(function.name)); });
  add_all(Kind::constructor, [&](const auto& function) { return free.add(constructor_name(function)); });
  const auto names_of_statics = [&] {
    Names once, twice;
    for (const auto& function : functions) {
      const std::string name = snake_case(short_name(function));
      if (function.kind == Kind::static_ && once.add(name) != name) twice.add(name);
    }
    return twice;
  }();
  add_all(Kind::static_, [&](const auto& function) {
    const std::string name = snake_case(short_name(function));
    const bool is_clear = !free.contains(name) && !methods.contains(name) && !names_of_statics.contains(name);
    return free.add(is_clear ? name : with_resource(function));
  });
  add_all(Kind::method, [&](const auto& function) {
    const std::string name = snake_case(short_name(function));
    return free.contains(name) ? with_resource(function) : name;
  });
  return names;
}

std::map<std::string, std::string, std::less<>> function_names_with_methods(
    const std::vector<wit::Function>& functions) {
  std::vector<wit::Function> without;
  for (const auto& function : functions)
    if (function.kind != Kind::method) without.push_back(function);
  auto names = function_names(without);
  std::map<std::string, Names, std::less<>> classes;
  for (const auto& function : functions)
    if (function.kind == Kind::method) {
      auto& scope =
          classes.try_emplace(std::string(resource_part(function.name)), Names({"handle", "release"})).first->second;
      names.emplace(function.name, scope.add(snake_case(short_name(function))));
    }
  return names;
}

FunctionView view_host_function(const Model& model, const Speller& speller, const Speller& inside,
                                const wit::Function& function, const std::string& prefix, const std::string& name) {
  const auto& type = model.arena().funcs[function.type];
  FunctionView view{doc_of(function.meta.docs, function.meta.stability), function.name, prefix + function.name, name,
                    descriptor(function, name)};
  std::vector<std::string> types, parameters;
  Names names({name});
  for (const auto& param : type.params) {
    types.push_back(speller.host_parameter(param.type, type.is_async).declared);
    parameters.push_back(inside.host_parameter(param.type, type.is_async).declared + " " +
                         names.add(snake_case(param.name)));
  }
  view.signature = wrap_list("using Signature = " + speller.result(type) + "(", types, ");", 2);
  view.declaration = wrap_list(inside.result(type) + " " + name + "(", parameters, ")", 0);
  return view;
}

std::string declare_stub(const Model& model, const Speller& speller, const wit::Function& function,
                         const std::string& name) {
  const auto& type = model.arena().funcs[function.type];
  std::vector<std::string> parameters;
  for (const auto& param : type.params)
    parameters.push_back(speller.host_parameter(param.type, type.is_async).declared + " /*" + snake_case(param.name) +
                         "*/");
  return wrap_list(outcome(speller, type) + " " + name + "(", parameters, ")", 2);
}

FunctionView view_guest_function(const Model& model, const Speller& speller, const wit::Function& function,
                                 const std::string& prefix, const std::string& name) {
  const auto& type = model.arena().funcs[function.type];
  FunctionView view{doc_of(function.meta.docs, function.meta.stability), function.name, prefix + function.name, name,
                    descriptor(function, name)};
  const bool is_method = function.kind == Kind::method;
  std::vector<std::string> types, parameters{"witc::StoreRef store"};
  Names names({"store", name});
  for (const auto& param : type.params) {
    const auto parameter = speller.guest_parameter(param.type);
    types.push_back(parameter.value);
    if (is_method && types.size() == 1) {
      view.arguments += ", *this";
      continue;
    }
    const std::string declared = names.add(snake_case(param.name));
    parameters.push_back(parameter.declared + " " + declared);
    view.arguments += ", " + declared;
  }
  view.signature = wrap_list("witc::TypedFunc<" + speller.result(type) + "(", types, ")>", 4);
  view.declaration =
      wrap_list(outcome(speller, type) + " " + name + "(", parameters, is_method ? ")" : ") const", is_method ? 4 : 2);
  return view;
}

}  // namespace witc::bindgen
