#pragma once

#include <map>
#include <string>
#include <vector>

#include "bindgen/model.hpp"
#include "bindgen/names.hpp"
#include "bindgen/spelling.hpp"
#include "bindgen/view.hpp"

namespace witc::bindgen {

/// The C++ names of the functions of an interface or world, by their names in WIT. A method, a static function, or a
/// function of the interface has its own name; where two would be told apart by nothing, that of the resource comes
/// first. Methods of two resources have different first parameters. A constructor is `make_` and the resource.
/// `taken`: names that mean something else in the same class.
std::map<std::string, std::string, std::less<>> function_names(const std::vector<wit::Function>& functions,
                                                               Names taken = {});
/// The same where methods are members of the class of their resource.
std::map<std::string, std::string, std::less<>> function_names_with_methods(
    const std::vector<wit::Function>& functions);

/// A function as the host has it: its signature by `speller`, and its declaration as one reads it in the host object,
/// by `inside`. `prefix`: of its full name, "example:greeter/log@1.0.0#".
FunctionView view_host_function(const Model& model, const Speller& speller, const Speller& inside,
                                const wit::Function& function, const std::string& prefix, const std::string& name);
/// A function of a host that is not written yet: its parameters have their names in comments.
std::string declare_stub(const Model& model, const Speller& speller, const wit::Function& function,
                         const std::string& name);
/// As a guest exports it and the host calls it.
FunctionView view_guest_function(const Model& model, const Speller& speller, const wit::Function& function,
                                 const std::string& prefix, const std::string& name);

}  // namespace witc::bindgen
