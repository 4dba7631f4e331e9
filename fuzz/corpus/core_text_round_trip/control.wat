(module $m
  (type $t (func (param i32) (result i32)))
  (func $f (export "f") (type $t) (param $x i32) (result i32) (local $y i64)
    (block $b (result i32)
      (i32.const 7) (loop $l (param i32) (result i32) (br_if $l (local.get $x)) (br $b))
      (br_table $b $b 0 (i32.const 1) (local.get $x))))
  (func (result i32) i32.const 1 if (result i32) i32.const 0x1_0 else unreachable end)
  (func (param i32) (result i32) (return_call $f (local.get 0)) (drop)))
