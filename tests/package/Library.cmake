# SPDX-License-Identifier: MIT
#
# libpolyffi as others use it: by its installed headers and its pkg-config file,
# in a prefix that was moved.
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/Harness.cmake")
set(here "${CMAKE_CURRENT_LIST_DIR}/library")
file(GLOB_RECURSE pc "${INSTALLED}/*/polyffi.pc")
get_filename_component(pc "${pc}" DIRECTORY)
get_filename_component(libraries "${pc}" DIRECTORY)

# Sets <variable> to what pkg-config says of the prefix whose .pc lies in <directory>.
function(ask_pkg_config variable directory)
  set(ENV{PKG_CONFIG_PATH} "${directory}")
  execute(pkg-config ${ARGN} polyffi)
  get_property(output GLOBAL PROPERTY step_output)
  separate_arguments(words UNIX_COMMAND "${output}")
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

# Ends a case unless the library is a plain build: others have a runtime of
# their own to be linked, or memory and symbols that are not PolyFFI's.
macro(require_plain_build)
  execute_step(nm "${libraries}/libpolyffi.a")
  get_property(symbols GLOBAL PROPERTY step_output)
  if(symbols MATCHES "(__asan|__tsan|__ubsan|__sanitizer|__gcov)")
    skip("the library is built with ${CMAKE_MATCH_1}")
  endif()
endmacro()

# An archive of Rust that exports one, and has a function hidden that it does not export.
function(numbers_archive)
  crate(numbers.rs "#[no_mangle]\npub extern \"C\" fn one() -> i32 {
    hidden()
}
#[inline(never)]
fn hidden() -> i32 {
    1
}")
  execute("${RUSTC}" --crate-type=staticlib --crate-name=numbers -Cpanic=abort
    --emit=link,dep-info "${source}/numbers.rs" --out-dir "${case_dir}")
endfunction()

function(expect_user program)
  execute_step("${program}" ${ARGN} "${case_dir}/libnumbers.a" two)
  expect_success()
  expect_output("^export one\n(export [a-z_]+\n)*error PF001 two\n$")
endfunction()

#-----------------------------------------------------------------------

# Each header is enough for itself, in C and in C++.
function(case_headers)
  require(g++)
  file(GLOB headers RELATIVE "${INSTALLED}/include" "${INSTALLED}/include/polyffi/*.h")
  foreach(header IN LISTS headers)
    write(alone.c "#include <${header}>\n#include <${header}>\nextern int nothing;\n")
    write(alone.cpp "#include <${header}>\n#include <${header}>\n")
    set(flags -pedantic-errors -Wall -Wextra -Wconversion -Wshadow -Werror "-I${INSTALLED}/include" -fsyntax-only)
    execute("${CC}" -std=c11 ${flags} -Wstrict-prototypes "${source}/alone.c")
    execute("${found_g++}" -std=c++17 ${flags} "${source}/alone.cpp")
  endforeach()
endfunction()

# What the headers declare is what the shared library lets out, in one version.
function(case_symbols)
  write(all.c "#include <polyffi/polyffi.h>\n")
  execute("${CC}" -E -P "-I${INSTALLED}/include" "${source}/all.c")
  get_property(text GLOBAL PROPERTY step_output)
  string(REGEX MATCHALL "polyffi_[a-z0-9_]+\\(" declared "${text}")
  string(REPLACE "(" "" declared "${declared}")
  execute(nm -D --defined-only --with-symbol-versions "${libraries}/libpolyffi.so.1")
  get_property(text GLOBAL PROPERTY step_output)
  string(REGEX MATCHALL "[^\n]+" lines "${text}")
  set(let_out "")
  foreach(line IN LISTS lines)
    if(line MATCHES " T (polyffi_[a-z0-9_]+)@@POLYFFI_1\\.0$")
      list(APPEND let_out "${CMAKE_MATCH_1}")
    elseif(NOT line MATCHES " A POLYFFI_1\\.0(@@.*)?$")
      fail("The shared library lets out '${line}'.")
    endif()
  endforeach()
  list(SORT declared)
  list(REMOVE_DUPLICATES declared)
  list(SORT let_out)
  expect_equal("${let_out}" "${declared}")
  execute(readelf -dW "${libraries}/libpolyffi.so")
  expect_output("SONAME[^\n]*\\[libpolyffi\\.so\\.1\\]")
  expect_no_output("TEXTREL|iberty")
endfunction()

# A program may have functions of the same names as those that the library has for itself.
function(case_symbols_of_the_static_library)
  require_plain_build()
  execute(nm -g --defined-only "${libraries}/libpolyffi.a")
  expect_output(" T polyffi_check_open\n")
  get_property(text GLOBAL PROPERTY step_output)
  string(REGEX MATCHALL " [A-Z] [^\n]+" symbols "${text}")
  list(FILTER symbols EXCLUDE REGEX "^ T polyffi_")
  expect_equal("${symbols}" "")
endfunction()

# No state between calls, no end of the caller's process, nothing written by itself.
function(case_manners)
  require_plain_build()
  execute(readelf -SW "${libraries}/libpolyffi.a")
  get_property(text GLOBAL PROPERTY step_output)
  if(text MATCHES " (\\.(data|bss|tdata|tbss)(\\.[^ r][^ ]*|\\.rel|\\.rel\\.local)?) +(PROGBITS|NOBITS) +[0-9a-f]+ [0-9a-f]+ [0-9a-f]*[1-9a-f]")
    fail("There are variables in ${CMAKE_MATCH_1}.")
  endif()
  execute(nm -u "${libraries}/libpolyffi.a")
  expect_no_output(" (exit|_exit|_Exit|quick_exit|abort|signal|sigaction|printf|vprintf|puts|putchar|perror|stdout|stderr|warnx?|errx?|setlocale|chdir|umask|setenv|strtok|localtime|gmtime|time|rand|system|fork|execvp)(@[^\n]*)?\n")
endfunction()

function(case_pkg_config_shared)
  require(pkg-config)
  require_plain_build()
  numbers_archive()
  ask_pkg_config(flags "${pc}" --cflags --libs)
  execute("${CC}" "${here}/user.c" -o "${case_dir}/user" -pthread ${flags})
  execute(readelf -dW "${case_dir}/user")
  expect_output("NEEDED[^\n]*\\[libpolyffi\\.so\\.1\\]")
  expect_no_output("libdw|libelf")
  set(ENV{LD_LIBRARY_PATH} "${libraries}")
  expect_user("${case_dir}/user" 1)
  expect_user("${case_dir}/user" 2)
  expect_user("${case_dir}/user" 8)
endfunction()

# As where only the static library is installed.
function(case_pkg_config_static)
  require(pkg-config)
  require_plain_build()
  numbers_archive()
  file(COPY "${INSTALLED}/" DESTINATION "${case_dir}/a prefix" PATTERN "*.so*" EXCLUDE)
  string(REPLACE "${INSTALLED}" "${case_dir}/a prefix" directory "${pc}")
  ask_pkg_config(flags "${directory}" --static --cflags --libs)
  if("-lbz2" IN_LIST flags)
    execute_process(COMMAND "${CC}" -print-file-name=libbz2.so OUTPUT_VARIABLE bz2)
    if(NOT bz2 MATCHES "/")
      skip("libdw asks for libbz2, which is not installed: package libbz2-dev")
    endif()
  endif()
  execute("${CC}" "${here}/user.c" -o "${case_dir}/user" -pthread ${flags})
  execute(readelf -dW "${case_dir}/user")
  expect_no_output("polyffi")
  expect_user("${case_dir}/user" 2)
endfunction()

# polyffi-check is made of its own files and the library's public part.
function(case_tool_of_the_shared_library)
  require_plain_build()
  file(READ "${POLYFFI_SOURCE}/helper/CMakeLists.txt" text)
  string(REGEX MATCH "add_executable\\(polyffi-check ([^)]*)\\)" _ "${text}")
  string(REGEX MATCHALL "[^ \n]+" files "${CMAKE_MATCH_1}")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "\\.c$" ".h" header "${file}")
    file(COPY "${POLYFFI_SOURCE}/helper/${file}" DESTINATION "${source}")
    if(EXISTS "${POLYFFI_SOURCE}/helper/${header}")
      file(COPY "${POLYFFI_SOURCE}/helper/${header}" DESTINATION "${source}")
    endif()
  endforeach()
  list(TRANSFORM files PREPEND "${source}/")
  execute("${CC}" -std=c11 -D_GNU_SOURCE -Wall -Werror "-I${INSTALLED}/include" ${files}
    -o "${case_dir}/check" "-L${libraries}" -lpolyffi)
  numbers_archive()
  set(ENV{LD_LIBRARY_PATH} "${libraries}")
  foreach(words IN ITEMS --version --help --list-rules "--explain PF001"
      "--export two libnumbers.a" "--exports libnumbers.a")
    separate_arguments(words UNIX_COMMAND "${words}")
    foreach(program IN ITEMS "${INSTALLED}/bin/polyffi-check" "${case_dir}/check")
      execute_step("${program}" ${words})
      foreach(part IN ITEMS status output error)
        get_property(${part} GLOBAL PROPERTY step_${part})
      endforeach()
      if(program STREQUAL "${case_dir}/check")
        expect_equal("${status}\n${output}\n${error}" "${expected}")
      endif()
      set(expected "${status}\n${output}\n${error}")
    endforeach()
  endforeach()
endfunction()

# Each allocation fails once. Without debug information: libdw is not made for it.
function(case_memory)
  require_plain_build()
  write(main.c "int hidden(void);\nint one(void);\nint noe(void);\nint main(void) { return hidden() + one() + noe(); }\n")
  write(other.c "static int numbr(void) { return 0; }\nint noe_(void) { return numbr(); }\n")
  numbers_archive()
  execute("${CC}" -std=gnu11 "${here}/memory.c" -o "${case_dir}/memory" "-I${INSTALLED}/include"
    "-L${libraries}" -lpolyffi)
  execute("${CC}" -c "${source}/main.c" -o main.o)
  execute("${CC}" -c "${source}/other.c" -o other.o)
  execute(objcopy --strip-debug libnumbers.a)
  write(program.c "int main(void) { return 0; }\n")
  execute("${CC}" "${source}/program.c" -z execstack -o program)
  set(ENV{LD_LIBRARY_PATH} "${libraries}")
  execute("${case_dir}/memory" cc main.o other.o libnumbers.a -lm -o program)
  expect_output("PF0.*\n[0-9][0-9][0-9]* allocations\n$")
endfunction()

#-----------------------------------------------------------------------
# Builds of the library alone

# Configures helper/ in <directory> of the case and builds the targets.
function(build_helper directory targets)
  execute_step("${CMAKE_COMMAND}" -S "${POLYFFI_SOURCE}/helper" -B "${case_dir}/${directory}" -G Ninja
    "-DCMAKE_C_COMPILER=${CC}" "-DCMAKE_INSTALL_PREFIX=${case_dir}/${directory}/installed" ${ARGN})
  expect_success()
  execute("${CMAKE_COMMAND}" --build "${case_dir}/${directory}" --target ${targets})
endfunction()

# Two threads at once, watched by ThreadSanitizer.
function(case_threads)
  write(nothing.c "int main(void)\n{\n  return 0;\n}\n")
  execute_step("${CC}" -fsanitize=thread "${source}/nothing.c" -o "${case_dir}/nothing")
  execute_step("${case_dir}/nothing")
  get_property(status GLOBAL PROPERTY step_status)
  if(NOT status STREQUAL "0")
    skip("programs of ThreadSanitizer don't run here")
  endif()
  numbers_archive()
  build_helper(tsan libpolyffi_shared -DCMAKE_C_FLAGS=-fsanitize=thread -DCMAKE_BUILD_TYPE=RelWithDebInfo)
  execute("${CC}" -fsanitize=thread -pthread "${here}/user.c" -o "${case_dir}/user"
    "-I${INSTALLED}/include" "-L${case_dir}/tsan" -lpolyffi "-Wl,-rpath,${case_dir}/tsan")
  expect_user("${case_dir}/user" 2)
endfunction()

# What is switched off is missed only where it would have helped.
function(case_without_options)
  build_helper(small install -DPOLYFFI_SHARED=OFF -DPOLYFFI_WITH_LIBDW=OFF -DPOLYFFI_WITH_LIBIBERTY=OFF)
  file(GLOB_RECURSE shared "${case_dir}/small/*.so*")
  expect_equal("${shared}" "")
  ask_pkg_config(flags "${case_dir}/small/installed/lib/pkgconfig" --cflags --libs)
  execute("${CC}" "${here}/user.c" -o "${case_dir}/user" -pthread ${flags})
  numbers_archive()
  expect_user("${case_dir}/user" 1)
  write(main.c "int FUNCTION(void);\nint main(void)\n{\n  return FUNCTION();\n}\n")
  set(lines "note: not checked: source lines, because this is a build without libdw")
  set(names "note: not checked: demangled names, because this is a build without libiberty")
  expect_missed("PF011" "" -DFUNCTION=oen)
  expect_missed("PF011" "${lines}" -DFUNCTION=oen -g)
  expect_missed("PF010" "${names}" -DFUNCTION=hidden)
  expect_missed("PF010" "${lines};${names}" -DFUNCTION=hidden -g)
endfunction()

# The program finds <rule>, and says of all that was not done just <notes>; and nothing when the
# finding is allowed.
function(expect_missed rule notes)
  set(check "${case_dir}/small/installed/bin/polyffi-check")
  execute("${CC}" ${ARGN} -c "${source}/main.c" -o main.o)
  execute_step("${check}" main.o libnumbers.a)
  expect_failure("\\[${rule} ")
  get_property(error GLOBAL PROPERTY step_error)
  string(REGEX MATCHALL "note: not checked: [^\n]*" said "${error}")
  expect_equal("${said}" "${notes}")
  execute("${check}" main.o libnumbers.a --allow ${rule})
endfunction()

run_case()
