#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "witc/abi/context.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {
class StoreState;
struct LiftedFunctionState;
class LiftedCall;
}  // namespace witc::runtime

namespace witc::detail {

/// A call from the host into a lifted function, step by step: begin, lower the arguments through context(), invoke,
/// lift the result, finish. Each gives false when the call is over with a trap. Lives on the stack of the caller.
class LiftedCall {
 public:
  LiftedCall(runtime::LiftedFunctionState& function, runtime::StoreState& store);
  ~LiftedCall();
  LiftedCall(const LiftedCall&) = delete;
  LiftedCall& operator=(const LiftedCall&) = delete;

  [[nodiscard]] bool begin();
  abi::Context& context();
  [[nodiscard]] bool invoke(std::span<const std::uint64_t> params, std::uint64_t& result);
  [[nodiscard]] bool finish(std::uint64_t result);
  Trap take_trap();

 private:
  static constexpr std::size_t size = 512;
  alignas(16) std::byte storage_[size];
  runtime::LiftedCall* call_;
  bool wrong_store_ = false;
};

}  // namespace witc::detail
