#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

// The CPU features that generated code may use, by LLVM's names. The code generator switches all others off, so that
// the runtime can tell from this table, and without LLVM, whether a CPU can execute code that was compiled elsewhere.

namespace witc::codegen {

#if defined(__x86_64__)

inline constexpr const char* host_architecture = "x86_64";

enum class CpuidRegister : std::uint8_t { ebx, ecx, edx, eax };

/// Where CPUID tells of a feature (Intel SDM volume 2A, CPUID).
struct CpuFeature {
  std::string_view name;
  std::uint32_t leaf = 0;
  std::uint32_t subleaf = 0;
  CpuidRegister where = CpuidRegister::eax;
  std::uint8_t bit = 0;
  bool needs_ymm = false;  ///< and the operating system must save the upper halves of vector registers
};

inline constexpr std::array cpu_features{
    CpuFeature{"64bit", 0x8000'0001, 0, CpuidRegister::edx, 29},
    CpuFeature{"cmov", 1, 0, CpuidRegister::edx, 15},
    CpuFeature{"cx8", 1, 0, CpuidRegister::edx, 8},
    CpuFeature{"fxsr", 1, 0, CpuidRegister::edx, 24},
    CpuFeature{"mmx", 1, 0, CpuidRegister::edx, 23},
    CpuFeature{"sse", 1, 0, CpuidRegister::edx, 25},
    CpuFeature{"sse2", 1, 0, CpuidRegister::edx, 26},
    CpuFeature{"sse3", 1, 0, CpuidRegister::ecx, 0},
    CpuFeature{"ssse3", 1, 0, CpuidRegister::ecx, 9},
    CpuFeature{"sse4.1", 1, 0, CpuidRegister::ecx, 19},
    CpuFeature{"sse4.2", 1, 0, CpuidRegister::ecx, 20},
    CpuFeature{"crc32", 1, 0, CpuidRegister::ecx, 20},
    CpuFeature{"cx16", 1, 0, CpuidRegister::ecx, 13},
    CpuFeature{"movbe", 1, 0, CpuidRegister::ecx, 22},
    CpuFeature{"popcnt", 1, 0, CpuidRegister::ecx, 23},
    CpuFeature{"xsave", 1, 0, CpuidRegister::ecx, 26},
    CpuFeature{"sahf", 0x8000'0001, 0, CpuidRegister::ecx, 0},
    CpuFeature{"lzcnt", 0x8000'0001, 0, CpuidRegister::ecx, 5},
    CpuFeature{"bmi", 7, 0, CpuidRegister::ebx, 3},
    CpuFeature{"bmi2", 7, 0, CpuidRegister::ebx, 8},
    CpuFeature{"adx", 7, 0, CpuidRegister::ebx, 19},
    CpuFeature{"gfni", 7, 0, CpuidRegister::ecx, 8},
    CpuFeature{"avx", 1, 0, CpuidRegister::ecx, 28, true},
    CpuFeature{"fma", 1, 0, CpuidRegister::ecx, 12, true},
    CpuFeature{"f16c", 1, 0, CpuidRegister::ecx, 29, true},
    CpuFeature{"avx2", 7, 0, CpuidRegister::ebx, 5, true},
    CpuFeature{"avxvnni", 7, 1, CpuidRegister::eax, 4, true},
};

#else
#error "codegen/cpu_features.hpp has no table for this architecture"
#endif

constexpr const CpuFeature* find_cpu_feature(std::string_view name) {
  const auto found = std::ranges::find(cpu_features, name, &CpuFeature::name);
  return found == cpu_features.end() ? nullptr : &*found;
}

}  // namespace witc::codegen
