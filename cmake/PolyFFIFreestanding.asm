; SPDX-License-Identifier: MIT
;
; What compilers take for granted in an executable without a C library: rustc,
; gcc and clang call these five by themselves. All are weak: a program's own
; definitions win. Written in assembler because a compiler may
; turn a memcpy of its own into a call of memcpy.
;
; Calling convention: System V psABI, x86-64. Each function has a section of its
; own, so that --gc-sections drops what is not used.
bits 64
default rel

%macro routine 1
section .text.%1 progbits alloc exec nowrite align=16
global %1:function weak (%1.end - %1)
%1:
%endmacro

; void *memcpy(void *destination, const void *source, size_t size)
routine memcpy
        mov     rax, rdi
        mov     rcx, rdx
        rep movsb
        ret
.end:

; void *memmove(void *destination, const void *source, size_t size)
routine memmove
        mov     rax, rdi
        mov     rcx, rdx
        mov     r8, rdi
        sub     r8, rsi
        cmp     r8, rdx                 ; unsigned: does the source reach in?
        jb      .backwards
        rep movsb
        ret
.backwards:
        lea     rdi, [rdi + rcx - 1]
        lea     rsi, [rsi + rcx - 1]
        std
        rep movsb
        cld
        ret
.end:

; void *memset(void *destination, int byte, size_t size)
routine memset
        mov     r8, rdi
        mov     eax, esi
        mov     rcx, rdx
        rep stosb
        mov     rax, r8
        ret
.end:

; int memcmp(const void *left, const void *right, size_t size)
%macro compare 0
        mov     rcx, rdx
        xor     eax, eax
        test    rcx, rcx
        jz      .equal
        repe cmpsb
        je      .equal
        movzx   eax, byte [rdi - 1]
        movzx   ecx, byte [rsi - 1]
        sub     eax, ecx
.equal:
        ret
.end:
%endmacro

routine memcmp
        compare
routine bcmp
        compare
