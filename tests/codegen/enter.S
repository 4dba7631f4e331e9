// void witc_test_enter(Entry* entry): calls generated code with the registers and stack words of an Entry (guest.cpp) and
// stores its result registers there. The callee pops its stack arguments, so the stack pointer comes from the frame.

        .intel_syntax noprefix
        .text
        .globl  witc_test_enter
        .type   witc_test_enter, @function
witc_test_enter:
        push    rbp
        mov     rbp, rsp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        push    rdi                     // [rbp - 48]
        mov     rbx, rdi
        mov     rcx, [rbx + 200]        // stack words, an even number, with room for what is popped
        mov     rsi, [rbx + 192]
        lea     rax, [rcx*8]
        sub     rsp, rax
        mov     rdi, rsp
        cld
        rep movsq
        mov     rdi, [rbx + 8]
        mov     rsi, [rbx + 16]
        mov     rdx, [rbx + 24]
        mov     rcx, [rbx + 32]
        mov     r8, [rbx + 40]
        mov     r9, [rbx + 48]
        movups  xmm0, [rbx + 64]
        movups  xmm1, [rbx + 80]
        movups  xmm2, [rbx + 96]
        movups  xmm3, [rbx + 112]
        movups  xmm4, [rbx + 128]
        movups  xmm5, [rbx + 144]
        movups  xmm6, [rbx + 160]
        movups  xmm7, [rbx + 176]
        call    [rbx]
        mov     rbx, [rbp - 48]
        mov     [rbx + 208], rax
        movups  [rbx + 224], xmm0
        lea     rsp, [rbp - 40]
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret
        .size   witc_test_enter, . - witc_test_enter
        .section .note.GNU-stack, "", @progbits
