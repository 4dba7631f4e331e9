(module
  (func (param i32)
    (block (@metadata.code.branch_hint "\01") (br_if 0 (local.get 0)))
    local.get 0
    (@metadata.code.branch_hint "\00") if
      (@metadata.code.branch_hint "\01") (if (local.get 0) (then nop))
    end)
  (func)
  (@custom "metadata.code.branch_hint" (before code) "\01\00\01\00\01\01"))
