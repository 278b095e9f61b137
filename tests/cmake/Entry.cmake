# SPDX-License-Identifier: MIT
#
# The four ways to start a program.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

function(std_crate)
  write(greet.rs "#[no_mangle]\npub extern \"C\" fn hello() {\n    println!(\"Hello from Rust!\");\n}\n")
endfunction()

function(runs program output)
  run(${program})
  expect_output("^${output}$")
endfunction()

function(case_crt)
  std_crate()
  write(main.asm "global main:function\nextern hello\nsection .text\nmain:
  sub rsp, 8\n  call hello wrt ..plt\n  add rsp, 8\n  xor eax, eax\n  ret\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello)
polyffi_add_executable(app SOURCES main.asm LIBRARIES greet)
polyffi_add_executable(spelt STARTUP crt SOURCES main.asm LIBRARIES greet)")
  configure()
  build()
  runs(app "Hello from Rust!\n")
  runs(spelt "Hello from Rust!\n")
endfunction()

# The program's own symbol runs first, then the start files, then main.
function(case_crt_with_entry)
  write(before.asm "default rel\nglobal before:function\nglobal seen\nextern _start
section .data\nseen: dd 0\nsection .text\nbefore:\n  mov dword [seen], 42\n  jmp _start\n")
  write(main.c "extern int seen;\nint main(void)\n{\n  return seen - 42;\n}\n")
  lists("polyffi_add_executable(app ENTRY before STARTUP crt SOURCES main.c before.asm)")
  configure()
  build()
  run(app)
endfunction()

function(case_raw)
  std_crate()
  write(main.asm "global go:function\nextern hello\nextern exit\nsection .text\ngo:
  and rsp, -16\n  call hello wrt ..plt\n  xor edi, edi\n  call exit wrt ..plt\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello)
polyffi_add_executable(app ENTRY go SOURCES main.asm LIBRARIES greet)
polyffi_add_executable(pie ENTRY go STARTUP raw SOURCES main.asm LIBRARIES greet)
set_target_properties(pie PROPERTIES POSITION_INDEPENDENT_CODE ON)
polyffi_add_executable(no_pie ENTRY go SOURCES main.asm LIBRARIES greet)
set_target_properties(no_pie PROPERTIES POSITION_INDEPENDENT_CODE OFF)")
  configure()
  build()
  foreach(program IN ITEMS app pie no_pie)
    runs(${program} "Hello from Rust!\n")
  endforeach()
  foreach(pair IN ITEMS pie=03 no_pie=02)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    file(READ "${binary}/${CMAKE_MATCH_1}" type OFFSET 16 LIMIT 1 HEX)
    expect_equal("${type}" "${CMAKE_MATCH_2}")
  endforeach()
endfunction()

function(case_libc)
  write(greet.rs "#[no_mangle]\npub extern \"C\" fn count() -> i32 {
    std::env::args().count() as i32\n}\n")
  write(main.asm "global _start:function\nextern __libc_start_main\nextern count\nsection .text
_start:\n  xor ebp, ebp\n  mov r9, rdx\n  pop rsi\n  mov rdx, rsp\n  and rsp, -16\n  push rax\n  push rsp
  xor r8d, r8d\n  xor ecx, ecx\n  lea rdi, [rel main]\n  call __libc_start_main wrt ..plt\n  hlt
main:\n  sub rsp, 8\n  call count wrt ..plt\n  dec eax\n  add rsp, 8\n  ret\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS count)
polyffi_add_executable(app STARTUP libc SOURCES main.asm LIBRARIES greet)")
  configure()
  build()
  run(app)
endfunction()

# The five functions that compilers call by themselves, against plain loops.
function(case_freestanding_memory)
  write(start.asm "global _start:function\nextern test\nsection .text\n_start:\n  and rsp, -16\n  call test
  mov edi, eax\n  mov eax, 231\n  syscall\n")
  write(test.c [=[#include <stddef.h>
void *memcpy(void *, const void *, size_t);
void *memmove(void *, const void *, size_t);
void *memset(void *, int, size_t);
int memcmp(const void *, const void *, size_t);
int bcmp(const void *, const void *, size_t);
int test(void);

static unsigned char left[100], right[100], wanted[100];

static void fill(void)
{
  for (volatile size_t i = 0; i < 100; i++)
    left[i] = wanted[i] = (unsigned char)(i * 37 + 11);
}

static int equal(const unsigned char *bytes)
{
  for (volatile size_t i = 0; i < 100; i++)
    if (bytes[i] != wanted[i])
      return 0;
  return 1;
}

static int moves(size_t to, size_t from, size_t size)
{
  fill();
  for (volatile size_t i = 0; i < size; i++)
    wanted[to + i] = left[from + i];
  return memmove(left + to, left + from, size) == left + to && equal(left);
}

int test(void)
{
  fill();
  if (memcpy(right, left, 100) != right || !equal(right))
    return 1;
  for (size_t size = 0; size < 40; size++)
    if (!moves(10, 10, size) || !moves(10, 15, size) || !moves(15, 10, size) || !moves(60, 10, size))
      return 2;
  fill();
  for (volatile size_t i = 20; i < 50; i++)
    wanted[i] = 0x81;
  if (memset(left + 20, 0x7fffff81, 30) != left + 20 || !equal(left))
    return 3;
  if (memcmp("abc", "abd", 3) >= 0 || memcmp("\xff", "\x01", 1) <= 0 || memcmp("abc", "abd", 2) != 0 ||
      memcmp("a", "b", 0) != 0)
    return 4;
  return !bcmp("abc", "abd", 3) || bcmp("abc", "abd", 2) || bcmp("a", "b", 0) ? 5 : 0;
}
]=])
  lists("polyffi_add_executable(app STARTUP freestanding SOURCES start.asm test.c)
target_compile_options(app PRIVATE $<$<COMPILE_LANGUAGE:C>:-fno-builtin>)")
  configure()
  build()
  run(app)
endfunction()

function(case_freestanding_own_memory)
  write(start.asm "global _start:function\nextern memset\nsection .text\n_start:\n  and rsp, -16\n  call memset
  mov edi, eax\n  mov eax, 231\n  syscall\n")
  write(memset.c "int memset(void);\nint memset(void)\n{\n  return 0;\n}\n")
  lists("polyffi_add_executable(app STARTUP freestanding SOURCES start.asm memset.c)
target_compile_options(app PRIVATE $<$<COMPILE_LANGUAGE:C>:-fno-builtin>)")
  configure()
  build()
  run(app)
endfunction()

function(case_freestanding_in_c)
  crate(greet.rs "#[no_mangle]\npub extern \"C\" fn sum(n: &[u8; 64]) -> i32 {
    let copy = *n;\n    copy.iter().map(|&b| b as i32).sum()\n}")
  write(main.c "int sum(const unsigned char *bytes);\nvoid go(void);
static void leave(long status)\n{
  __asm__ volatile(\"syscall\" : : \"a\"(231L), \"D\"(status) : \"rcx\", \"r11\", \"memory\");\n}
__attribute__((force_align_arg_pointer)) void go(void)\n{
  unsigned char bytes[64] = {40, 1};\n  bytes[63] = 1;\n  leave(sum(bytes) - 42);\n}\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD EXPORTS sum)
polyffi_add_executable(app ENTRY go STARTUP freestanding SOURCES main.c LIBRARIES greet)")
  configure()
  build()
  run(app)
endfunction()

function(case_existing_target)
  std_crate()
  write(main.asm "global _start:function\nextern hello\nextern exit\nsection .text\n_start:
  and rsp, -16\n  call hello wrt ..plt\n  xor edi, edi\n  call exit wrt ..plt\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello)
add_executable(app)
polyffi_target_entry(app ENTRY _start)
polyffi_target_nasm_sources(app SOURCES main.asm)
target_link_libraries(app PRIVATE greet)")
  configure()
  build()
  runs(app "Hello from Rust!\n")
endfunction()

function(case_wrong_entry)
  write(main.asm "global main:function\nsection .text\nmain:\nstart:\n  xor eax, eax\n  ret\n")
  lists("polyffi_add_executable(app ENTRY \${ENTRY} SOURCES main.asm)")
  configure(-DENTRY=_start)
  build_fails("error: .*_start.*PF023")
  configure(-DENTRY=start)
  build_fails("error: .*start.*PF023")
endfunction()

function(case_no_main)
  write(main.c "int Main(void);\nint Main(void)\n{\n  return 0;\n}\n")
  lists("polyffi_add_executable(app SOURCES main.c)")
  configure()
  build_fails("main.c:[0-9:]* error: .*main.*PF020|error: .*main.*PF020")
endfunction()

function(case_own_start_with_crt)
  write(main.asm "global _start:function\nsection .text\n_start:\n  ret\n")
  write(main.c "int main(void)\n{\n  return 0;\n}\n")
  lists("polyffi_add_executable(app SOURCES main.c main.asm)")
  configure()
  build_fails("error: .*_start.*PF022")
endfunction()

run_case()
