/* Entries between C++ and guest code for x86-64 System V; the contract is arch/entry.hpp.
   Frames are linked through %rbp everywhere, so a walk from any guest address reaches the activation. */

    .text
    .intel_syntax noprefix

/* int witc_enter_guest(GuestCall* rdi, Activation* rsi) */
    .globl witc_enter_guest
    .hidden witc_enter_guest
    .type witc_enter_guest, @function
    .p2align 4
witc_enter_guest:
    .cfi_startproc
    push rbp
    .cfi_def_cfa_offset 16
    .cfi_offset rbp, -16
    mov rbp, rsp
    .cfi_def_cfa_register rbp
    push rbx
    push r12
    push r13
    push r14
    push r15
    sub rsp, 8
    mov [rsi], rsp
    mov rbx, rdi
    mov rcx, [rbx + 56]            /* stack words */
    test rcx, rcx
    jnz .Lcopy_stack
.Lload_registers:
    cmp qword ptr [rbx + 72], 0    /* parameters in vector registers */
    je .Lload_integers
    movups xmm0, [rbx + 80]
    movups xmm1, [rbx + 96]
    movups xmm2, [rbx + 112]
    movups xmm3, [rbx + 128]
    movups xmm4, [rbx + 144]
    movups xmm5, [rbx + 160]
    movups xmm6, [rbx + 176]
    movups xmm7, [rbx + 192]
.Lload_integers:
    mov rsi, [rbx + 16]
    mov rdx, [rbx + 24]
    mov rcx, [rbx + 32]
    mov r8, [rbx + 40]
    mov r9, [rbx + 48]
    mov rdi, [rbx + 8]
    call [rbx]
    mov [rbx + 208], rax
    movups [rbx + 224], xmm0
    xor eax, eax
.Lleave_guest:
    lea rsp, [rbp - 40]            /* the callee popped what it wanted; the saved registers are here */
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbx
    pop rbp
    .cfi_def_cfa rsp, 8
    ret
.Lcopy_stack:
    .cfi_def_cfa rbp, 16
    lea rax, [rcx + 1]
    and rax, -2                    /* an even number of words keeps the stack aligned */
    shl rax, 3
    sub rsp, rax
    mov rsi, [rbx + 64]
    mov rdi, rsp
    cld
    rep movsq
    jmp .Lload_registers
    .cfi_endproc
    .size witc_enter_guest, . - witc_enter_guest

/* void witc_unwind_guest(Activation* rdi): back into witc_enter_guest, as if the call had returned, with result 1. */
    .globl witc_unwind_guest
    .hidden witc_unwind_guest
    .type witc_unwind_guest, @function
    .p2align 4
witc_unwind_guest:
    mov rsp, [rdi]
    lea rbp, [rsp + 48]
    mov eax, 1
    cld
    jmp .Lleave_guest
    .size witc_unwind_guest, . - witc_unwind_guest

/* A guest call to a host function whose parameters are all in registers: they are already where C++ expects them. */
    .globl witc_host_entry
    .hidden witc_host_entry
    .type witc_host_entry, @function
    .p2align 4
witc_host_entry:
    push rbp
    mov rbp, rsp
    push rdi
    sub rsp, 8
    mov rax, [rdi]
    mov [rax + 24], rbp            /* StoreContext::exit_frame */
    call [rdi + 8]
    mov rdi, [rbp - 8]
    cmp dword ptr [rdi + 16], 0
    jne .Ltrapped
    leave
    ret 8
    .size witc_host_entry, . - witc_host_entry

/* The same for any signature: the parameter registers go to memory, the target finds its parameters by type. */
    .globl witc_host_entry_spilled
    .hidden witc_host_entry_spilled
    .type witc_host_entry_spilled, @function
    .p2align 4
witc_host_entry_spilled:
    push rbp
    mov rbp, rsp
    push rdi
    sub rsp, 200                   /* SpilledRegisters at rsp, 16-byte aligned */
    mov rax, [rdi]
    mov [rax + 24], rbp
    mov [rsp], rsi
    mov [rsp + 8], rdx
    mov [rsp + 16], rcx
    mov [rsp + 24], r8
    mov [rsp + 32], r9
    movaps [rsp + 48], xmm0
    movaps [rsp + 64], xmm1
    movaps [rsp + 80], xmm2
    movaps [rsp + 96], xmm3
    movaps [rsp + 112], xmm4
    movaps [rsp + 128], xmm5
    movaps [rsp + 144], xmm6
    movaps [rsp + 160], xmm7
    mov rsi, rsp
    lea rdx, [rbp + 16]
    call [rdi + 8]
    mov rdi, [rbp - 8]
    test al, al
    jz .Ltrapped
    mov rax, [rsp + 176]
    movaps xmm0, [rsp + 176]
    mov ecx, [rdi + 20]
    leave
    pop r11
    add rsp, rcx
    jmp r11
.Ltrapped:
    mov rdi, [rdi]
    mov rdi, [rdi + 16]            /* StoreContext::activation */
    jmp witc_unwind_guest
    .size witc_host_entry_spilled, . - witc_host_entry_spilled

/* First call of a function that is not compiled yet. rdi: InstanceHeader, eax: defined index; every parameter register is
   live. const void* witc_compile_on_demand(InstanceHeader*, uint32_t) gives the code, or null with a trap pending. */
    .globl witc_lazy_entry
    .hidden witc_lazy_entry
    .type witc_lazy_entry, @function
    .p2align 4
witc_lazy_entry:
    push rbp
    mov rbp, rsp
    sub rsp, 176
    mov [rsp], rdi
    mov [rsp + 8], rsi
    mov [rsp + 16], rdx
    mov [rsp + 24], rcx
    mov [rsp + 32], r8
    mov [rsp + 40], r9
    movaps [rsp + 48], xmm0
    movaps [rsp + 64], xmm1
    movaps [rsp + 80], xmm2
    movaps [rsp + 96], xmm3
    movaps [rsp + 112], xmm4
    movaps [rsp + 128], xmm5
    movaps [rsp + 144], xmm6
    movaps [rsp + 160], xmm7
    mov rcx, [rdi]
    mov [rcx + 24], rbp
    mov esi, eax
    call witc_compile_on_demand
    mov rdi, [rsp]
    test rax, rax
    jz .Ltrapped
    mov rsi, [rsp + 8]
    mov rdx, [rsp + 16]
    mov rcx, [rsp + 24]
    mov r8, [rsp + 32]
    mov r9, [rsp + 40]
    movaps xmm0, [rsp + 48]
    movaps xmm1, [rsp + 64]
    movaps xmm2, [rsp + 80]
    movaps xmm3, [rsp + 96]
    movaps xmm4, [rsp + 112]
    movaps xmm5, [rsp + 128]
    movaps xmm6, [rsp + 144]
    movaps xmm7, [rsp + 160]
    leave
    jmp rax
    .size witc_lazy_entry, . - witc_lazy_entry

/* void witc_throw(InstanceHeader* rdi, void* exception rsi), called by guest code with the C convention. Registers that a
   handler's function may have in callee-saved registers go to an UnwindRegisters;
   const void* witc_find_handler(InstanceHeader*, void* exception, UnwindRegisters*) makes them those of that function and
   gives the landing pad, or null with a trap pending. */
    .globl witc_throw
    .hidden witc_throw
    .type witc_throw, @function
    .p2align 4
witc_throw:
    push rbp
    mov rbp, rsp
    sub rsp, 64
    mov [rsp], rbx
    mov [rsp + 8], r12
    mov [rsp + 16], r13
    mov [rsp + 24], r14
    mov [rsp + 32], r15
    mov [rsp + 40], rbp
    mov [rsp + 56], rdi
    mov rax, [rdi]
    mov [rax + 24], rbp            /* StoreContext::exit_frame */
    mov rdx, rsp
    call witc_find_handler
    mov rdi, [rsp + 56]
    test rax, rax
    jz .Ltrapped
    mov rbx, [rsp]
    mov r12, [rsp + 8]
    mov r13, [rsp + 16]
    mov r14, [rsp + 24]
    mov r15, [rsp + 32]
    mov rbp, [rsp + 40]
    mov rsp, [rsp + 48]
    jmp rax
    .size witc_throw, . - witc_throw

/* codegen::Builtins::fuel_exhausted and epoch_reached: called by guest code in the middle of anything, with LLVM's
   preserve_mostcc, so that all general-purpose registers but r11 come back as they were. bool witc_may_go_on_…
   (InstanceHeader*) says whether the guest goes on; false means that a trap is pending. */
    .macro ask_to_go_on name, target
    .globl \name
    .hidden \name
    .type \name, @function
    .p2align 4
\name:
    push rbp
    mov rbp, rsp
    push rdi
    push rax
    push rcx
    push rdx
    push rsi
    push r8
    push r9
    push r10
    mov rax, [rdi]
    mov [rax + 24], rbp            /* StoreContext::exit_frame */
    call \target
    mov rdi, [rbp - 8]
    test al, al
    jz .Ltrapped
    pop r10
    pop r9
    pop r8
    pop rsi
    pop rdx
    pop rcx
    pop rax
    pop rdi
    pop rbp
    ret
    .size \name, . - \name
    .endm

    ask_to_go_on witc_fuel_exhausted, witc_may_go_on_without_fuel
    ask_to_go_on witc_epoch_reached, witc_may_go_on_after_deadline

    .section .note.GNU-stack, "", @progbits
