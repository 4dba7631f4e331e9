#pragma once

#include <string>

#include "bindgen/view.hpp"

// The templates in templates/, filled with what a view says.

namespace witc::bindgen {

std::string render(const TypesView& view);
std::string render(const HostView& view);
std::string render(const GuestView& view);
std::string render(const WorldView& view);
std::string render(const StubsView& view);

}  // namespace witc::bindgen
