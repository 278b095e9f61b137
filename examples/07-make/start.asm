; The program begins here, without the C library's start files. The loader has
; initialised the C library by then.
        global  _start:function (_start.end - _start)
        extern  hello
        extern  exit

        section .text
_start:
        xor     ebp, ebp                ; the outermost frame
        and     rsp, -16                ; a call wants rsp on 16 bytes
        call    hello wrt ..plt
        xor     edi, edi                ; status 0
        call    exit wrt ..plt          ; runs exit handlers; does not return
.end:
