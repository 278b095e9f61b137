# SPDX-License-Identifier: MIT
#
# The first two examples and the plainest of programs, by one COMPILER, LINKER,
# RUSTC and TYPE of build, with PIE ON or OFF.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

function(case_links_and_runs)
  require(${COMPILER})
  require(ld.${LINKER})
  if(RUSTC_VERSION STREQUAL "old")
    set(RUSTC "${OLD_RUSTC}")
  endif()
  if(NOT RUSTC)
    skip("no rustc 1.63")
  endif()
  file(COPY "${POLYFFI_SOURCE}/examples/01-c-main/main.c"
    "${POLYFFI_SOURCE}/examples/02-asm-start/main.asm"
    "${POLYFFI_SOURCE}/examples/02-asm-start/greet.rs" DESTINATION "${source}")
  # As one writes it first: no types, no plt, the kernel's old call.
  write(plain.asm "global _start
extern hello
section .text
_start:
    call hello
    mov rbx, 0
    mov rax, 1
    int 0x80
")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello)
polyffi_add_executable(c_main SOURCES main.c LIBRARIES greet)
polyffi_add_executable(asm_start ENTRY _start SOURCES main.asm LIBRARIES greet)
polyffi_add_executable(plain_start ENTRY _start SOURCES plain.asm LIBRARIES greet)")
  configure(-DCMAKE_C_COMPILER=${COMPILER} -DPOLYFFI_RUSTC=${RUSTC} -DCMAKE_BUILD_TYPE=${TYPE}
    -DCMAKE_POSITION_INDEPENDENT_CODE=${PIE} -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=${LINKER})
  build_warns("warning: int 0x80 .*\\[PF082 int80\\]")
  foreach(program IN ITEMS c_main asm_start plain_start)
    run(${program})
    expect_output("^Hello from Rust!\n$")
    file(READ "${binary}/${program}" type OFFSET 16 LIMIT 1 HEX)
    if(PIE)
      expect_equal("${type}" 03)
    else()
      expect_equal("${type}" 02)
    endif()
  endforeach()
  build()
  expect_output("no work to do")
endfunction()

run_case()
