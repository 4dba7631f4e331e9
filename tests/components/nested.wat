;; A component of components: one is instantiated twice, and given a function of the host and one of its twin.
(component $whole
  (import "example:nested/log@1.0.0" (instance $log
    (type $level' (enum "debug" "info"))
    (export "level" (type $level (eq $level')))
    (export "sink" (type $sink (sub resource)))
    (export "[method]sink.write" (func (param "self" (borrow $sink)) (param "at" $level)))
    (export "now" (func (result u64)))))
  (import "tick" (func $tick (result u32)))

  (component $counter
    (import "step" (func $step (result u32)))
    (core module $code
      (import "host" "step" (func $step (result i32)))
      (import "host" "drop" (func $drop (param i32)))
      (memory (export "memory") 1 16)
      (global $count (mut i32) (i32.const 0))
      (data (i32.const 0) "counted")
      (func (export "next") (result i32)
        (global.set $count (i32.add (global.get $count) (call $step)))
        (global.get $count)))
    (type $token (resource (rep i32)))
    (core func $step (canon lower (func $step)))
    (core func $drop (canon resource.drop $token))
    (core instance $host (export "step" (func $step)) (export "drop" (func $drop)))
    (core instance $code (instantiate $code (with "host" (instance $host))))
    (component $empty)
    (instance (instantiate $empty))
    (func (export "next") (result u32) (canon lift (core func $code "next"))))

  (instance $first (instantiate $counter (with "step" (func $tick))))
  (instance $second (instantiate $counter (with "step" (func $first "next"))))
  (instance $both (export "first" (func $first "next")) (export "second" (func $second "next")))
  (export "example:nested/counters@0.1.0" (instance $both))
  (@custom "example" "anything")
  (@custom "producers" "\01\08language\01\03wat\011")
)
