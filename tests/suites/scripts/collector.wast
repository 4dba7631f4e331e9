;; The collected heap: what is reachable stays, the rest goes, and what does not fit is a trap.

(module
  (import "wasmtime" "gc" (func $collect))
  (type $node (struct (field $next (mut (ref null $node))) (field $value (mut i64))))
  (type $cells (array (mut (ref null $node))))
  (type $bytes (array (mut i8)))
  (global $kept (mut (ref null $node)) (ref.null $node))
  (table $slots 4 (ref null $cells))

  (func $list (param $n i32) (result (ref null $node))
    (local $head (ref null $node))
    (loop $more
      (local.set $head (struct.new $node (local.get $head) (i64.extend_i32_u (local.get $n))))
      (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $head))
  (func $sum (param $at (ref null $node)) (result i64)
    (local $sum i64)
    (block $done
      (loop $more
        (br_if $done (ref.is_null (local.get $at)))
        (local.set $sum (i64.add (local.get $sum) (struct.get $node $value (local.get $at))))
        (local.set $at (struct.get $node $next (local.get $at)))
        (br $more)))
    (local.get $sum))

  ;; A list as long as no recursive marker could follow.
  (func (export "long-list") (param i32) (result i64)
    (global.set $kept (call $list (local.get 0)))
    (call $collect)
    (call $sum (global.get $kept)))
  (func (export "forget") (global.set $kept (ref.null $node)) (call $collect))

  ;; Cycles of garbage, many times what the heap holds.
  (func (export "cycles") (param $times i32)
    (local $a (ref null $node)) (local $b (ref null $node))
    (loop $more
      (local.set $a (struct.new $node (ref.null $node) (i64.const 1)))
      (local.set $b (struct.new $node (local.get $a) (i64.const 2)))
      (struct.set $node $next (local.get $a) (local.get $b))
      (br_if $more (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))

  ;; Only a caller's local has it, while its callee collects and allocates.
  (func (export "held-by-caller") (result i64)
    (local $mine (ref null $node))
    (local.set $mine (call $list (i32.const 100)))
    (call $collect)
    (drop (call $list (i32.const 100000)))
    (call $collect)
    (call $sum (local.get $mine)))

  ;; Only a table and an array have it.
  (func (export "held-by-table") (result i64)
    (table.set $slots (i32.const 2) (array.new $cells (call $list (i32.const 10)) (i32.const 1000)))
    (call $collect)
    (drop (call $list (i32.const 100000)))
    (call $collect)
    (call $sum (array.get $cells (table.get $slots (i32.const 2)) (i32.const 999))))

  ;; Only a pointer into the middle of an array is left of it in the loop.
  (func (export "interior") (result i64)
    (local $array (ref null $cells)) (local $i i32) (local $sum i64)
    (local.set $array (array.new $cells (struct.new $node (ref.null $node) (i64.const 3)) (i32.const 64)))
    (loop $more
      (local.set $sum (i64.add (local.get $sum)
        (struct.get $node $value (array.get $cells (local.get $array) (local.get $i)))))
      (drop (call $list (i32.const 2000)))
      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))
    (local.get $sum))

  (func (export "too-large") (drop (array.new_default $bytes (i32.const -1))))
  (func (export "large") (result i32)
    (local $i i32)
    (loop $more
      (drop (array.new_default $bytes (i32.const 40000000)))
      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 40))))
    (local.get $i))
)

(assert_return (invoke "long-list" (i32.const 1000000)) (i64.const 500000500000))
(assert_return (invoke "forget"))
(assert_return (invoke "cycles" (i32.const 3000000)))
(assert_return (invoke "held-by-caller") (i64.const 5050))
(assert_return (invoke "held-by-table") (i64.const 55))
(assert_return (invoke "interior") (i64.const 192))
(assert_trap (invoke "too-large") "the collected heap is full")
(assert_return (invoke "large") (i32.const 40))
