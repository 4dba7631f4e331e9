(module
  (type (;0;) (func))
  (table (;0;) 1 funcref)
  (memory (;0;) 1)
  (elem (;0;) func)
  (func (;0;) (type 0)
    i32.load
    i64.load8_u
    i32.load16_s offset=4
    i32.load 1
    f64.store align=4
    v128.load32_lane 3
    memory.size
    memory.grow
    memory.fill
    memory.copy
    memory.copy 0 1
    memory.init 0
    table.get
    table.set
    table.size
    table.grow
    table.fill
    table.copy
    table.copy 1 0
    table.init 0
    call_indirect (type 0)
    return_call_indirect (type 0)
    select (result)
    select (result i32 i64)
  )
  (data (;0;) "")
)
