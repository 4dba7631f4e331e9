;; Draws a square, as component text: `witc parse square.wat -o square.wasm` makes the component.
(component
  (import "example:drawing/shapes@1.0.0" (instance $shapes
    (type $point' (record (field "x" f64) (field "y" f64)))
    (export "point" (type (eq $point')))
    (type $colour' (enum "black" "red" "blue"))
    (export "colour" (type (eq $colour')))))
  (alias export $shapes "point" (type $point))
  (alias export $shapes "colour" (type $colour))
  (import "example:drawing/canvas@1.0.0" (instance $canvas
    (export "point" (type $point' (eq $point)))
    (export "colour" (type $colour' (eq $colour)))
    (export "lines" (func (param "points" (list $point')) (param "colour" $colour')))))
  (import "point" (type $own-point (eq $point)))

  (core module $code
    (import "canvas" "lines" (func $lines (param $points i32) (param $count i32) (param $colour i32)))
    (import "libc" "memory" (memory 1))
    ;; Points are pairs of f64 from address 0 on; five of them, since the last line ends where the first began.
    (func $corner (param $at i32) (param $x f64) (param $y f64)
      (f64.store (local.get $at) (local.get $x))
      (f64.store offset=8 (local.get $at) (local.get $y)))
    (func (export "square") (param $x f64) (param $y f64) (param $side f64) (result i32)
      (local $half f64)
      (local.set $half (f64.div (local.get $side) (f64.const 2)))
      (call $corner (i32.const 0)
        (f64.sub (local.get $x) (local.get $half)) (f64.sub (local.get $y) (local.get $half)))
      (call $corner (i32.const 16)
        (f64.add (local.get $x) (local.get $half)) (f64.sub (local.get $y) (local.get $half)))
      (call $corner (i32.const 32)
        (f64.add (local.get $x) (local.get $half)) (f64.add (local.get $y) (local.get $half)))
      (call $corner (i32.const 48)
        (f64.sub (local.get $x) (local.get $half)) (f64.add (local.get $y) (local.get $half)))
      (memory.copy (i32.const 64) (i32.const 0) (i32.const 16))
      (call $lines (i32.const 0) (i32.const 5) (i32.const 1 (; red ;)))
      (i32.const 0)))

  (core module $libc (memory (export "memory") 1))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (core func $lines (canon lower (func $canvas "lines") (memory $memory)))
  (core instance $code (instantiate $code
    (with "canvas" (instance (export "lines" (func $lines))))
    (with "libc" (instance $libc))))
  (func (export "square") (param "centre" $own-point) (param "side" f64) (result $own-point)
    (canon lift (core func $code "square") (memory $memory))))
