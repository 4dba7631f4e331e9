(module
  (memory $a (export "m") 1 2) (memory i64 1) (memory (data "a\00\n\u{1f600}"))
  (data $d (memory $a) (offset (i32.const 8)) "x" "y\ff")
  (func (param i32)
    (i32.store8 $a offset=4 align=1 (local.get 0) (i32.load16_u 1 (i64.const 7)))
    (memory.copy $a 1 (i32.const 0) (i64.const 0) (i32.const 3))
    (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)) data.drop 0
    (v128.store32_lane 3 (i32.const 0) (v128.load (i32.const 16)))))
