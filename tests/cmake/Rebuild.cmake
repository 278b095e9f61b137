# SPDX-License-Identifier: MIT
#
# After a change exactly those tools run that it concerns, and then none.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

# A program of C, NASM and Rust that prints three numbers. <rust> and <more> are
# further arguments of the library and further lines.
function(three_languages)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "RUST;MORE;BODY" "")
  lists("polyffi_add_rust_staticlib(numbers ROOT numbers.rs NO_STD EXPORTS number ${arg_RUST})
polyffi_add_executable(app SOURCES main.c other.asm LIBRARIES numbers)
${arg_MORE}")
  if(NOT DEFINED arg_BODY)
    set(arg_BODY "42")
  endif()
  crate(numbers.rs "#[no_mangle]
pub extern \"C\" fn number() -> i32 {
    ${arg_BODY}
}")
  write(other.asm "global other:function
section .text
other:
        mov eax, 7
        ret
")
  write(main.c "#include <stdio.h>
#include \"third.h\"
int number(void);
int other(void);
int main(void)
{
  printf(\"%d %d %d\\n\", number(), other(), THIRD);
  return 0;
}
")
  write(third.h "#define THIRD 1\n")
endfunction()

function(first_build output)
  configure()
  build()
  run(app)
  expect_output("^${output}\n$")
endfunction()

# Builds, after a change, and once more. <ran> is all that the first build runs.
function(rebuild output)
  build()
  expect_ran(${ARGN})
  build()
  expect_nothing_ran()
  run(app)
  expect_output("^${output}\n$")
endfunction()

set(rust_and_dependents "rustc numbers" "check numbers" "check app" "link app")

function(case_root_module)
  watch_tools()
  three_languages()
  first_build("42 7 1")
  file(READ "${source}/numbers.rs" text)
  string(REPLACE 42 43 text "${text}")
  edit(numbers.rs "${text}")
  rebuild("43 7 1" ${rust_and_dependents})
endfunction()

function(case_further_module)
  watch_tools()
  three_languages(BODY "further::NUMBER")
  file(APPEND "${source}/numbers.rs" "mod further;\n")
  write(further.rs "pub const NUMBER: i32 = 42;\n")
  first_build("42 7 1")
  edit(further.rs "pub const NUMBER: i32 = 43;\n")
  rebuild("43 7 1" ${rust_and_dependents})
endfunction()

function(case_module_moved)
  watch_tools()
  three_languages(BODY "further::NUMBER")
  file(APPEND "${source}/numbers.rs" "mod further;\n")
  write(further.rs "pub const NUMBER: i32 = 42;\n")
  first_build("42 7 1")
  file(REMOVE "${source}/further.rs")
  edit(further/mod.rs "pub const NUMBER: i32 = 43;\n")
  rebuild("43 7 1" ${rust_and_dependents})
endfunction()

function(case_module_removed)
  watch_tools()
  three_languages(BODY "further::NUMBER")
  file(APPEND "${source}/numbers.rs" "mod further;\n")
  write(further.rs "pub const NUMBER: i32 = 42;\n")
  first_build("42 7 1")
  file(REMOVE "${source}/further.rs")
  wait_for_newer_time()
  three_languages(BODY "43")
  rebuild("43 7 1" "cc main.c" "nasm other.asm" ${rust_and_dependents})
endfunction()

function(case_included_text)
  watch_tools()
  three_languages(BODY "include_str!(\"some text.txt\").len() as i32")
  write("some text.txt" "1234")
  first_build("4 7 1")
  edit("some text.txt" "12345")
  rebuild("5 7 1" ${rust_and_dependents})
endfunction()

function(case_environment)
  watch_tools()
  set(body "env!(\"LENGTH OF\").len() as i32")
  string(REPLACE " " "_" body "${body}")
  string(REPLACE ")_as_" ") as " body "${body}")
  three_languages(BODY "${body}" RUST "ENV \"LENGTH_OF=a b\"")
  first_build("3 7 1")
  file(READ "${source}/CMakeLists.txt" text)
  string(REPLACE "a b" "a bc" text "${text}")
  edit(CMakeLists.txt "${text}")
  rebuild("4 7 1" ${rust_and_dependents})
endfunction()

function(case_rustflags)
  watch_tools()
  three_languages(BODY "if cfg!(more) { 43 } else { 42 }" RUST "RUSTFLAGS --cap-lints=allow \${FLAGS}")
  first_build("42 7 1")
  configure(-DFLAGS=--cfg=more)
  rebuild("43 7 1" ${rust_and_dependents})
endfunction()

function(case_feature)
  watch_tools()
  three_languages(BODY "if cfg!(feature = \"more\") { 43 } else { 42 }" RUST "FEATURES less \${FEATURES}")
  first_build("42 7 1")
  configure(-DFEATURES=more)
  rebuild("43 7 1" ${rust_and_dependents})
endfunction()

function(case_c_flags)
  watch_tools()
  three_languages()
  first_build("42 7 1")
  configure(-DCMAKE_C_FLAGS=-DUNUSED)
  rebuild("42 7 1" "cc main.c" "check app" "link app")
endfunction()

function(case_c_header)
  watch_tools()
  three_languages()
  first_build("42 7 1")
  edit(third.h "#define THIRD 2\n")
  rebuild("42 7 2" "cc main.c" "check app" "link app")
endfunction()

function(case_nasm_include)
  watch_tools()
  three_languages(MORE "set_property(TARGET app APPEND PROPERTY INCLUDE_DIRECTORIES \"\${CMAKE_SOURCE_DIR}/an include\")")
  write(other.asm "%include \"a value.inc\"
global other:function
section .text
other:
        mov eax, VALUE
        ret
")
  write("an include/a value.inc" "%include 'nested.inc'\n")
  write("an include/nested.inc" "%define VALUE 7\n")
  first_build("42 7 1")
  edit("an include/nested.inc" "%define VALUE 8\n")
  rebuild("42 8 1" "nasm other.asm" "check app" "link app")
  edit("an include/a value.inc" "%define VALUE 9\n")
  rebuild("42 9 1" "nasm other.asm" "check app" "link app")
endfunction()

function(case_nasm_incbin)
  watch_tools()
  three_languages()
  write(other.asm "default rel
global other:function
section .rodata
value:  incbin \"a value.bin\"
section .text
other:
        movzx eax, byte [value]
        ret
")
  write("a value.bin" "0")
  first_build("42 48 1")
  edit("a value.bin" "1")
  rebuild("42 49 1" "nasm other.asm" "check app" "link app")
endfunction()

function(case_exports_file)
  watch_tools()
  three_languages(RUST "EXPORTS_FILE \"all exports.txt\"")
  write("all exports.txt" "number\n")
  first_build("42 7 1")
  edit("all exports.txt" "# what there is\nnumber\n")
  rebuild("42 7 1" "check numbers" "check app" "link app")
  edit("all exports.txt" "number\nnumerous\n")
  build_fails("all exports.txt:2: error: .*numerous.*PF00")
  expect_ran("check numbers")
  build_fails("numerous")
  edit("all exports.txt" "number\n")
  rebuild("42 7 1" "check numbers" "check app" "link app")
endfunction()

# Of every kind of target that is checked.
function(case_suppressions)
  watch_tools()
  crate(greet.rs "#[no_mangle]\npub extern \"C\" fn answer() -> i32 {\n    42\n}")
  write(plain.c "int one(void);\nint one(void)\n{\n  return 1;\n}\n")
  write(shared.c "int two(void);\nint two(void)\n{\n  return 2;\n}\n")
  write(two.asm "global two:function\nsection .text\ntwo:\n        ret\n")
  write(main.c "int main(void)\n{\n  return 0;\n}\n")
  write("may stay.txt" "# known\nPF001 absent until=2999-12-31 is written next year\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD EXPORTS absent)
polyffi_check(greet SUPPRESSIONS \"may stay.txt\")
add_library(plain STATIC plain.c)
polyffi_check(plain EXPORTS absent SUPPRESSIONS \"may stay.txt\")
add_library(assembled STATIC)
polyffi_target_nasm_sources(assembled SOURCES two.asm)
polyffi_check(assembled EXPORTS absent SUPPRESSIONS \"may stay.txt\")
add_library(shared SHARED shared.c)
polyffi_check(shared EXPORTS absent SUPPRESSIONS \"may stay.txt\")
add_executable(app main.c)
polyffi_check(app EXPORTS absent SUPPRESSIONS \"may stay.txt\")")
  configure()
  build()
  edit("may stay.txt" "PF001 abs* is written later")
  build()
  expect_ran("check greet" "cc plain.c" "check plain"
    "nasm two.asm" "check assembled" "check shared" "link libshared.so" "check app" "link app")
  build()
  expect_nothing_ran()
  foreach(target IN ITEMS greet plain assembled shared app)
    edit("may stay.txt" "PF001 present has another name")
    build_fails(TARGET ${target} "error: .*'absent'.*PF001")
    build_fails(TARGET ${target} "error: .*'absent'.*PF001")
    edit("may stay.txt" "PF001 absent until=2020-02-29 is written soon")
    build_fails(TARGET ${target} "error: .*'absent'.*PF001")
    edit("may stay.txt" "PF001 absent is written soon")
    build_step(TARGET ${target})
    expect_success()
  endforeach()
endfunction()

# The toolchain that rust-toolchain.toml names, by way of rustup.
function(case_toolchain_file)
  require(rustup)
  execute_process(COMMAND "${found_rustup}" toolchain list OUTPUT_VARIABLE toolchains)
  if(NOT toolchains MATCHES "stable-" OR NOT toolchains MATCHES "nightly-")
    skip("rustup has not both stable and nightly")
  endif()
  get_filename_component(directory "${found_rustup}" DIRECTORY)
  set(ENV{RUSTC} "${directory}/rustc")
  three_languages()
  write(rust-toolchain.toml "[toolchain]\nchannel = \"stable\"\n")
  first_build("42 7 1")
  edit(rust-toolchain.toml "[toolchain]\nchannel = \"nightly\"\n")
  build()
  expect_output("PolyFFI: rustc [0-9.]+.*nightly")
  expect_output("Building Rust static library numbers")
  expect_no_output("Building C")
  build()
  expect_no_output("Building|Linking")
endfunction()

# As an update of the toolchain does.
function(case_rustc_replaced)
  watch_tools()
  three_languages()
  first_build("42 7 1")
  wait_for_newer_time()
  write_rustc("${tools}/rust" "${RUSTC}")
  rebuild("42 7 1" "rustc polyffi_no_std" ${rust_and_dependents})
endfunction()

function(case_checker_replaced)
  watch_tools()
  three_languages()
  first_build("42 7 1")
  touch("${tools}/polyffi-check")
  rebuild("42 7 1" "check app" "link app")
endfunction()

function(case_unrelated_change)
  watch_tools()
  three_languages()
  write(README.md "Numbers.\n")
  write(unused.rs "")
  first_build("42 7 1")
  edit(README.md "Three numbers.\n")
  touch(unused.rs)
  build()
  expect_nothing_ran()
  wait_for_newer_time()
  file(READ "${source}/CMakeLists.txt" text)
  file(WRITE "${source}/CMakeLists.txt" "# A comment above.\n${text}# And one below.\n")
  build()
  expect_output("Build files have been written")
  expect_ran()
  build()
  expect_nothing_ran()
endfunction()

function(case_touched_without_change)
  watch_tools()
  three_languages()
  first_build("42 7 1")
  touch(numbers.rs)
  rebuild("42 7 1" ${rust_and_dependents})
endfunction()

run_case()
