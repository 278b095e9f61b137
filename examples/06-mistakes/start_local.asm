        extern  hello

        section .text
_start:
        call    hello wrt ..plt
        xor     edi, edi
        mov     eax, 231
        syscall
