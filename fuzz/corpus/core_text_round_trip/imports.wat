(module
  (import "a" "f" (func $f (param i32 i64) (result f32)))
  (import "a" "m" (memory 1)) (import "a" "g" (global $g (mut i32)))
  (func $h (import "b" "\"h\"")) (table (import "b" "t") 1 funcref)
  (export "x" (func $f)) (export "y" (global $g)) (tag $e (import "b" "e") (param i32)) (start $h))
