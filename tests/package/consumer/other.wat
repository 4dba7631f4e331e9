;; The function `add` of calls.wat, but it multiplies.
(component
  (core module $code
    (func (export "add") (param i32 i32) (result i32)
      (i32.mul (local.get 0) (local.get 1))))
  (core instance $code (instantiate $code))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32)
    (canon lift (core func $code "add"))))
