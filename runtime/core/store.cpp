#include "witc/store.hpp"

#include <utility>

#include "runtime/component/linked_instance.hpp"
#include "runtime/core/store_state.hpp"

namespace witc {

StoreBase::StoreBase(const Engine& engine, HostData data)
    : engine_(engine),
      data_(std::move(data)),
      state_(std::make_unique<runtime::StoreState>(engine.state(), data_.get())) {}
StoreBase::StoreBase(StoreBase&&) noexcept = default;
StoreBase& StoreBase::operator=(StoreBase&& other) noexcept {
  std::swap(engine_, other.engine_);
  std::swap(data_, other.data_);
  std::swap(state_, other.state_);
  return *this;
}
StoreBase::~StoreBase() = default;

void StoreBase::limit_memory(std::uint64_t bytes) { state_->limits.memory_bytes = bytes; }
void StoreBase::limit_table(std::uint64_t elements) { state_->limits.table_elements = elements; }
void StoreBase::limit_gc_heap(std::size_t bytes) { state_->limit_heap(bytes); }
void StoreBase::limiter(std::shared_ptr<StoreLimiter> limiter) { state_->limiter = std::move(limiter); }
void StoreBase::collect_garbage() { state_->heap().collect(); }
void StoreBase::limit_instances(std::uint32_t count) { state_->limits.instances = count; }

void StoreBase::set_fuel(std::uint64_t amount) { state_->set_fuel(amount); }
std::uint64_t StoreBase::fuel() const { return state_->fuel(); }
void StoreBase::on_out_of_fuel(InterruptHook hook) { state_->on_out_of_fuel = std::move(hook); }
void StoreBase::set_epoch_deadline(std::uint64_t ticks) { state_->set_epoch_deadline(ticks); }
void StoreBase::on_epoch_deadline(InterruptHook hook) { state_->on_epoch_deadline = std::move(hook); }

void* HostCaller::host_data() const { return store_->host_data(); }
void HostCaller::collect_garbage() const { store_->heap().collect(); }
void HostCaller::set_fuel(std::uint64_t amount) const { store_->set_fuel(amount); }
std::uint64_t HostCaller::fuel() const { return store_->fuel(); }
void HostCaller::set_epoch_deadline(std::uint64_t ticks) const { store_->set_epoch_deadline(ticks); }

namespace core::detail {

void Root::insert_before(Root& next) {
  next_ = &next;
  previous_ = std::exchange(next.previous_, this);
  previous_->next_ = this;
}

void Root::take(Root& other) {
  value_ = std::exchange(other.value_, nullptr);
  store_ = std::exchange(other.store_, nullptr);
  previous_ = std::exchange(other.previous_, nullptr);
  next_ = std::exchange(other.next_, nullptr);
  if (!next_) return;
  previous_->next_ = this;
  next_->previous_ = this;
}

}  // namespace core::detail

}  // namespace witc
