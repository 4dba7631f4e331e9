#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wasm/branch_hints.hpp"
#include "wasm/text/token_cursor.hpp"

// The annotations a module parser understands: @name and @custom (core spec, appendix/custom: name annotations, custom
// annotations) and branch hints (the code metadata document).

namespace witc::wasm {

inline constexpr std::string_view name_annotation = "name";
inline constexpr std::string_view custom_annotation = "custom";
inline constexpr std::string_view branch_hint_annotation = branch_hint_section;
/// Ours: in a component, what a module or component there calls itself, where that is not what the component around it
/// calls it. `(@inner.name "…")`, or without a string where it has no name.
inline constexpr std::string_view inner_name_annotation = "inner.name";
/// Ours: `(@component-name)` behind the definitions of a component says which custom sections stand behind its names.
inline constexpr std::string_view component_names_annotation = "component-name";
inline constexpr std::string_view module_annotations[] = {name_annotation, custom_annotation, branch_hint_annotation,
                                                          inner_name_annotation, component_names_annotation};

/// Section order of the binary (binary/modules); custom sections stand between these.
enum class SectionPlace : std::uint8_t {
  first,
  type,
  import,
  func,
  table,
  memory,
  tag,
  global,
  export_,
  start,
  elem,
  datacount,
  code,
  data,
  last,
  count_,
};

/// The keyword of a place in a @custom annotation.
std::string_view to_string(SectionPlace place);

struct CustomAnnotation {
  std::string name;
  std::string content;
  SectionPlace place = SectionPlace::last;
  bool after = true;
};

/// Which annotations of a text have found their item. One that has not is misplaced.
class AnnotationUses {
 public:
  /// The next one of `id` directly before the cursor that has not been taken, or null. `id` must stay valid.
  const text::Annotation* take(const text::TokenCursor& cursor, std::string_view id);
  /// Refuses annotations before the tokens [begin, end] that nothing has taken.
  Expected<void> expect_all_taken(const text::TokenBuffer& buffer, std::uint32_t begin, std::uint32_t end) const;

 private:
  std::set<std::uint32_t> taken_;
  /// Where to go on searching, by position and id: in front of that everything of the id has been taken.
  std::map<std::pair<std::uint32_t, std::string_view>, std::size_t> resume_;
};

Expected<std::string> parse_name_annotation(const text::TokenBuffer& buffer, const text::Annotation& annotation);
/// Nothing when it says that there is no name.
Expected<std::optional<std::string>> parse_inner_name_annotation(const text::TokenBuffer& buffer,
                                                                 const text::Annotation& annotation);
Expected<CustomAnnotation> parse_custom_annotation(const text::TokenBuffer& buffer, const text::Annotation& annotation);
/// 0 for unlikely, 1 for likely.
Expected<std::uint8_t> parse_branch_hint(const text::TokenBuffer& buffer, const text::Annotation& annotation);

}  // namespace witc::wasm
