(module (@name "M") ;; line
  (; nested (; block ;) ;) (@custom "c" (after func) "bytes")
  (func $"odd name" (param i32) (local.get 0) (@metadata.code.branch_hint "\01") (if (then (nop))))
  (func (call $"odd name" (i32.const 0))))
