(module
  (type $unary (func (param i32) (result i32)))
  (tag $e (param i32))
  (func $f (param i32) (result i32)
    block $outer
      loop $inner (result i32)
        local.get 0
        if $outer
          br $outer
          br $inner
          br 2
        else
          br_table $inner $outer 9
        end
        (block (type $unary) (br 0))
        (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1)) (else (i32.const 2)))
      end
      (try_table $t (type $unary) (catch $e $outer) (catch_ref $e 1) (catch_all $outer) (catch_all_ref 0) (br $t))
      return
    end
    block $long-names-of-more-than-64-characters-stand-at-their-block-and-are-not-repeated
      br 0
    end)
  ;; Indentation has an end.
  (func
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end))
