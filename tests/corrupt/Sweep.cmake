# SPDX-License-Identifier: MIT
#
# Every STEP-th byte of a small file spoiled in turn: polyffi-check may say
# whatever it likes, but not crash, hang or read outside of what it has.
include("${CMAKE_CURRENT_LIST_DIR}/Corrupt.cmake")

function(sweep file)
  execute("${SWEEP}" "${file}" "${STEP}" "${CHECK}" ${ARGN})
endfunction()

function(small_object)
  write(main.asm "extern helo\nglobal main:function\nsection .text\nmain:\n  call helo wrt ..plt\n  mov rax, table\n  ret\nsection .data\ntable: dd 1\n")
  asm(main.asm)
  write(hello.asm "global hello:function\nsection .text\nhello:\n  ret\nsection .note.GNU-stack noalloc noexec nowrite progbits\n")
  asm(hello.asm)
endfunction()

function(case_object)
  small_object()
  sweep(main.o main.o hello.o --kind pie)
endfunction()

function(case_archive)
  small_object()
  asm(hello.asm -felf64 AS a_long_name_of_a_member.o)
  execute(ar rcs libhello.a a_long_name_of_a_member.o)
  sweep(libhello.a main.o libhello.a --export hello)
endfunction()

function(case_program)
  small_object()
  write(start.asm "global _start\nsection .text\n_start:\n  ret\nsection .note.GNU-stack noalloc noexec nowrite progbits\n")
  asm(start.asm -felf64)
  link(program -nostdlib -static -Wl,-n -Wl,--build-id=none start.o)
  sweep(program program --entry _start)
endfunction()

function(case_shared_library)
  small_object()
  link(libhello.so -nostdlib -shared -Wl,-z,noseparate-code -Wl,--build-id=none hello.o)
  sweep(libhello.so libhello.so main.o --export hello --kind shared)
endfunction()

run_case()
