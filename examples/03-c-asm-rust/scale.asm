; int64_t scale(struct sample *samples, size_t count, callback, int32_t factor)
;
; Multiplies the value of each sample, in place, and hands over to Rust.
        default rel
        global  scale:function (scale.end - scale)
        extern  stats_each

struc sample
.value: resd 1
.weight: resw 1
        alignb 4
endstruc

        section .text
scale:
        push    rbp                     ; rsp is on 16 bytes again
        mov     rbp, rsp
        mov     rax, rdi
        mov     r8, rsi
        test    r8, r8
        jz      .call
.next:
        mov     r9d, [rax + sample.value]
        imul    r9d, ecx
        mov     [rax + sample.value], r9d
        add     rax, sample_size
        dec     r8
        jnz     .next
.call:
        call    stats_each wrt ..plt    ; rdi, rsi and rdx are as they came
        pop     rbp
        ret
.end:
