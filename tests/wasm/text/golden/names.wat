(module $"a module"
  (type $t (;0;) (struct (field $x i32) (field $"a field" i32) (field i32) (field $#3 (@name "") i32)))
  (type (;1;) (func (param i32)))
  (type (;2;) (func (param i32 i32 i32)))
  (type (;3;) (func))
  (import "" "" (func $f (;0;) (type 1) (param $p i32)))
  (table $table (;0;) 1 funcref)
  (memory $memory (;0;) 1)
  (tag $tag (;0;) (type 3))
  (global $global (;0;) i32 i32.const 0)
  (export "f" (func $f))
  (export "g" (global $global))
  (elem $elem (;0;) func)
  (func $"λ (int)" (;1;) (type 2) (param $a i32) (param i32) (param $"b c" i32)
    (local $d i64) (local i64 i64) (local $a#6 (@name "a") f32)
    local.get $"b c"
    i64.extend_i32_s
    local.set $d
    struct.new_default $t
    struct.get $t $"a field"
    drop
  )
  (func $same (;2;) (type 3))
  (func $same#3# (@name "same") (;3;) (type 3)
    call $same
    call $same#3#
  )
  (func $same#3 (;4;) (type 3)
    call $same#3
  )
  (func $#5 (@name "") (;5;) (type 3)
    call $#5
  )
  (func $"invisible \u{202e} \u{0}" (;6;) (type 3)
    call $"invisible \u{202e} \u{0}"
  )
  (data $data (;0;) "")
)
