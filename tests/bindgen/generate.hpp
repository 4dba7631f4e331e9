#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bindgen/host.hpp"

namespace witc::bindgen::testing {

/// What is generated for the only world of worlds/NAME.wit.
Expected<std::vector<GeneratedFile>> generate(const std::string& name, const HostOptions& options = {});
/// The same for a text.
Expected<std::vector<GeneratedFile>> generate_text(std::string wit, const HostOptions& options = {});
/// One of the files; empty when there is none of that name.
std::string text_of(const std::vector<GeneratedFile>& files, std::string_view name);

}  // namespace witc::bindgen::testing
