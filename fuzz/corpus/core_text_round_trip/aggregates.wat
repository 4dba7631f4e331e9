(module
  (rec (type $s (sub (struct (field $x (mut i8)) (field (ref null $a))))) (type $a (array (mut (ref null $s)))))
  (type $n (sub final $s (struct (field (mut i8)) (field (ref null $a)) (field f64))))
  (func (param (ref null $s)) (result i32)
    (struct.get_u $s $x (ref.cast (ref $n) (local.get 0)))
    (drop (array.new_fixed $a 2 (ref.null $s) (struct.new_default $s)))
    (drop (ref.i31 (i32.const 5)))))
