#include "cli/input.hpp"

#include "runtime/component/compiled_component.hpp"

namespace witc::cli {

Expected<std::vector<std::byte>> read_input(const std::string& file) {
  return runtime::read_file(file == "-" ? "/dev/stdin" : file);
}

}  // namespace witc::cli
