;; Splits a text into words and hands each to the host.
(module $words
  (import "tally" "add" (func $add (param $tally externref) (param $address i32) (param $length i32)))
  (memory (export "memory") 1)

  ;; The text is at the start of the memory. Returns the number of words.
  (func (export "split") (param $tally externref) (param $length i32) (result i32)
    (local $at i32) (local $begin i32) (local $words i32)
    (loop $next
      (local.set $begin (local.get $at))
      (block $end
        (loop $letter
          (br_if $end (i32.ge_u (local.get $at) (local.get $length)))
          (br_if $end (i32.eq (i32.load8_u (local.get $at)) (i32.const 32)))  ;; a space
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $letter)))
      (if (i32.ne (local.get $at) (local.get $begin))
        (then
          (call $add (local.get $tally) (local.get $begin) (i32.sub (local.get $at) (local.get $begin)))
          (local.set $words (i32.add (local.get $words) (i32.const 1)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $length))))
    (local.get $words)))
