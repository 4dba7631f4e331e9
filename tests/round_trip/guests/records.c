#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:records/echo"

#define point_fields(F) F(s32, x) F(s32, y)
RECORD(point)
ECHO(of_point, "of-point", point, (s32 x, s32 y), (x, y), {x, y})
ECHO_VALUE(of_single, "of-single", s32)

#define padded_fields(F) F(u8, a) F(u64, b) F(u16, c) F(string, d)
RECORD(padded)
ECHO(of_padded, "of-padded", padded, (s32 a, s64 b, s32 c, void* d, u32 length), (a, b, c, d, length),
     {a, b, c, {d, length}})

#define rectangle_fields(F) F(point, corner) F(point, opposite) F(string, label)
RECORD(rectangle)
LIST(rectangle)
#define option_rectangle_cases(F) F(1, rectangle, some)
VARIANT(option_rectangle, 2)
#define drawing_fields(F) F(string, title) F(list_rectangle, rectangles) F(option_rectangle, cover) F(point, origin)
RECORD(drawing)
ECHO(of_drawing, "of-drawing", drawing,
     (void* title, u32 length, void* rectangles, u32 count, s32 some, s32 x, s32 y, s32 x2, s32 y2, void* label,
      u32 label_length, s32 origin_x, s32 origin_y),
     (title, length, rectangles, count, some, x, y, x2, y2, label, label_length, origin_x, origin_y),
     {{title, length},
      {rectangles, count},
      {some, .some = {{x, y}, {x2, y2}, {label, label_length}}},
      {origin_x, origin_y}})

#define keywords_fields(F) F(u8, class) F(string, namespace) F(f32, template) F(boolean, two_words)
RECORD(keywords)
ECHO(of_keywords, "of-keywords", keywords, (s32 class, void* namespace, u32 length, f32 template, s32 two_words),
     (class, namespace, length, template, two_words), {class, {namespace, length}, template, two_words})

IMPORT(INTERFACE, "swap") void host_swap(s32, s32, s32, point*);
EXPORT(INTERFACE "#swap") point* guest_swap(s32 x, s32 y, s32 by) {
  static point result;
  host_swap(x, y, by, &result);
  return &result;
}
