#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "witc/component.hpp"
#include "witc/engine.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/resource_type.hpp"
#include "witc/store.hpp"

namespace witc::testing {

/// A guest of this folder, instantiated with functions that note what arrives and answer what was prepared. Resources
/// of the host are numbers, counted from 1.
class DynamicGuest {
 public:
  /// A function that the guest exports and imports.
  struct Function {
    std::string interface, name;
    FuncType type;
  };

  /// `file` is the name of a component without its extension. What goes wrong is a failure of the test and leaves a
  /// guest without functions.
  explicit DynamicGuest(std::string_view file);

  static Config config();
  static std::string path(std::string_view file);

  const std::vector<Function>& functions() const { return functions_; }
  /// Calls an export; failing is a failure of the test.
  std::vector<Val> call(const std::string& name, const std::vector<Val>& args);
  /// The result of an export that counts something.
  std::uint32_t count(const std::string& name);

  /// A new resource of the host.
  Val make_resource();
  /// As a host function notes it.
  std::string describe_resource(StoreRef store, const Val& handle) const;
  std::size_t resources_alive() const { return alive_.size(); }

  Store<>& store() { return store_; }

  std::string arrived;      ///< the arguments of the last call of the host
  std::vector<Val> answer;  ///< what the host gives

 private:
  void load(std::string_view file);
  void define(const std::string& interface, const ExternItem& item);

  Engine engine_;
  Linker<> linker_;
  std::set<std::uint64_t> alive_;
  std::uint64_t made_ = 0;
  ResourceType resource_;
  Store<> store_;
  std::optional<Instance> instance_;
  std::vector<Function> functions_;
};

}  // namespace witc::testing
