(module (memory 1) (table 1 funcref) (elem func) (data "")
  (func
    i32.load i64.load8_u align=1 i32.load16_s offset=4 i32.load 1 f64.store align=4 v128.load32_lane 3
    memory.size memory.grow memory.fill memory.copy memory.copy 0 1 memory.init 0
    table.get table.set table.size table.grow table.fill table.copy table.copy 1 0 table.init 0
    call_indirect (type 0) return_call_indirect 0 (type 0) select (result) select (result i32 i64)))
