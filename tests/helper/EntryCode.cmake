# SPDX-License-Identifier: MIT
#
# PF080 to PF084: hand-written assembler, above all at the entry.
include("${CMAKE_CURRENT_LIST_DIR}/Planted.cmake")

set(stack_note "section .note.GNU-stack noalloc noexec nowrite progbits\n")
set(exit_group "  mov eax, 231\n  xor edi, edi\n  syscall\n")

# program.asm with 'default rel' in line 1 and the text from line 2 on.
function(program text)
  write(program.asm "default rel\n${text}${stack_note}")
  asm(program.asm ${ARGN})
endfunction()

# Links the program with Rust's hello, without start files.
function(link_hello)
  link(program -nostartfiles program.o libgreet.a ${rust_libraries})
endfunction()

function(case_end_of_the_code)
  require_zydis()
  use(greet)
  program("global _start\nextern hello\nsection .text\n_start:\n  call hello wrt ..plt\n")
  check(program.o libgreet.a --startup raw)
  expect_error("PF080 entry-falls-through" program.asm:6 "the entry '_start' has no end: when 'hello' returns, it runs on into whatever the linker puts behind it")
  expect_note("end it with 'mov eax, 231', 'xor edi, edi', 'syscall' .exit_group., or with a call of the C library's 'exit'")
  check(--link ${driver} -nostartfiles program.o libgreet.a ${rust_libraries} -o program)
  expect_error("PF080 entry-falls-through" program.asm:6 "when 'hello' returns, it runs on")
  link_hello()
  step("${case_dir}/program")
  if(step_status STREQUAL "0")
    step_failed("It should not end well.")
  endif()
  program("global _start\nsection .text\n_start:\n  mov eax, 1\n  mov edi, 1\n  xor edx, edx\n  syscall\n")
  check(program.o --startup freestanding)
  expect_error("PF080 entry-falls-through" program.asm:8 "the entry '_start' has no end: here it runs on into whatever the linker puts behind it")
  expect_note("'syscall' .exit_group.")
  link(program -nostdlib -static program.o)
  crashes(program)
endfunction()

function(case_next_function)
  require_zydis()
  use(greet)
  program("global _start\nextern hello\nsection .text\n_start:\n  call work\nwork:\n  sub rsp, 8\n  call hello wrt ..plt\n  add rsp, 8\n  ret\n")
  check(program.o libgreet.a --startup raw)
  expect_error("PF080 entry-falls-through" program.asm:6 "when 'work' returns, it runs on into 'work'")
  link_hello()
  crashes(program)
  program("global _start\nextern hello\nsection .text\n_start:\n  xor ebp, ebp\n  nop\nglobal work:function\nwork:\n  ret\n")
  check(program.o --startup freestanding)
  expect_error("PF080 entry-falls-through" program.asm:7 "here it runs on into 'work'")
  link(program -nostdlib -static program.o)
  crashes(program)
endfunction()

function(case_text_behind_the_code)
  require_zydis()
  use(greet)
  foreach(text IN ITEMS "db \"hello, all of you\", 10" "times 16 db 0" "db 0x06")
    program("global _start\nextern hello\nsection .text\n_start:\n  call hello wrt ..plt\nmessage: ${text}\n")
    check(program.o libgreet.a --startup raw)
    expect_error("PF080 entry-falls-through" program.asm:6 "when 'hello' returns, it runs on into 'message'")
    link_hello()
    crashes(program)
  endforeach()
endfunction()

function(case_return)
  require_zydis()
  use(greet)
  program("global _start\nextern hello\nsection .text\n_start:\n  sub rsp, 16\n  call hello wrt ..plt\n  add rsp, 16\n  ret\n")
  check(program.o libgreet.a --startup raw)
  expect_error("PF081 entry-returns" program.asm:9 "the entry '_start' returns: nothing has called it")
  expect_note("end it with")
  link_hello()
  crashes(program)
  program("global _start\nextern hello\nsection .text\n_start:\n  jmp hello wrt ..plt\n")
  check(program.o libgreet.a --startup raw)
  expect_error("PF081 entry-returns" program.asm:6 "the entry '_start' jumps to 'hello', which returns")
  link_hello()
  crashes(program)
  write(program.s ".globl _start\n.text\n_start:\n  nop\n  ret\n.section .note.GNU-stack,\"\",@progbits\n")
  execute(${CC} -c program.s -o program.o)
  check(program.o --startup freestanding)
  expect_error("PF081 entry-returns" program.o "the entry '_start' returns .in 'program.o' at .text.0x1.")
endfunction()

# Whatever may end the program, or go on elsewhere.
function(case_ends)
  near_miss(PF080 PF081)
  require_zydis()
  use(greet)
  set(head "global _start\nextern hello\nextern exit\nextern _exit\nextern __libc_start_main\nsection .text\n_start:\n  and rsp, -16\n  call hello wrt ..plt\n")
  foreach(end IN ITEMS
      "${exit_group}"
      "  push 60\n  push 231\n  pop rax\n  xor edi, edi\n  syscall\nmessage: db \"all\"\n"
      "  xor eax, eax\n  mov al, 231\n  xor edi, edi\n  syscall\n"
      "  lea eax, [rdi + 231]\n  xor edi, edi\n  syscall\n"
      "  mov eax, [number]\n  xor edi, edi\n  syscall\nnumber: dd 231\n"
      "  xor edi, edi\n  call exit wrt ..plt\n"
      "  xor edi, edi\n  call [_exit wrt ..got]\nmessage: db 6\n"
      "  xor edi, edi\n  jmp exit wrt ..plt\n"
      "  xor edi, edi\n  call [rel pointer]\nsection .data\npointer: dq 0\n"
      "  xor edi, edi\n  lea rax, [done]\n  jmp rax\nmessage: db \"all\"\ndone:\n${exit_group}"
      "  lea rax, [done]\n  push rax\n  ret\nmessage: db \"all\"\ndone:\n${exit_group}"
      "  call done\nmessage: db \"all\"\ndone:\n${exit_group}"
      "  jmp done\nmessage: db \"all\"\ndone:\n${exit_group}"
      "  hlt\n" "  ud2\nmessage: db \"all\"\n" "  int3\n" ".for_ever:\n  pause\n  jmp .for_ever\n"
      "  mov ecx, 3\n.again:\n  dec ecx\n  jnz .again\n${exit_group}"
      "  mov ecx, 3\n.again:\n  dec ecx\n  jnz .again\n"
      "next:\n  xor ebx, ebx\nglobal more:function\nmore:\n${exit_group}"
      "  call finish\nglobal other\nother:\n  ret\nfinish:\n  mov edi, 3\n  call quit\nquit:\n  mov eax, 231\n  syscall\n")
    program("${head}${end}")
    silent(program.o libgreet.a --startup raw)
  endforeach()
  program("global begin\nextern _start\nsection .text\nbegin:\n  nop\n  jmp _start wrt ..plt\n")
  write(main.c "int main(void) { return 5; }\n")
  cc(main.c -fPIE)
  silent(--kind pie --link ${driver} program.o main.o -Wl,-e,begin -o program)
  silent(program.o main.o --entry begin --startup crt --kind pie)
  # No program is made, or it does not begin there.
  program("global _start\nglobal work\nsection .text\nwork:\n  ret\n_start:\n${exit_group}")
  silent(program.o)
  silent(program.o --kind shared)
  silent(program.o --startup freestanding)
endfunction()

# A call that does not return may be the end: compiled code shows whether it does.
function(case_functions_that_do_not_return)
  near_miss(PF080)
  require_zydis()
  use(never)
  program("global _start\nextern never_returns\nsection .text\n_start:\n  call never_returns wrt ..plt\nmessage: db \"all\"\n")
  silent(program.o libnever.a --startup raw)
  foreach(body IN ITEMS
      "__attribute__((noreturn)) void done(void);\nvoid work(void) { done(); }\n"
      "void work(void) { __asm__ volatile(\"syscall\" : : \"a\"(231), \"D\"(0)); }\n"
      "static void leave(long number) { __asm__ volatile(\"syscall\" : : \"a\"(number), \"D\"(0)); }\nvoid work(void) { leave(231); }\n"
      "static void leave(void) { __asm__ volatile(\"mov $231, %eax; xor %edi, %edi; syscall\"); }\nvoid work(void) { leave(); }\n"
      "#include <stdlib.h>\nvoid work(void) { exit(3); }\n"
      "void work(void) { for (;;) ; }\n"
      "void work(void) { __builtin_trap(); }\n")
    write(work.c "void work(void);\n${body}")
    cc(work.c -fPIE)
    program("global _start\nextern work\nsection .text\n_start:\n  call work wrt ..plt\n")
    silent(program.o work.o --startup freestanding)
  endforeach()
  write(work.c "void work(int);\nstatic volatile int sum;\nvoid work(int a) { if (a > 3) sum += a; }\n")
  cc(work.c -fPIE)
  check(program.o work.o --startup freestanding)
  expect_error("PF080 entry-falls-through" program.asm:6 "when 'work' returns, it runs on")
endfunction()

function(case_interrupt_80)
  require_zydis()
  program("global _start\nsection .text\n_start:\n  push 0x6b6f\n  mov eax, 4\n  mov ebx, 1\n  mov ecx, esp\n  mov edx, 2\n  int 0x80\n  test eax, eax\n  js .failed\n${exit_group}.failed:\n  mov eax, 231\n  mov edi, 7\n  syscall\n")
  check(program.o --startup freestanding)
  expect_warning("PF082 int80" program.asm:10 "int 0x80 is the 32-bit system call")
  expect_note("use 'syscall', with the 64-bit numbers")
  link(program -nostdlib -static program.o)
  runs(program 7) # nothing was written: the stack is above 4 GB
  program("global print:function\nsection .text\nprint:\n  test edi, edi\n  jz .done\n  mov eax, 4\n  int 80h\n.done:\n  ret\n")
  check(program.o)
  expect_warning("PF082 int80" program.asm:8 "int 0x80 is the 32-bit system call")
  write(program.s ".globl main\n.text\nmain:\n  mov \$1, %eax\n  int \$0x80\n.section .note.GNU-stack,\"\",@progbits\n")
  execute(${CC} -c program.s -o program.o)
  check(program.o --kind pie)
  expect_warning("PF082 int80" program.o "int 0x80 .in 'program.o' at .text.0x5.")
endfunction()

function(case_interrupt_80_nearly)
  near_miss(PF082)
  require_zydis()
  set(head "global _start\nglobal table\nsection .text\n_start:\n")
  program("${head}  mov eax, 0x000080cd\n${exit_group}table: db 0xcd, 0x80, 0xcd, 0x80\nsection .data\n  db 0xcd, 0x80\n")
  silent(program.o --startup freestanding)
  program("${head}${exit_group}never:\n  int 0x80\n  ret\n")
  silent(program.o --startup freestanding)
  program("${head}  int 3\n${exit_group}")
  silent(program.o --startup freestanding)
  program("global _start\nsection .text\n_start:\n  mov eax, 1\n  int 0x80\n" -felf32)
  silent(program.o)
  write(work.c "void work(void);\nvoid work(void) { __asm__ volatile(\"int $0x80\" : : \"a\"(1)); }\n")
  cc(work.c)
  silent(work.o)
endfunction()

function(case_exit_of_the_thread)
  require_zydis()
  use(greet spawns)
  program("global _start\nextern spawn_one\nsection .text\n_start:\n  and rsp, -16\n  call spawn_one wrt ..plt\n  mov eax, 60\n  xor edi, edi\n  syscall\n")
  check(program.o libspawns.a --startup raw)
  expect_warning("PF083 exits-thread-only" program.asm:10 "the entry '_start' ends only its own thread with syscall 60 .exit.")
  expect_note("write 'mov eax, 231' .exit_group.")
  write(spawn.c "#include <pthread.h>\nvoid spawn_one(void);\nstatic void *work(void *p) { return p; }\nvoid spawn_one(void)\n{\n  pthread_t thread;\n  pthread_create(&thread, 0, work, 0);\n}\n")
  cc(spawn.c -fPIE)
  check(program.o spawn.o --startup raw)
  expect_warning("PF083 exits-thread-only" program.asm:10 "ends only its own thread")
  program("global _start\nextern hello\nsection .text\n_start:\n  and rsp, -16\n  call hello wrt ..plt\n  mov eax, 60\n  xor edi, edi\n  syscall\n")
  check(program.o libgreet.a --startup raw)
  expect_finding(note "PF083 exits-thread-only" program.asm:10 "ends only its own thread")
endfunction()

function(case_exit_of_the_thread_nearly)
  near_miss(PF083)
  require_zydis()
  use(greet bare)
  program("global _start\nextern bare_add\nsection .text\n_start:\n  and rsp, -16\n  call bare_add wrt ..plt\n  mov eax, 60\n  xor edi, edi\n  syscall\n")
  silent(program.o libbare.a --startup freestanding)
  link(program -nostdlib -static program.o libbare.a)
  runs(program 0)
  program("global _start\nextern hello\nsection .text\n_start:\n  and rsp, -16\n  call hello wrt ..plt\n${exit_group}")
  silent(program.o libgreet.a --startup raw)
  program("global _start\nextern hello\nsection .text\n_start:\n  and rsp, -16\n  call hello wrt ..plt\n  mov eax, [rsp]\n  syscall\n  hlt\n")
  silent(program.o libgreet.a --startup raw)
endfunction()

# Compiled code that wants its stack aligned, so that a wrong one shows.
set(aligned "void aligned(void);\nvoid aligned(void)\n{\n  float __attribute__((vector_size(16))) value;
  __asm__ volatile(\"movaps %%xmm0, %0\" : \"=m\"(value));\n}\n")

function(case_stack_at_the_entry)
  require_zydis()
  write(aligned.c "${aligned}")
  cc(aligned.c -fPIE)
  foreach(body IN ITEMS "push rbx" "sub rsp, 24" "and rsp, -16|push rax" "pop rdi" "lea rsp, [rsp - 40]"
      "mov rbp, rsp|sub rsp, 8" "mov rbp, rsp|and rsp, -64|push rbp" "push rbp|mov rbp, rsp|sub rsp, 32")
    string(REPLACE "|" "\n  " lines "${body}")
    string(REGEX MATCHALL "\n" count "${lines}")
    list(LENGTH count count)
    math(EXPR line "${count} + 7")
    program("global _start\nextern aligned\nsection .text\n_start:\n  ${lines}\n  call aligned wrt ..plt\n${exit_group}")
    check(program.o aligned.o --startup freestanding)
    expect_error("PF084 misaligned-call" program.asm:${line} "'aligned' is called with a stack pointer that is 8 bytes above a multiple of 16")
    expect_note("'and rsp, -16' first")
    link(program -nostdlib -static program.o aligned.o)
    crashes(program)
  endforeach()
  # The helper is called rightly, and forgets its own return address.
  program("global _start\nextern aligned\nsection .text\n_start:\n  call helper\n${exit_group}helper:\n  call aligned wrt ..plt\n  ret\n")
  check(program.o aligned.o --startup freestanding)
  expect_error("PF084 misaligned-call" program.asm:11 "'aligned' is called with a stack pointer that is 8 bytes above")
  link(program -nostdlib -static program.o aligned.o)
  crashes(program)
endfunction()

function(case_stack_in_functions)
  require_zydis()
  write(aligned.c "${aligned}")
  cc(aligned.c -fPIE)
  program("global main:function\nextern aligned\nsection .text\nmain:\n  call aligned wrt ..plt\n  xor eax, eax\n  ret\n")
  check(program.o aligned.o --kind pie)
  expect_error("PF084 misaligned-call" program.asm:6 "'aligned' is called with a stack pointer that is 8 bytes above")
  expect_note("write 'sub rsp, 8' before the call")
  link(program program.o aligned.o)
  crashes(program)
  write(main.c "void helper(void);\nint main(void) { helper(); return 0; }\n")
  cc(main.c -fPIE)
  program("global helper:function\nextern aligned\nsection .text\nhelper:\n  push rbp\n  push rbx\n  call aligned wrt ..plt\n  pop rbx\n  pop rbp\n  ret\n")
  check(main.o program.o aligned.o --kind pie)
  expect_error("PF084 misaligned-call" program.asm:8 "'aligned' is called with a stack pointer")
  link(program main.o program.o aligned.o)
  crashes(program)
  use(calls)
  check(program.o aligned.o libcalls.a --kind pie --startup libc --entry calls_helper --allow PF029)
  expect_error("PF084 misaligned-call" program.asm:8 "'aligned' is called with a stack pointer")
endfunction()

function(case_stack_nearly)
  near_miss(PF084)
  require_zydis()
  write(aligned.c "${aligned}")
  cc(aligned.c -fPIE)
  foreach(body IN ITEMS "nop" "push rbx|push rbx" "pop rdi|and rsp, -16" "push rbp|mov rbp, rsp|sub rsp, 24" "and rsp, -32"
      "mov rbp, rsp|push rax|and rsp, -16" "push rax|mov rsp, [saved]" "sub rsp, rbx|push rax" "push rbx|lea rsp, [rsp + rcx * 8]"
      "push rbx|pop rbx" "mov rbp, rsp|push rax|leave|push rax" "push rbx|test rsp, 15|jz .on|sub rsp, 8|.on:" "push rbx|call fix|fix:|add rsp, 8|sub rsp, 8|add rsp, 8|add rsp, 8|sub rsp, 8|sub rsp, 8|add rsp, 8|xchg rax, rsp|and rax, -16|mov rsp, rax")
    string(REPLACE "|" "\n  " lines "${body}")
    program("global _start\nextern aligned\nsection .data\nsaved: dq 0\nsection .text\n_start:\n  ${lines}\n  call aligned wrt ..plt\n${exit_group}")
    silent(program.o aligned.o --startup freestanding)
  endforeach()
  # What nobody but assembler calls may have rules of its own.
  program("global _start\nglobal helper\nextern aligned\nsection .text\n_start:\n  push rbx\n  call helper\n${exit_group}helper:\n  call aligned wrt ..plt\n  ret\n")
  silent(program.o aligned.o --startup freestanding)
  link(program -nostdlib -static program.o aligned.o)
  runs(program 0)
  program("global main:function\nextern aligned\nsection .text\nmain:\n  push rbx\n  call aligned wrt ..plt\n  pop rbx\n  xor eax, eax\n  ret\n")
  silent(program.o aligned.o --kind pie)
  link(program program.o aligned.o)
  runs(program 0)
  write(two.asm "global helper\nsection .text\nhelper:\n  ret\n${stack_note}")
  asm(two.asm)
  program("global _start\nextern helper\nsection .text\n_start:\n  push rbx\n  call helper\n${exit_group}")
  silent(program.o two.o --startup freestanding)
endfunction()

run_case()
