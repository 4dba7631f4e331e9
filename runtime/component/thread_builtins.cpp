// canon context.get, context.set, backpressure.inc, backpressure.dec (CanonicalABI.md): what synchronous calls may use
// of threads. All of them may be called while the instance must not be left.

#include "runtime/component/calls.hpp"

namespace witc::runtime {

namespace {

constexpr std::uint32_t backpressure_limit = 1u << 16;

TrampolineContext& begin(HostContext* host) {
  auto& context = static_cast<TrampolineContext&>(*host);
  context.trapped = 0;
  return context;
}

void raise(TrampolineContext& context, const char* message) {
  context.owner->store().set_pending_trap(Trap(TrapCode::canonical_abi, message));
  context.trapped = 1;
}

}  // namespace

std::uint64_t canon_context_get(HostContext* host) {
  const TrampolineContext& context = begin(host);
  return context.instance->thread_context[context.slot];
}

void canon_context_set(HostContext* host, std::uint64_t value) {
  const TrampolineContext& context = begin(host);
  context.instance->thread_context[context.slot] = context.is_i64 ? value : static_cast<std::uint32_t>(value);
}

void canon_backpressure_inc(HostContext* host) {
  TrampolineContext& context = begin(host);
  if (++context.instance->backpressure == backpressure_limit) raise(context, "backpressure.inc: the counter overflows");
}

void canon_backpressure_dec(HostContext* host) {
  TrampolineContext& context = begin(host);
  if (context.instance->backpressure == 0) return raise(context, "backpressure.dec: the counter is 0");
  --context.instance->backpressure;
}

}  // namespace witc::runtime
