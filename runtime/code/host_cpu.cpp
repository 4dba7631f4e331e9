#include "runtime/code/host_cpu.hpp"

#include <cpuid.h>

#include <cstdint>
#include <map>
#include <utility>

#include "codegen/cpu_features.hpp"

namespace witc::runtime {

namespace {

struct Registers {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
};

/// Reads each leaf once: in a virtual machine every CPUID goes to the hypervisor.
class Cpuid {
 public:
  /// Zeros for a leaf that the CPU does not have.
  const Registers& leaf(std::uint32_t leaf, std::uint32_t subleaf) {
    const auto [it, is_new] = known_.try_emplace({leaf, subleaf});
    Registers& result = it->second;
    if (is_new && !__get_cpuid_count(leaf, subleaf, &result.eax, &result.ebx, &result.ecx, &result.edx)) result = {};
    return result;
  }

 private:
  std::map<std::pair<std::uint32_t, std::uint32_t>, Registers> known_;
};

/// Intel SDM volume 1, 14.3: the operating system saves the vector registers when OSXSAVE is set and XCR0 has bits
/// 1, 2.
bool saves_ymm(Cpuid& cpuid) {
  constexpr unsigned osxsave = 1u << 27;
  if (!(cpuid.leaf(1, 0).ecx & osxsave)) return false;
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low & 6) == 6;
}

unsigned value_of(const Registers& registers, codegen::CpuidRegister which) {
  switch (which) {
    case codegen::CpuidRegister::eax: return registers.eax;
    case codegen::CpuidRegister::ebx: return registers.ebx;
    case codegen::CpuidRegister::ecx: return registers.ecx;
    case codegen::CpuidRegister::edx: break;
  }
  return registers.edx;
}

}  // namespace

std::vector<std::string> host_cpu_features() {
  Cpuid cpuid;
  const bool has_ymm = saves_ymm(cpuid);
  std::vector<std::string> names;
  for (const auto& feature : codegen::cpu_features) {
    if (feature.needs_ymm && !has_ymm) continue;
    if ((value_of(cpuid.leaf(feature.leaf, feature.subleaf), feature.where) >> feature.bit) & 1)
      names.emplace_back(feature.name);
  }
  return names;
}

}  // namespace witc::runtime
