// A map is the list of its entries (CanonicalABI.md: Despecialization).
#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:maps/echo"

#define MAP(entry) RECORD(entry) LIST(entry)

#define name_fields(F) F(u32, key) F(string, value)
MAP(name)
#define id_fields(F) F(string, key) F(u32, value)
MAP(id)
#define mark_fields(F) F(character, key) F(boolean, value)
MAP(mark)
#define wide_fields(F) F(u8, key) F(u64, value)
MAP(wide)
LIST(string)
#define texts_fields(F) F(s16, key) F(list_string, value)
MAP(texts)
#define section_fields(F) F(string, key) F(list_texts, value)
MAP(section)
ECHO_LIST(of_names, "of-names", list_name)
ECHO_LIST(of_ids, "of-ids", list_id)
ECHO_LIST(of_chars, "of-chars", list_mark)
ECHO_LIST(of_wide, "of-wide", list_wide)
ECHO_LIST(of_nested, "of-nested", list_section)

#define option_ids_cases(F) F(1, list_id, some)
VARIANT(option_ids, 2)
#define catalog_fields(F) F(string, title) F(list_name, entries) F(option_ids, fallback)
RECORD(catalog)
ECHO(of_catalog, "of-catalog", catalog,
     (void* title, u32 length, void* entries, u32 count, s32 some, void* fallback, u32 fallback_count),
     (title, length, entries, count, some, fallback, fallback_count),
     {{title, length}, {entries, count}, {some, .some = {fallback, fallback_count}}})

LIST(list_name)
ECHO_LIST(of_list, "of-list", list_list_name)
