// A host with a resource: guests open buckets of a key-value store, use them, and let go of them. The host decides what
// a bucket is, how much a guest may put into one, and what stays when the guest has gone.
//
//   key-value WORKER.wasm

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <witc/component.hpp>
#include <witc/engine.hpp>
#include <witc/linker.hpp>
#include <witc/store.hpp>

#include <example/key_value/worker.hpp>  // generated from wit/

namespace {

namespace kv = example::key_value;
using kv::store::Entry;
using kv::store::Failure;

using Bytes = std::vector<std::byte>;
using Data = std::map<std::string, Bytes, std::less<>>;

/// What a handle of the guest stands for. It belongs to the guest: when that drops the handle, or its store ends, the
/// object is destroyed.
struct Bucket {
  std::string name;
  Data& data;
  ~Bucket() { std::printf("  closed %s\n", name.c_str()); }
};

struct State;

/// The host's side of the interface `store`.
class Buckets {
 public:
  using bucket = Bucket;  // our class for the resource

  // These are the constructor and the static function of the resource: they make objects, which the guest owns.
  witc::Own<Bucket> make_bucket(std::string_view name) { return open_data(all_[std::string(name)], name); }
  std::expected<witc::Own<Bucket>, Failure> open(std::string_view name) {
    const auto found = all_.find(name);
    if (found == all_.end()) return std::unexpected(Failure::NoSuchBucket());
    return open_data(found->second, name);
  }

  // These are methods, on an object that the guest has a handle for. The views are of its memory.
  std::optional<Bytes> get(const Bucket& self, std::string_view key) {
    const auto found = self.data.find(key);
    return found == self.data.end() ? std::nullopt : std::optional(found->second);
  }
  std::expected<void, Failure> put(witc::Caller<State>& caller, Bucket& self, Entry entry);
  std::vector<std::string> keys(const Bucket& self) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : self.data) keys.push_back(key);
    return keys;
  }

 private:
  static witc::Own<Bucket> open_data(Data& data, std::string_view name) {
    return witc::make_own<Bucket>(std::string(name), data);
  }
  std::map<std::string, Data, std::less<>> all_;
};

/// What every store of this program holds.
struct State {
  Buckets buckets;
  std::uint64_t bytes_left = 32;
};

/// A function that asks for the caller gets the state of the store that runs the guest.
std::expected<void, Failure> Buckets::put(witc::Caller<State>& caller, Bucket& self, Entry entry) {
  auto& left = caller.data().bytes_left;
  if (entry.value.size() > left) return std::unexpected(Failure::OverQuota{entry.value.size() - left});
  left -= entry.value.size();
  self.data[std::move(entry.key)] = std::move(entry.value);
  return {};
}

witc::CallResult<> run(const char* file) {
  const witc::Engine engine;
  WITC_TRY_ASSIGN(const auto component, witc::Component::from_file(engine, file));
  witc::Linker<State> linker(engine);
  kv::worker::add_to_linker(linker, &State::buckets);

  witc::Store<State> store(engine);
  WITC_TRY_ASSIGN(const auto worker, kv::worker::instantiate(store, component, linker));
  WITC_TRY_ASSIGN(const auto result, worker.run(store));
  std::printf("%s: %s\n", result ? "done" : "failed", result ? result->c_str() : result.error().c_str());
  std::printf("%llu bytes left\n", static_cast<unsigned long long>(store.data().bytes_left));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s WORKER\n", argv[0]);
    return 2;
  }
  const auto outcome = run(argv[1]);
  if (outcome) return 0;
  std::fprintf(stderr, "%s\n", outcome.error().message().c_str());
  return 1;
}
