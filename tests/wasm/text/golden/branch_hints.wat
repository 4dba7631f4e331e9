(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func))
  (@custom "metadata.code.branch_hint" (after func) "\01\00\01\00\01\01")
  (func (;0;) (type 0) (param i32)
    block (;@1;)
      local.get 0
      (@metadata.code.branch_hint "\01")
      br_if 0 (;@1;)
    end
    local.get 0
    (@metadata.code.branch_hint "\00")
    if (;@1;)
      local.get 0
      (@metadata.code.branch_hint "\01")
      if (;@2;)
        nop
      end
    end
  )
  (func (;1;) (type 1))
)
