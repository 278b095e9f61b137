# SPDX-License-Identifier: MIT
#
# What is right, however near it comes to a finding.
include("${CMAKE_CURRENT_LIST_DIR}/Planted.cmake")

# names.rs exports 'reed', 'sine', 'y11', 'hallo' and more: libc and libm have what C means.
function(libc_program)
  write(main.c "#define _GNU_SOURCE
#include <dlfcn.h>\n#include <fcntl.h>\n#include <math.h>\n#include <pthread.h>\n#include <stdio.h>
#include <stdlib.h>\n#include <string.h>\n#include <strings.h>\n#include <sys/stat.h>\n#include <sys/times.h>\n#include <unistd.h>
void hallo(void);
static void *work(void *p) { return p; }
int main(int argc, char **argv)
{
  volatile double x = argc;
  char text[16] = \"\";
  struct tms tms;
  struct stat status;
  pthread_t thread;
  int file = open(argv[0], O_RDONLY);
  x += sin(x) + cos(x) + log(x) + pow(x, x) + y1(x) + y0(x) + j0(x);
  if (read(file, text, 4) != 4 || write(1, \"ok\", 2) != 2)
    abort();
  close(file);
  x += index(text, 'E') != NULL;
  x += rindex(text, 'E') != NULL;
  x += strlen(text) + (size_t)strcmp(text, argv[0]);
  memcpy(text, \"x\", 2);
  puts(text);
  printf(\"%f\\n\", x);
  free(malloc(x > 0 ? 10 : 20));
  pthread_create(&thread, NULL, work, NULL);
  pthread_join(thread, NULL);
  x += dlsym(dlopen(NULL, RTLD_NOW), \"main\") != NULL;
  x += stat(argv[0], &status) + (int)times(&tms);
  hallo();
  exit(0);
}
")
  cc(main.c -fno-builtin)
endfunction()

function(case_libc_beside_near_names)
  use(names)
  libc_program()
  foreach(linking IN ITEMS "" -static -no-pie)
    set(kind pie)
    set(libraries ${rust_libraries})
    if(linking STREQUAL "-static")
      set(kind static)
      set(libraries ${rust_libraries_static})
    elseif(linking)
      set(kind executable)
    endif()
    silent(main.o libnames.a --kind ${kind})
    check(--kind ${kind} --link ${driver} ${linking} main.o libnames.a ${libraries} -o program)
    expect_nothing_more()
    runs(program 0 "ok")
  endforeach()
  silent(main.o libnames.a)
  silent(main.o libnames.a -- program)
endfunction()

# Without the directories of the system's libraries nothing can be said: no false alarm.
function(case_libc_not_found)
  use(names)
  libc_program()
  file(MAKE_DIRECTORY "${case_dir}/empty")
  check(main.o libnames.a --library-path empty)
  expect_note("not checked: undefined references, because the library -lc was not found")
endfunction()

function(case_libc_in_cxx)
  use(names)
  write(main.cpp "#include <algorithm>\n#include <cmath>\n#include <iostream>\n#include <map>\n#include <string>\n#include <thread>\n#include <vector>
extern \"C\" void hallo(void);
int main(int argc, char **argv)
{
  std::map<std::string, std::vector<double>> map;
  map[argv[0]].push_back(std::sin(argc));
  std::thread thread([] {});
  thread.join();
  try { map.at(\"none\"); } catch (const std::exception &e) { std::cout << e.what(); }
  hallo();
  return 0;
}
")
  cxx(main.cpp)
  silent(main.o libnames.a)
endfunction()

function(case_rust_alone)
  use(greet other again lost near careless begin names bare)
  foreach(name IN ITEMS greet other again lost near careless begin names bare)
    silent(lib${name}.a)
    silent(lib${name}.a --dep-info lib${name}.d)
  endforeach()
  file(CREATE_LINK "${crates}/libgreet_dynamic.so" "${case_dir}/libdynamic.so" SYMBOLIC)
  silent(libdynamic.so)
  silent(libdynamic.so --kind shared)
endfunction()

# Link-time optimisation hides symbols and sections from us.
function(case_lto)
  use(greet)
  write(main.c "void hello(void);\nint part(void);\nint main(void) { hello(); return part(); }\n")
  write(part.c "int part(void);\nint part(void) { return 3; }\n")
  foreach(flags IN ITEMS -flto "-flto -ffat-lto-objects" -flto=thin)
    separate_arguments(words UNIX_COMMAND "${flags}")
    if(CC STREQUAL "gcc" AND flags MATCHES "thin")
      continue()
    elseif(CC STREQUAL "clang" AND flags MATCHES "fat")
      continue()
    endif()
    cc(main.c ${words})
    cc(part.c ${words})
    execute(ar rcs libpart.a part.o)
    silent(main.o part.o libgreet.a)
    silent(main.o libpart.a libgreet.a --kind pie)
    silent(main.o libpart.a libgreet.a --startup crt --kind executable)
    if(CC STREQUAL "clang" AND NOT LINKER STREQUAL "lld")
      continue()
    elseif(CC STREQUAL "gcc" AND LINKER STREQUAL "lld" AND NOT flags MATCHES "fat")
      continue() # PF044, rightly
    endif()
    check(--kind pie --link ${driver} ${words} main.o part.o libgreet.a ${rust_libraries} -o program)
    get_property(status GLOBAL PROPERTY check_status)
    expect_status(${status})
    if(status EQUAL 0)
      runs(program 3 "Hello from Rust!")
    endif()
  endforeach()
  write(main.c "void hellp(void);\nint main(void) { hellp(); return 3; }\n")
  write(hellp.c "void hellp(void);\nvoid hellp(void) {}\n")
  cc(hellp.c -flto)
  cc(main.c)
  silent(main.o hellp.o libgreet.a)
endfunction()

# Everything linked with everything, and checked with its result.
function(case_three_languages)
  near_miss(PF032)
  use(greet)
  write(main.c "#include <stdio.h>\nvoid hello(void);\nint twice(int);\nextern const int numbers[2];
int back(int);\nint back(int a) { return a + 1; }
int main(void)\n{\n  hello();\n  printf(\"%d %d\\n\", twice(20), numbers[1]);\n  return 0;\n}\n")
  write(twice.asm "default rel\nextern rust_add\nextern back\nextern stderr\nextern fputs\nglobal twice:function\nglobal numbers:data (numbers.end - numbers)
section .text\ntwice:\n  push rbx\n  mov esi, edi\n  call rust_add wrt ..plt\n  mov edi, eax\n  call back wrt ..plt
  mov ebx, eax\n  lea rdi, [text]\n  mov rax, [rel stderr wrt ..got]\n  mov rsi, [rax]\n  call fputs wrt ..plt\n  mov eax, ebx\n  pop rbx\n  ret
section .rodata\nnumbers: dd 1, 2\n.end:\ntext: db \"from assembler\", 10, 0\nsection .note.GNU-stack noalloc noexec nowrite progbits\n")
  cc(main.c)
  asm(twice.asm)
  foreach(kind IN ITEMS executable pie static)
    set(words -no-pie)
    set(libraries ${rust_libraries})
    if(kind STREQUAL "static")
      set(libraries ${rust_libraries_static})
    endif()
    if(NOT kind STREQUAL "executable")
      set(words -${kind})
    endif()
    silent(main.o twice.o libgreet.a --kind ${kind})
    link(program ${words} main.o twice.o libgreet.a ${libraries})
    runs(program 0 "Hello from Rust!\n41 2\n")
    silent(main.o twice.o libgreet.a program)
    silent(program)
    execute(strip program)
    silent(program)
  endforeach()
  cc(main.c -fPIC)
  link(libthree.so -shared main.o twice.o libgreet.a ${rust_libraries})
  silent(libthree.so --kind shared --export twice --export numbers:data --export hello)
  silent(main.o twice.o libgreet.a libthree.so --kind shared)
endfunction()

# glibc's own archives and start files, as they are on a link line.
function(case_static_libraries_of_the_system)
  write(main.c "int main(void) { return 0; }\n")
  cc(main.c)
  execute(${CC} -print-file-name=libc.a)
  string(STRIP "${output}" libc)
  if(NOT IS_ABSOLUTE "${libc}")
    skip("no libc.a")
  endif()
  get_filename_component(directory "${libc}" DIRECTORY)
  silent(main.o --kind static --startup crt "${libc}")
  silent(--kind static --link ${driver} -static main.o -o program -lm -lpthread -ldl -lrt)
  silent(--kind static --link ${driver} -static main.o "-L${directory}" -lm -lpthread -ldl -lrt -o program)
endfunction()

# Whatever is installed is right. One in so many: this is a sample.
function(sample variable kind limit)
  execute(sh -c "find -L /usr/bin /usr/lib /usr/libexec -type f '(' ${kind} ')' -size -30000k 2>&- | grep -v '[][;]' | sort -u")
  string(REPLACE "\n" ";" files "${output}")
  list(REMOVE_ITEM files "") # behind the last line
  list(LENGTH files count)
  set(chosen "")
  math(EXPR step "${count} / ${limit} + 1")
  set(at 0)
  while(at LESS count)
    list(GET files ${at} file)
    list(APPEND chosen "${file}")
    math(EXPR at "${at} + ${step}")
  endwhile()
  set(${variable} "${chosen}" PARENT_SCOPE)
endfunction()

function(case_installed_programs)
  if(NOT RUSTC_NAME STREQUAL "stable" OR SUFFIX)
    skip("the same files were checked without a variant")
  endif()
  sample(files "-perm -u+x -o -name '*.so*'" 800)
  set(checked 0)
  foreach(file IN LISTS files)
    file(READ "${file}" magic LIMIT 17 HEX)
    if(NOT magic MATCHES "^7f454c46........................(02|03)")
      continue()
    endif()
    math(EXPR checked "${checked} + 1")
    check("${file}")
  endforeach()
  if(checked LESS 50)
    skip("only ${checked} programs are installed")
  endif()
  message("${checked} programs and libraries were checked.")
endfunction()

function(case_installed_libraries)
  if(NOT RUSTC_NAME STREQUAL "stable" OR SUFFIX)
    skip("the same files were checked without a variant")
  endif()
  sample(files "-name '*.a' -o -name '*.o'" 120)
  list(LENGTH files count)
  foreach(file IN LISTS files)
    file(SIZE "${file}" size)
    # Archives that are empty on purpose, as glibc's stubs, have cases of their own.
    if(NOT size EQUAL 8)
      check("${file}")
    endif()
  endforeach()
  message("${count} archives and objects were checked.")
endfunction()

# nm with LLVM's plugin reads the bitcode that rustc embeds in std's members, and passes over
# what it can't read there, with status 0. What polyffi-check says comes from ELF alone.
function(case_where_nm_lies)
  file(GLOB plugin /usr/lib/bfd-plugins/LLVMgold*.so /usr/lib/llvm-*/lib/LLVMgold.so)
  if(NOT plugin)
    skip("no LLVMgold.so")
  endif()
  list(GET plugin 0 plugin)
  use(greet)
  execute(nm --plugin "${plugin}" --defined-only -g libgreet.a)
  string(REGEX MATCHALL " T [^\n]+" by_nm "${output}")
  execute(readelf -sW libgreet.a)
  string(REGEX MATCHALL "FUNC +GLOBAL +[A-Z]+ +[0-9]+ [^\n]+" by_readelf "${output}")
  list(LENGTH by_nm few)
  list(LENGTH by_readelf many)
  if(NOT few LESS many)
    skip("nm with the plugin shows all ${many} functions")
  endif()
  silent(libgreet.a --export hello --export rust_add --export rust_table:data --export rust_counter:data)
  write(main.c "void hello(void);\nint main(void) { hello(); return 0; }\n")
  cc(main.c)
  silent(main.o libgreet.a)
endfunction()

run_case()
