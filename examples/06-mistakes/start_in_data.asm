        global  _start
        extern  hello

        section .data
_start:
        call    hello wrt ..plt
        xor     edi, edi
        mov     eax, 231
        syscall
