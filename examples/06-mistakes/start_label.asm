        global  start
        extern  hello

        section .text
start:
        call    hello wrt ..plt
        xor     edi, edi
        mov     eax, 231
        syscall
