(module
  (table $t 2 10 funcref) (table externref (elem (ref.null extern))) (table i64 1 (ref null func))
  (elem $e (table $t) (i32.const 0) func $f $f) (elem declare func $f)
  (elem (ref func) (ref.func $f) (item ref.func 0))
  (func $f (call_indirect $t (type 0) (i32.const 1)) (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)))
  (func (result funcref) (table.get $t (i32.const 0))) (type (func)))
