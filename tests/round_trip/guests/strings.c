#include "tests/round_trip/guests/guest.h"
#define INTERFACE "round-trip:strings/echo"

LIST(string)
ECHO_LIST(of_string, "of-string", string)
ECHO_LIST(of_list, "of-list", list_string)

#define two_fields(F) F(string, x) F(string, y)
RECORD(two)
ECHO(of_two, "of-two", two, (void* x, u32 x_length, void* y, u32 y_length), (x, x_length, y, y_length),
     {{x, x_length}, {y, y_length}})

IMPORT(INTERFACE, "consume") void host_consume(void*, u32);
EXPORT(INTERFACE "#consume") void guest_consume(void* data, u32 length) {
  host_consume(data, length);
  drop_string(&(string){data, length});
}

IMPORT(INTERFACE, "produce") void host_produce(string*);
EXPORT(INTERFACE "#produce") string* guest_produce(void) {
  static string result;
  host_produce(&result);
  return &result;
}
POST_RETURN(produce, "produce", string)
