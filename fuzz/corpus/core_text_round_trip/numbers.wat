(module
  (global f32 (f32.const -0x1.fp-3)) (global f64 (f64.const nan:0x123))
  (global f64 (f64.const 1_000.5e+10)) (global f32 (f32.const -inf))
  (global i64 (i64.const -9223372036854775808)) (global (mut i32) (i32.const 0xffff_ffff))
  (global v128 (v128.const i32x4 1 -2 0x3 4)) (global v128 (v128.const f64x2 nan 0.1)))
