#include "wasi/http/body.hpp"

#include <cerrno>

namespace witc::wasi::http {

namespace {

class BodySink final : public io::Sink {
 public:
  explicit BodySink(std::shared_ptr<BodyContents> contents) : contents_(std::move(contents)) {}

 private:
  std::expected<std::size_t, io::Failure> capacity() override {
    if (left() == 0) return std::unexpected(io::Failure{EFBIG});
    return left();
  }

  std::expected<void, io::Failure> do_write(std::span<const std::byte> bytes) override {
    if (bytes.size() > left()) return std::unexpected(io::Failure{EFBIG});
    contents_->bytes.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }

  io::Readiness when_writable() override { return io::Readiness::immediately(); }

  std::size_t left() const { return BodyContents::max_size - contents_->bytes.size(); }

  std::shared_ptr<BodyContents> contents_;
};

}  // namespace

std::shared_ptr<io::Sink> OutgoingBody::take_sink() {
  if (std::exchange(taken_, true)) return nullptr;
  auto sink = std::make_shared<BodySink>(contents_);
  sink_ = sink;
  return sink;
}

std::shared_ptr<io::Source> IncomingBody::take_source() {
  if (std::exchange(taken_, true)) return nullptr;
  auto source = std::make_shared<io::MemorySource>(buffer_);
  source_ = source;
  return source;
}

}  // namespace witc::wasi::http
