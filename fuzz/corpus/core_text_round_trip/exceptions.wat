(module
  (tag $e (param i32))
  (func (result i32)
    (block $all
      (block $h (result i32 exnref)
        (try_table (result i32) (catch_ref $e $h) (catch_all $all) (throw $e (i32.const 1))) (return))
      (throw_ref))
    (i32.const 0)))
