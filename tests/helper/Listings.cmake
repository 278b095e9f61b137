# SPDX-License-Identifier: MIT
#
# --exports, --symbols and --compare: what is listed, and that others list the same.
include("${CMAKE_CURRENT_LIST_DIR}/Planted.cmake")

# lists(<expected> <argument>...): polyffi-check writes just that, and exits with 0.
function(lists expected)
  list_exits(0 "${expected}" ${ARGN})
endfunction()

function(list_exits status expected)
  step("${CHECK}" ${ARGN})
  if(NOT step_status STREQUAL status OR NOT step_error STREQUAL "" OR NOT step_output STREQUAL expected)
    message("Expected:\n${expected}")
    step_failed("It should have exited with ${status} and written that.")
  endif()
endfunction()

# list_matches(<regex> <argument>...)
function(list_matches regex)
  step("${CHECK}" ${ARGN})
  if(NOT step_status STREQUAL "0" OR NOT step_error STREQUAL "" OR NOT step_output MATCHES "${regex}")
    step_failed("It should have written '${regex}'.")
  endif()
endfunction()

function(list_refuses regex)
  check(${ARGN})
  expect_refusal("${regex}")
endfunction()

# readelf, eu-readelf and eu-nm list the same symbols.
function(agree)
  require_tools(perl readelf eu-readelf eu-nm)
  execute(perl "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../sweep/agree.pl" "${CHECK}" ${ARGN})
endfunction()

function(case_exports_of_a_crate)
  use(greet)
  set(object "libgreet\\.a\\(greet\\.[^\n ]*\\.o\\)")
  list_matches("^hello function ${object}\nrust_add function ${object}\nrust_counter data ${object}\nrust_table data ${object}\n$"
    --exports libgreet.a)
  if(EXISTS "${crates}/libgreet_lto.a")
    use(greet_lto)
    list_matches("^hello function [^\n]*\nrust_add function [^\n]*\nrust_counter data [^\n]*\nrust_table data [^\n]*\n$"
      --exports libgreet_lto.a)
  endif()
  file(CREATE_LINK "${crates}/libgreet_dynamic.so" "${case_dir}/libgreet.so" SYMBOLIC)
  lists("hello function libgreet.so\nrust_add function libgreet.so\nrust_counter data libgreet.so\nrust_table data libgreet.so\n"
    --exports libgreet.so)
  lists("" --compare libgreet.so libgreet.a)
endfunction()

# The list is a file of exports.
function(case_exports_are_read_back)
  use(greet lost)
  execute(sh -c "'${CHECK}' --exports libgreet.a > exports")
  silent(libgreet.a --exports-file exports)
  check(liblost.a --exports-file exports)
  set(line 0)
  foreach(name IN ITEMS hello rust_add rust_counter rust_table)
    math(EXPR line "${line} + 1")
    expect_error("PF001 missing-export" exports:${line} "'${name}'")
  endforeach()
  write(exports "rust_table function part.o\nrust_add data part.o\n")
  check(libgreet.a --exports-file exports --allow unexpected-export)
  expect_error("PF006 wrong-kind" exports:1 "'rust_table'")
  find_line(line greet.rs "fn rust_add")
  expect_error("PF006 wrong-kind" greet.rs:${line} "'rust_add'")
endfunction()

function(case_kinds)
  write(part.c "
int work(void) { return 1; }
static int hidden_by_static(void) { return 2; }
__attribute__((visibility(\"hidden\"))) int hidden(void) { return hidden_by_static(); }
__attribute__((weak)) int soft(void) { return hidden(); }
static int (*choose(void))(void) { return work; }
int chosen(void) __attribute__((ifunc(\"choose\")));
int number = 3;
int shared;
_Thread_local int mine;
extern int elsewhere;
int uses(void) { return elsewhere; }
__asm__(\".globl label\\nlabel: ret\\n.data\\n.globl spot\\nspot: .long 0\\n.text\\n\");
")
  cc(part.c -fcommon)
  lists("chosen ifunc part.o
label function part.o
mine tls part.o
number data part.o
shared common part.o
soft function part.o
spot data part.o
uses function part.o
work function part.o
" --exports part.o)
  execute(sh -c "'${CHECK}' --exports part.o > exports")
  silent(part.o --exports-file exports --allow PF007)
  write(other.cpp "int mangled() { return 1; }\nextern \"C\" int plain() { return mangled(); }\n")
  cxx(other.cpp)
  lists("plain function other.o\n" --exports other.o)
  execute(ar rcs "lib with blank.a" other.o)
  lists("plain function lib\\x20with\\x20blank.a(other.o)\n" --exports "lib with blank.a")
  lists("plain function lib\\x20with\\x20blank.a(other.o)\nplain function other.o\n"
    --exports other.o "lib with blank.a")
  agree(part.o other.o "lib with blank.a")
endfunction()

function(case_versions)
  write(part.c "
int old_work(void) { return 1; }
int new_work(void) { return 2; }
int other(void) { return 3; }
int inner(void) { return 4; }
__asm__(\".symver old_work,work@V1\");
__asm__(\".symver new_work,work@@V2\");
")
  write(script "V1 { global: work; other; local: *; };\nV2 { global: work; } V1;\n")
  cc(part.c -fPIC)
  link(libpart.so -shared part.o -Wl,--version-script=script -Wl,-soname,libpart.so)
  lists("other function libpart.so @@V1
work function libpart.so @V1
work function libpart.so @@V2
" --exports libpart.so)
  write(main.c "int work(void);\nextern char **environ;\nint main(void) { return work() + !environ; }\n")
  cc(main.c -fno-pic)
  link(program -no-pie main.o libpart.so -Wl,-rpath,.)
  list_matches("program \\.dynsym [0-9]+ [0-9a-f]+ [0-9]+ [A-Z]+ GLOBAL DEFAULT UND work@V2\n" --symbols program)
  # What is copied from another library's data is not the program's own.
  lists("" --exports program)
  agree(libpart.so program)
endfunction()

# compares(<status> <expected> <old C> <new C>)
function(compares status expected old new)
  write(old.c "${old}")
  write(new.c "${new}")
  cc(old.c -fPIC)
  cc(new.c -fPIC)
  list_exits(${status} "${expected}" --compare old.o new.o)
  link(old.so -shared old.o)
  link(new.so -shared new.o)
  string(REPLACE "new.o" "new.so" expected "${expected}")
  string(REPLACE "old.o" "old.so" expected "${expected}")
  list_exits(${status} "${expected}" --compare old.so new.so)
endfunction()

function(case_compare)
  set(stay "int stay(void) { return 1; }\n")
  compares(0 "" "${stay}" "${stay}")
  compares(0 "added more function new.o\n" "${stay}" "${stay} int more(void) { return stay(); }")
  compares(1 "removed gone function old.o\n" "${stay} int gone(void) { return stay(); }" "${stay}")
  compares(1 "removed alpha data old.o\nadded zulu data new.o\n" "int alpha = 1;" "int zulu = 1;")
  compares(1 "changed thing kind function data\n" "int thing(void) { return 1; }" "int thing = 1;")
  compares(1 "changed mine kind data tls\n" "int mine = 1;" "_Thread_local int mine = 1;")
  compares(1 "changed table size 16 20\n" "int table[4] = {1};" "int table[5] = {1};")
  compares(1 "changed stay binding global weak\n" "${stay}" "__attribute__((weak)) ${stay}")
  compares(1 "changed stay visibility default protected\n" "${stay}"
    "__attribute__((visibility(\"protected\"))) ${stay}")
  # Not seen by C.
  compares(0 "" "${stay}" "int stay(void) { for (volatile int i = 0; i < 9; i++) {} return 1; }")
  compares(0 "" "${stay} static int gone(void) { return 1; } int (*const volatile keep)(void) = gone;"
    "${stay} static int other(void) { return 1; } int (*const volatile keep)(void) = other;")
  write(common.c "int shared;\n")
  write(placed.c "int shared = 0;\n")
  cc(common.c -fcommon)
  cc(placed.c)
  lists("" --compare common.o placed.o)
  # The strong definition counts, whichever comes first.
  write(weak.c "__attribute__((weak)) ${stay}")
  cc(weak.c)
  cc(old.c)
  execute(ar rcs libone.a weak.o old.o)
  execute(ar rcs libtwo.a old.o weak.o)
  lists("" --compare libone.a libtwo.a)
endfunction()

function(versioned library script)
  write(script "${script}")
  link(${library} -shared part.o -Wl,--version-script=script)
endfunction()

function(case_compare_versions)
  write(part.c "int work(void) { return 1; }\n")
  cc(part.c -fPIC)
  link(libplain.so -shared part.o)
  versioned(libone.so "V1 { global: work; };")
  versioned(libtwo.so "V2 { global: work; };")
  list_exits(1 "changed work version V1 V2\n" --compare libone.so libtwo.so)
  list_exits(1 "changed work version none V1\n" --compare libplain.so libone.so)
  write(part.c "int old(void) { return 1; }\nint new(void) { return 2; }
__asm__(\".symver old,work@V1\");\n__asm__(\".symver new,work@@V2\");\n")
  cc(part.c -fPIC)
  versioned(libboth.so "V1 { global: work; local: *; };\nV2 { global: work; } V1;")
  # Programs of old find theirs, new ones get the new one.
  lists("added work function libboth.so @@V2\n" --compare libone.so libboth.so)
  list_exits(1 "removed work function libboth.so @@V2\n" --compare libboth.so libone.so)
  write(part.c "int old(void) { return 1; }\n__asm__(\".symver old,work@V1\");\n")
  cc(part.c -fPIC)
  versioned(libkept.so "V1 { global: work; local: *; };")
  list_exits(1 "changed work default V1 none\n" --compare libone.so libkept.so)
endfunction()

function(case_agreement)
  use(greet)
  write(main.c "void hello(void);\nint main(void) { hello(); return 0; }\n")
  cc(main.c)
  execute(ar x libgreet.a)
  file(GLOB objects RELATIVE "${case_dir}" "${case_dir}/greet.*.o")
  set(files main.o libgreet.a ${objects})
  link(program main.o libgreet.a ${rust_libraries})
  link(libmain.so -shared -Wl,--whole-archive libgreet.a -Wl,--no-whole-archive ${rust_libraries})
  agree(${files} program libmain.so)
  execute(strip libmain.so)
  agree(libmain.so)
endfunction()

# Every form of an archive; the peers can't read all of them.
function(case_agreement_on_archives)
  write(part.c "int part(void) { return 3; }\n")
  write(a_part_with_a_long_name.c "int long_part(void) { return 3; }\n")
  cc(part.c)
  cc(a_part_with_a_long_name.c)
  set(objects part.o a_part_with_a_long_name.o)
  file(MAKE_DIRECTORY "${case_dir}/sub")
  file(COPY "${case_dir}/part.o" DESTINATION "${case_dir}/sub")
  set(exports "long_part function LIB(a_part_with_a_long_name.o)\npart function LIB(part.o)\n")
  execute(ar rcs libgnu.a ${objects})
  execute(ar rcsT libthin.a ${objects})
  execute(ar rcST libbare.a sub/part.o)
  set(libraries libgnu.a libthin.a)
  find_program(llvm_ar NAMES llvm-ar-14 llvm-ar)
  if(llvm_ar)
    execute("${llvm_ar}" --format=bsd rcs libbsd.a ${objects})
    execute("${CMAKE_COMMAND}" -E env SYM64_THRESHOLD=1 "${llvm_ar}" rcs lib64.a ${objects})
    list(APPEND libraries libbsd.a lib64.a)
  endif()
  agree(${libraries} libbare.a)
  foreach(library IN LISTS libraries)
    string(REPLACE "LIB" "${library}" expected "${exports}")
    lists("${expected}" --exports ${library})
  endforeach()
  lists("part function libbare.a(sub/part.o)\n" --exports libbare.a)
  # A thin archive's members are found from elsewhere, too.
  file(MAKE_DIRECTORY "${case_dir}/elsewhere")
  list_matches("part function [^\n]*/libbare.a\\(sub/part.o\\)\n$" --exports "${case_dir}/libbare.a")
  file(REMOVE "${case_dir}/sub/part.o")
  list_refuses("^libbare.a: error: has a member 'sub/part.o' that is not where it should be" --exports libbare.a)
endfunction()

function(json_member variable)
  string(JSON value GET "${step_output}" ${ARGN})
  set(${variable} "${value}" PARENT_SCOPE)
endfunction()

function(expect_member expected)
  json_member(value ${ARGN})
  if(NOT value STREQUAL expected)
    step_failed("'${ARGN}' is '${value}', not '${expected}'.")
  endif()
endfunction()

function(case_json)
  write(old.c "int stay(void) { return 1; }\nint gone(void) { return stay(); }\nlong table[2] = {1};\n")
  write(new.c "int stay(void) { return 1; }\nint come(void) { return stay(); }\nlong table[3] = {1};\n")
  cc(old.c -fPIC)
  cc(new.c -fPIC)
  execute(ar rcs libold.a old.o)
  step("${CHECK}" --exports --format json libold.a)
  foreach(pair IN ITEMS name=gone kind=function binding=global visibility=default file=libold.a
      member=old.o default_version=OFF)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    expect_member("${CMAKE_MATCH_2}" exports 0 ${CMAKE_MATCH_1})
  endforeach()
  expect_member(16 exports 2 size)
  step("${CHECK}" --compare --format json libold.a new.o)
  if(NOT step_status STREQUAL "1" OR NOT step_error STREQUAL "")
    step_failed("It should have exited with 1.")
  endif()
  expect_member(ON breaks)
  expect_member(added differences 0 kind)
  expect_member(come differences 0 after name)
  expect_member(removed differences 1 kind)
  expect_member(old.o differences 1 before member)
  expect_member(changed differences 2 kind)
  expect_member(size differences 2 aspect)
  expect_member(16 differences 2 was)
  expect_member(24 differences 2 is)
  step("${CHECK}" --compare --format json old.o libold.a)
  expect_member(OFF breaks)
  list_refuses("--exports and --output don't go together" --exports --output list old.o)
  step("${CHECK}" --symbols --format json old.o)
  expect_member("--symbols and --format json don't go together: leave out --format" problem message)
endfunction()

# What can't be seen is no empty list.
function(case_refusals)
  write(part.c "int part(void) { return 3; }\n")
  cc(part.c)
  list_refuses("--exports needs the name of" --exports)
  list_refuses("--symbols needs the name of" --symbols)
  list_refuses("--compare needs two files" --compare part.o)
  list_refuses("--compare needs two files" --compare part.o part.o part.o)
  list_refuses("--exports and --symbols don't go together" --exports --symbols part.o)
  list_refuses("--symbols and --warn don't go together" --warn --symbols part.o)
  lists("part function part.o\n" --exports --exports part.o)
  foreach(option IN ITEMS --exports --symbols)
    list_refuses("^missing.o: error: can't be opened" ${option} missing.o)
    write(text.so "INPUT(part.o)\n")
    list_refuses("^text.so: error: is a linker script" ${option} text.so)
    write(libempty.a "")
    list_refuses("^libempty.a: error: is an empty file" ${option} libempty.a)
    execute(ar rcs libpart.a part.o)
    execute(sh -c "head -c 200 libpart.a > libcut.a")
    list_refuses("^libcut.a: error: is damaged: it ends within a member" ${option} libcut.a)
  endforeach()
  file(COPY_FILE "${case_dir}/part.o" "${case_dir}/stripped.o")
  execute(strip stripped.o)
  list_refuses("^stripped.o: error: is stripped" --exports stripped.o)
  execute(ar rcs libstripped.a part.o stripped.o)
  list_refuses("^libstripped.a: error: member 'stripped.o' is stripped" --exports libstripped.a)
  list_refuses("^libstripped.a: error: member 'stripped.o' is stripped" --compare part.o libstripped.a)
  list_refuses("^stripped.o: error: is stripped" --compare stripped.o part.o)
  if(CC STREQUAL "clang")
    compile("${CC};-flto;-c" part.c AS lto.o)
    list_refuses("^lto.o: error: is for a link-time optimiser only" --symbols lto.o)
  else()
    compile("${CC};-flto;-fno-fat-lto-objects;-c" part.c AS lto.o)
  endif()
  list_refuses("^lto.o: error: is for a link-time optimiser only" --exports lto.o)
  execute(ar rcs liblto.a lto.o)
  list_refuses("^liblto.a: error: member 'lto.o' is for a link-time optimiser only" --exports liblto.a)
  if(EXISTS /dev/full)
    execute_fails("" sh -c "exec '${CHECK}' --exports part.o > /dev/full")
    execute_fails("" sh -c "exec '${CHECK}' --symbols part.o > /dev/full")
  endif()
endfunction()

# A library without section headers works for the loader, but its names can't be listed.
function(case_no_section_headers)
  write(part.c "int part(void) { return 3; }\n")
  cc(part.c -fPIC)
  link(libpart.so -shared part.o)
  find_program(llvm_objcopy NAMES llvm-objcopy-14 llvm-objcopy)
  if(NOT llvm_objcopy)
    skip("no llvm-objcopy")
  endif()
  execute("${llvm_objcopy}" --strip-sections libpart.so libbare.so)
  list_refuses("^libbare.so: error: has no section headers" --exports libbare.so)
  list_refuses("^libbare.so: error: has no section headers" --symbols libbare.so)
endfunction()

# One entry, one line, of which a terminal shows nothing but characters.
function(case_hostile_names)
  write(hostile.rs "#![crate_type = \"staticlib\"]
#[export_name = \"two\\nlines function forged.o\"]\npub extern \"C\" fn two() {}
#[export_name = \"\\u{1b}]0;title\\u{7}\"]\npub extern \"C\" fn title() {}
#[export_name = \"with blank\"]\npub extern \"C\" fn blank() {}
#[no_mangle]\npub extern \"C\" fn plain() {}
")
  execute("${RUSTC_${RUSTC_NAME}}" hostile.rs -o libhostile.a)
  list_matches("^\\\\x1b]0;title\\\\x07 function [^ \n]*
plain function [^ \n]*
two\\\\x0alines\\\\x20function\\\\x20forged.o function [^ \n]*
with\\\\x20blank function [^ \n]*\n$" --exports libhostile.a)
  list_matches("\n[^ ]+ \\.symtab ([^ \n]+ )+two\\\\x0alines\\\\x20function\\\\x20forged.o\n" --symbols libhostile.a)
endfunction()

run_case()
