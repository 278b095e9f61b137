        global  _start
        extern  hello

        section .text
_start:
        call    hello wrt ..plt
        mov     rsi, message            ; should be: lea rsi, [rel message]
        mov     edi, 1
        mov     edx, 5
        mov     eax, 1
        syscall
        xor     edi, edi
        mov     eax, 231
        syscall

        section .data
message: db     "done", 10
