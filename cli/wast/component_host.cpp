#include "cli/wast/component_host.hpp"

#include <cstdint>

#include "witc/own.hpp"

namespace witc::cli::wast {

void define_host(Linker<>& linker) {
  linker.root().func("host-return-two", [] { return std::uint32_t{2}; });
  linker.instance("host").func("return-three", [] { return std::uint32_t{3}; });
}

}  // namespace witc::cli::wast
