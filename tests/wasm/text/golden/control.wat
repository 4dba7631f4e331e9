(module
  (type $unary (;0;) (func (param i32) (result i32)))
  (type (;1;) (func (param i32)))
  (type (;2;) (func))
  (tag $e (;0;) (type 1) (param i32))
  (func $f (;0;) (type $unary) (param i32) (result i32)
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
        block (;@3;) (type $unary) (param i32) (result i32)
          br 0 (;@3;)
        end
        local.get 0
        i32.eqz
        if (;@3;) (result i32)
          i32.const 1
        else
          i32.const 2
        end
      end
      try_table $t (type $unary) (param i32) (result i32) (catch $e $outer) (catch_ref $e 1) (catch_all $outer) (catch_all_ref $outer)
        br $t
      end
      return
    end
    block $long-names-of-more-than-64-characters-stand-at-their-block-and-are-not-repeated
      br 0
    end
  )
  (func (;1;) (type 2)
    block (;@1;)
      block (;@2;)
        block (;@3;)
          block (;@4;)
            block (;@5;)
              block (;@6;)
                block (;@7;)
                  block (;@8;)
                    block (;@9;)
                      block (;@10;)
                        block (;@11;)
                          block (;@12;)
                            block (;@13;)
                              block (;@14;)
                                block (;@15;)
                                  block (;@16;)
                                    block (;@17;)
                                      block (;@18;)
                                        block (;@19;)
                                          block (;@20;)
                                            block (;@21;)
                                              block (;@22;)
                                                block (;@23;)
                                                  block (;@24;)
                                                    block (;@25;)
                                                      block (;@26;)
                                                        block (;@27;)
                                                          block (;@28;)
                                                            block (;@29;)
                                                              block (;@30;)
                                                                block (;@31;)
                                                                  block (;@32;)
                                                                    block (;@33;)
                                                                      block (;@34;)
                                                                        block (;@35;)
                                                                          block (;@36;)
                                                                            block (;@37;)
                                                                              block (;@38;)
                                                                                block (;@39;)
                                                                                  block (;@40;)
                                                                                    block (;@41;)
                                                                                    block (;@42;)
                                                                                    block (;@43;)
                                                                                    block (;@44;)
                                                                                    block (;@45;)
                                                                                    end
                                                                                    end
                                                                                    end
                                                                                    end
                                                                                    end
                                                                                  end
                                                                                end
                                                                              end
                                                                            end
                                                                          end
                                                                        end
                                                                      end
                                                                    end
                                                                  end
                                                                end
                                                              end
                                                            end
                                                          end
                                                        end
                                                      end
                                                    end
                                                  end
                                                end
                                              end
                                            end
                                          end
                                        end
                                      end
                                    end
                                  end
                                end
                              end
                            end
                          end
                        end
                      end
                    end
                  end
                end
              end
            end
          end
        end
      end
    end
  )
)
