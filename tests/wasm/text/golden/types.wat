(module
  (type (;0;) (func))
  (type $f (;1;) (func (param i32 i64 f32 f64 v128) (result funcref externref)))
  (rec)
  (rec
    (type $alone (;2;) (struct))
  )
  (rec
    (type $list (;3;) (sub (struct (field $head (mut i32)) (field $tail (ref null $list)) (field i8))))
    (type $more (;4;) (sub final $list (struct (field (mut i32)) (field (ref null $list)) (field i8) (field (mut i16)))))
  )
  (type (;5;) (array (mut i8)))
  (type (;6;) (array anyref))
  (type $open (;7;) (sub (func)))
  (type (;8;) (func (param anyref eqref i31ref structref arrayref exnref nullref nullfuncref nullexternref nullexnref)))
  (func (;0;) (type 8) (param anyref eqref i31ref structref arrayref exnref nullref nullfuncref nullexternref nullexnref)
    (local (ref any) (ref eq) (ref i31) (ref struct) (ref array) (ref exn) (ref none) (ref nofunc) (ref noextern) (ref noexn) (ref func) (ref extern) (ref $list) (ref null $more))
  )
)
