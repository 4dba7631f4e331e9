#include "wasm/text/annotations.hpp"

#include <algorithm>
#include <array>

namespace witc::wasm {

namespace {

using text::Annotation;
using text::TokenBuffer;
using text::TokenCursor;

auto first_before(std::span<const Annotation> annotations, std::uint32_t position) {
  return std::ranges::lower_bound(annotations, position, {}, &Annotation::before);
}

struct PlaceName {
  std::string_view keyword;
  SectionPlace place;
};
constexpr std::array place_names{
    PlaceName{"first", SectionPlace::first},    PlaceName{"type", SectionPlace::type},
    PlaceName{"import", SectionPlace::import},  PlaceName{"func", SectionPlace::func},
    PlaceName{"table", SectionPlace::table},    PlaceName{"memory", SectionPlace::memory},
    PlaceName{"tag", SectionPlace::tag},        PlaceName{"global", SectionPlace::global},
    PlaceName{"export", SectionPlace::export_}, PlaceName{"start", SectionPlace::start},
    PlaceName{"elem", SectionPlace::elem},      PlaceName{"datacount", SectionPlace::datacount},
    PlaceName{"code", SectionPlace::code},      PlaceName{"data", SectionPlace::data},
    PlaceName{"last", SectionPlace::last},
};

/// `(before section)` or `(after section)`.
Expected<void> parse_place(TokenCursor& cursor, CustomAnnotation& section) {
  WITC_TRY(cursor.expect_open());
  if (!cursor.at_keyword("before") && !cursor.at_keyword("after")) return cursor.unexpected("\"before\" or \"after\"");
  section.after = cursor.text() == "after";
  cursor.next();
  const auto found = std::ranges::find(place_names, cursor.text(), &PlaceName::keyword);
  if (found == place_names.end()) return cursor.unexpected("the keyword of a section");
  section.place = found->place;
  cursor.next();
  return cursor.expect_close();
}

}  // namespace

std::string_view to_string(SectionPlace place) {
  const auto found = std::ranges::find(place_names, place, &PlaceName::place);
  return found == place_names.end() ? "last" : found->keyword;
}

const Annotation* AnnotationUses::take(const TokenCursor& cursor, std::string_view id) {
  const auto annotations = cursor.buffer().annotations();
  if (annotations.empty()) return nullptr;
  const auto first = first_before(annotations, cursor.position());
  if (first == annotations.end() || first->before != cursor.position()) return nullptr;
  std::size_t& next =
      resume_.try_emplace({cursor.position(), id}, static_cast<std::size_t>(first - annotations.begin())).first->second;
  while (next < annotations.size() && annotations[next].before == cursor.position()) {
    const Annotation& annotation = annotations[next++];
    if (annotation.id == id && taken_.insert(annotation.offset).second) return &annotation;
  }
  return nullptr;
}

Expected<void> AnnotationUses::expect_all_taken(const TokenBuffer& buffer, std::uint32_t begin,
                                                std::uint32_t end) const {
  const auto annotations = buffer.annotations();
  for (auto it = first_before(annotations, begin); it != annotations.end() && it->before <= end; ++it)
    if (!taken_.contains(it->offset))
      return fail(ErrorCode::malformed, "misplaced or duplicate @" + it->id + " annotation",
                  buffer.location(it->offset));
  return {};
}

Expected<std::string> parse_name_annotation(const TokenBuffer& buffer, const Annotation& annotation) {
  TokenCursor cursor(buffer, annotation.tokens);
  WITC_TRY_ASSIGN(std::string name, cursor.expect_name("a name"));
  WITC_TRY(cursor.expect_end());
  return name;
}

Expected<std::optional<std::string>> parse_inner_name_annotation(const TokenBuffer& buffer,
                                                                 const Annotation& annotation) {
  if (TokenCursor(buffer, annotation.tokens).at_end()) return std::nullopt;
  WITC_TRY_ASSIGN(std::string name, parse_name_annotation(buffer, annotation));
  return std::optional(std::move(name));
}

Expected<CustomAnnotation> parse_custom_annotation(const TokenBuffer& buffer, const Annotation& annotation) {
  TokenCursor cursor(buffer, annotation.tokens);
  CustomAnnotation section;
  WITC_TRY_ASSIGN(section.name, cursor.expect_name("the name of a custom section"));
  if (cursor.at_open()) WITC_TRY(parse_place(cursor, section));
  section.content = cursor.take_strings();
  WITC_TRY(cursor.expect_end());
  return section;
}

Expected<std::uint8_t> parse_branch_hint(const TokenBuffer& buffer, const Annotation& annotation) {
  TokenCursor cursor(buffer, annotation.tokens);
  WITC_TRY_ASSIGN(const std::string value, cursor.expect_string("a string with the branch hint"));
  WITC_TRY(cursor.expect_end());
  if (value.size() != 1 || static_cast<unsigned char>(value[0]) > 1)
    return fail(ErrorCode::malformed, "a branch hint is \"\\00\" or \"\\01\"", buffer.location(annotation.offset));
  return static_cast<std::uint8_t>(value[0]);
}

}  // namespace witc::wasm
