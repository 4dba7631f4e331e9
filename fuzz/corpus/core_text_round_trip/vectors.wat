(func (param v128 v128) (result v128)
  (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get 0) (local.get 1))
  (f32x4.replace_lane 3 (f32.const 1)) (i16x8.extract_lane_s 7) (i8x16.splat) (i64x2.relaxed_laneselect (local.get 0) (local.get 1)))
