;; Optimisation must not lose a trap, nor what was written before one.

(module
  (memory (export "memory") 1)
  (global (export "seen") (mut i32) (i32.const 0))

  ;; The load is selected away, but it has happened.
  (func (export "selected-away") (param i32) (result f64)
    (select (f64.const 1) (f64.load (local.get 0)) (local.get 0)))
  (func (export "selected-away-32") (param i32) (result f32)
    (select (f32.load (local.get 0)) (f32.const 1) (i32.eqz (local.get 0))))
  (func (export "joined-away") (param i32 i32) (result f64)
    (local f64)
    (local.set 2 (f64.load (local.get 0)))
    (if (local.get 1) (then (local.set 2 (f64.const 1))))
    (local.get 2))
  (func (export "masked-vector") (param i32) (result f64)
    (f64x2.extract_lane 0
      (f64x2.pmin (v128.load (local.get 0)) (f64x2.splat (select (f64.const 0) (f64.const 1) (local.get 0))))))

  (func (export "store-then-trap") (param i32)
    (i32.store (i32.const 0) (i32.const 1))
    (global.set 0 (i32.const 1))
    (drop (i32.load (local.get 0)))
    (i32.store (i32.const 0) (i32.const 2))
    (global.set 0 (i32.const 2)))
  (func (export "first") (result i32) (i32.load (i32.const 0)))
)

(assert_trap (invoke "selected-away" (i32.const 0xfff9)) "out of bounds memory access")
(assert_trap (invoke "selected-away-32" (i32.const 0xfffd)) "out of bounds memory access")
(assert_trap (invoke "joined-away" (i32.const 0xfff9) (i32.const 1)) "out of bounds memory access")
(assert_trap (invoke "joined-away" (i32.const 0xfff9) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "masked-vector" (i32.const 0xfff9)) "out of bounds memory access")
(assert_trap (invoke "store-then-trap" (i32.const 0x10000)) "out of bounds memory access")
(assert_return (invoke "first") (i32.const 1))
(assert_return (get "seen") (i32.const 1))

;; Endless recursion ends, also where LLVM would make a loop of it.
(module
  (func $f (export "runaway") (param i32) (result i32) (call $f (i32.add (local.get 0) (i32.const 1))))
  (func (export "recursion") (call 1))
)
(assert_exhaustion (invoke "runaway" (i32.const 0)) "call stack exhausted")
(assert_exhaustion (invoke "recursion") "call stack exhausted")
