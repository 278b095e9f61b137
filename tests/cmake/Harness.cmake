# SPDX-License-Identifier: MIT
#[=[.rst:
Harness
-------

What a file of cases is written with. A case is a function ``case_<name>()`` of
the file; ``polyffi_add_cases()`` (Cases.cmake) makes a test of each. A test is
one run of ``cmake -P`` on the file, by the CMake that is under test; at its end
the file calls ``run_case()``.

A case makes a small project in a directory of its own, with a space in its
path, configures, builds and changes it, and says what must come of that. Unless
it says otherwise, everything must succeed and nothing may be written to
stderr. The first expectation that fails ends the case; its directory is kept
then.

Files, relative to the project's source directory:

``write(<file> <text>)``
  Write a file.
``lists(<text>)``
  Write a CMakeLists.txt, behind the lines that every project opens with.
``crate(<file> <text>)``
  Write the root module of a ``no_std`` crate.
``package(<directory> <text> [MANIFEST <text>] [BUILD <text>])``
  Write a Cargo package of the directory's name, with ``<text>`` for
  ``src/lib.rs``, ``[package]`` and more in its manifest, and a build script.
``edit(<file> <text>)``
  Write a file so that its time stamp is newer than whatever was built.
``touch(<file>)``
  The same without a change.

Steps:

``configure([<argument>...])``, ``configure_fails(<regex>... [ARGS <argument>...])``
  ``cmake -S … -B …``. For ``configure_fails()`` stderr, in one line, must match
  every regex.
``build([TARGET <target>] [CONFIG <config>])``, ``build_fails(<regex>... [CONFIG …])``
  ``cmake --build``; what the tools wrote is in one text with the output.
``build_warns([<regex>...])``
  A build that succeeds, and may and must say more than usual.
``run(<program> [CONFIG <config>])``
  Runs a program of the build tree, which must exit with status 0.
``execute(<command>...)``
  Runs anything else in the case's directory.

Expectations, about the last step:

``expect_output(<regex>)``, ``expect_no_output(<regex>)``
  For its stdout, or, of a build, for all that was written.
``expect_ran([<what>...])``
  After ``watch_tools()``: exactly these processes ran, such as ``"rustc greet"``,
  ``"cargo rustc"``,   ``"nasm main.asm"``, ``"cc main.c"``, ``"link app"``, ``"check app"``.
``expect_nothing_ran()``
  No tool was even asked for its version.
``expect_file(<file>)``, ``expect_no_file(<file>)``
``expect_equal(<actual> <expected>)``
  Any two strings.

``watch_tools()``, first in a case, puts wrappers in the place of rustc, nasm,
the C compiler and polyffi-check, which log what they are run for.

Of several steps, for projects with a program called ``app``:

``builds_and_runs([<argument>...])``
  Configures with the arguments, builds and runs it.
``answers(<text> [CONFIG <config>])``
  Builds and runs it, and it prints the text, a regex, as its only line.
``answers_by_type(<type>=<text>...)``
  The same with each build type, or configuration where there are many.
``rebuilds(<text> [<what>...])``
  After a change and ``watch_tools()``: a build runs exactly that, the next one
  nothing, and it prints the text.
``install_to(<prefix>)``
  Installs the configuration Debug.

``skip(<reason>...)``, ``require(<program>)``, ``require_cargo()`` and
``require_tool(<program>)``, which is beside rustc, end a case that can't run here;
``require_cargo()`` outside of a case ends them all.

Variables: ``source``, ``binary`` and ``case_dir``; ``GENERATOR`` and ``MULTI``,
whether it is for many configurations; all that Cases.cmake.in sets.
#]=]
cmake_minimum_required(VERSION 3.22)
include("${SETTINGS}")

foreach(variable IN ITEMS AS CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS RUSTC RUSTFLAGS
    CARGO CARGO_BUILD_JOBS CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS CARGO_TARGET_DIR
    RUSTC_WRAPPER RUSTUP_TOOLCHAIN NASMENV POLYFFI_NASM DESTDIR VERBOSE MAKEFLAGS
    NINJA_STATUS CMAKE_GENERATOR CMAKE_BUILD_TYPE CMAKE_BUILD_PARALLEL_LEVEL
    CMAKE_C_COMPILER_LAUNCHER CMAKE_C_LINKER_LAUNCHER CMAKE_EXPORT_COMPILE_COMMANDS
    CMAKE_PREFIX_PATH CLICOLOR_FORCE)
  unset(ENV{${variable}})
endforeach()
set(ENV{LC_ALL} C)

get_filename_component(topic "${CMAKE_SCRIPT_MODE_FILE}" NAME_WE)
string(REPLACE "_" " " case_name "${CASE}")
set(variant "")
if(NOT VARIANT STREQUAL "")
  set(variant " ${VARIANT}")
endif()
set(case_dir "${CASES}/${GENERATOR} ${CMAKE_VERSION}/${topic} ${case_name}${variant}")
set(source "${case_dir}/source")
set(binary "${case_dir}/build")
set(package "${POLYFFI_DIR}")
if(DEFINED INSTALLED)
  set(package "${INSTALLED}/share/cmake/PolyFFI")
endif()
set(MULTI FALSE)
if(GENERATOR MATCHES "Multi-Config")
  set(MULTI TRUE)
endif()

function(run_case)
  file(REMOVE_RECURSE "${case_dir}")
  file(MAKE_DIRECTORY "${source}")
  file(WRITE "${case_dir}/last step" "")
  if(GENERATOR MATCHES "Ninja")
    require(ninja)
  else()
    require(make)
  endif()
  cmake_language(CALL "case_${CASE}")
  if(NOT DEFINED ENV{POLYFFI_TEST_KEEP})
    file(REMOVE_RECURSE "${case_dir}")
  endif()
endfunction()

macro(skip)
  string(CONCAT reason ${ARGN})
  message("SKIPPED: ${reason}")
  return()
endmacro()

# Sets <program> to its path, or skips the case.
macro(require program)
  find_program(found_${program} NAMES ${program} NO_CACHE)
  if(NOT found_${program})
    skip("no ${program}")
  endif()
endmacro()

macro(require_cargo)
  if(NOT CARGO)
    skip("no cargo")
  endif()
endmacro()

# Ends a case unless rustc has the tool beside it.
macro(require_tool name)
  get_filename_component(directory "${RUSTC}" DIRECTORY)
  if(NOT EXISTS "${directory}/${name}")
    skip("no ${name} beside ${RUSTC}")
  endif()
endmacro()

#-----------------------------------------------------------------------
# Files

function(write file text)
  get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${source}")
  file(WRITE "${path}" "${text}")
endfunction()

function(lists text)
  set(languages C)
  if(ARGC GREATER 1) # ARGV1 may be one of the caller.
    set(languages "${ARGV1}")
  endif()
  write(CMakeLists.txt "cmake_minimum_required(VERSION 3.22)
project(tested ${languages})
find_package(PolyFFI 1.0 REQUIRED)
${text}
")
endfunction()

function(crate file text)
  write("${file}" "#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
${text}
")
endfunction()

function(package directory text)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "MANIFEST;BUILD" "")
  get_filename_component(name "${directory}" NAME)
  write("${directory}/Cargo.toml" "[package]
name = \"${name}\"
version = \"0.1.0\"
edition = \"2021\"
${arg_MANIFEST}
")
  write("${directory}/src/lib.rs" "${text}\n")
  if(DEFINED arg_BUILD)
    write("${directory}/build.rs" "fn main() {\n${arg_BUILD}\n}\n")
  endif()
endfunction()

# The clock of time stamps ticks slowly: wait until it has since the last step.
function(wait_for_newer_time)
  set(now "${case_dir}/now")
  file(WRITE "${now}" "")
  while("${case_dir}/last step" IS_NEWER_THAN "${now}")
    file(WRITE "${now}" "")
  endwhile()
endfunction()

function(edit file text)
  wait_for_newer_time()
  write("${file}" "${text}")
endfunction()

function(touch file)
  wait_for_newer_time()
  get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${source}")
  file(TOUCH_NOCREATE "${path}")
endfunction()

#-----------------------------------------------------------------------
# Steps

# Keeps what <command> did for the expectations.
function(execute_step)
  set(directory "${case_dir}")
  if(DEFINED step_directory)
    set(directory "${step_directory}")
  endif()
  file(WRITE "${case_dir}/ran" "")
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY "${directory}"
    OUTPUT_VARIABLE output ERROR_VARIABLE error RESULT_VARIABLE status)
  file(WRITE "${case_dir}/last step" "")
  list(JOIN ARGV " " command)
  set_property(GLOBAL PROPERTY step_command "${command}")
  set_property(GLOBAL PROPERTY step_output "${output}")
  set_property(GLOBAL PROPERTY step_error "${error}")
  set_property(GLOBAL PROPERTY step_status "${status}")
endfunction()

function(fail)
  string(CONCAT text ${ARGN})
  foreach(part IN ITEMS command status output error)
    get_property(${part} GLOBAL PROPERTY step_${part})
  endforeach()
  set(ran "")
  if(EXISTS "${case_dir}/tools")
    file(READ "${case_dir}/ran" ran)
  endif()
  message("The last step: ${command}\nIts status: ${status}\n"
    "Its stdout:\n${output}\nIts stderr:\n${error}\nWhat it ran:\n${ran}")
  message(FATAL_ERROR "${text}")
endfunction()

function(expect_success)
  get_property(status GLOBAL PROPERTY step_status)
  get_property(error GLOBAL PROPERTY step_error)
  if(NOT status STREQUAL "0")
    fail("The step failed.")
  elseif(NOT error STREQUAL "")
    fail("The step wrote to stderr.")
  endif()
endfunction()

function(expect_failure)
  get_property(status GLOBAL PROPERTY step_status)
  if(status STREQUAL "0")
    fail("The step should have failed.")
  endif()
  expect_text(error ${ARGN})
endfunction()

# As one line, for CMake wraps its messages.
function(expect_text part)
  get_property(text GLOBAL PROPERTY step_${part})
  string(REGEX REPLACE "[ \n]+" " " line "${text}")
  foreach(regex IN LISTS ARGN)
    if(NOT line MATCHES "${regex}")
      fail("No '${regex}' in its ${part}.")
    endif()
  endforeach()
endfunction()

function(execute)
  execute_step(${ARGV})
  expect_success()
endfunction()

function(configure_step)
  set(unused -Wno-unused-cli)
  if(CMAKE_VERSION VERSION_LESS 4.4)
    set(unused --no-warn-unused-cli)
  endif()
  set(type "")
  if(NOT MULTI)
    set(type -DCMAKE_BUILD_TYPE=Debug)
  endif()
  execute_step("${CMAKE_COMMAND}" -S "${source}" -B "${binary}" -G "${GENERATOR}"
    "-DPolyFFI_DIR=${package}" ${type} ${unused} ${ARGV})
endfunction()

function(configure)
  configure_step(${ARGV})
  expect_success()
endfunction()

function(configure_fails)
  cmake_parse_arguments(arg "" "" ARGS ${ARGV})
  configure_step(${arg_ARGS})
  expect_failure(${arg_UNPARSED_ARGUMENTS})
endfunction()

# What a tool says goes through Ninja to stdout and through make to stderr: the
# two are one text.
function(build_step)
  cmake_parse_arguments(arg "" "TARGET;CONFIG" "" ${ARGV})
  set(words "")
  if(arg_CONFIG)
    list(APPEND words --config "${arg_CONFIG}")
  endif()
  if(arg_TARGET)
    list(APPEND words --target "${arg_TARGET}")
  endif()
  execute_step("${CMAKE_COMMAND}" --build "${binary}" --parallel 1 ${words})
  get_property(output GLOBAL PROPERTY step_output)
  get_property(error GLOBAL PROPERTY step_error)
  set_property(GLOBAL PROPERTY step_output "${output}${error}")
  # cargo tells on stderr how far it has come.
  string(REGEX REPLACE "(^|\n) +(Compiling|Checking|Documenting|Generated|Finished|Fresh|Locking|Blocking|Updating|Adding)[^\n]*" "" error "${error}")
  string(STRIP "${error}" error)
  set_property(GLOBAL PROPERTY step_error "${error}")
endfunction()

function(build)
  build_step(${ARGV})
  expect_success()
  expect_no_output("(warning|error|note|Warning|Error):")
endfunction()

function(build_warns)
  build_step()
  get_property(status GLOBAL PROPERTY step_status)
  if(NOT status STREQUAL "0")
    fail("The step failed.")
  endif()
  expect_text(output ${ARGV})
endfunction()

function(build_fails)
  cmake_parse_arguments(arg "" "TARGET;CONFIG" "" ${ARGV})
  build_step(TARGET "${arg_TARGET}" CONFIG "${arg_CONFIG}")
  get_property(output GLOBAL PROPERTY step_output)
  set_property(GLOBAL PROPERTY step_error "${output}")
  expect_failure(${arg_UNPARSED_ARGUMENTS})
endfunction()

# Sets <variable> to where the build left <file>.
function(find_output variable file)
  cmake_parse_arguments(arg "" CONFIG "" ${ARGN})
  set(path "${binary}/${file}")
  if(MULTI)
    if(NOT arg_CONFIG)
      set(arg_CONFIG Debug)
    endif()
    get_filename_component(directory "${path}" DIRECTORY)
    get_filename_component(name "${path}" NAME)
    set(path "${directory}/${arg_CONFIG}/${name}")
  endif()
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()

function(run program)
  find_output(path "${program}" ${ARGN})
  execute("${path}")
endfunction()

#-----------------------------------------------------------------------
# Expectations

function(expect_output regex)
  get_property(output GLOBAL PROPERTY step_output)
  if(NOT output MATCHES "${regex}")
    fail("No '${regex}' in its stdout.")
  endif()
endfunction()

function(expect_no_output regex)
  get_property(output GLOBAL PROPERTY step_output)
  if(output MATCHES "${regex}")
    fail("'${CMAKE_MATCH_0}' is in its stdout.")
  endif()
endfunction()

function(expect_ran)
  file(STRINGS "${case_dir}/ran" ran REGEX "^(rustc|cargo|cbindgen|nasm|cc|link|check) ")
  set(expected ${ARGV})
  list(SORT ran)
  list(SORT expected)
  if(NOT "${ran}" STREQUAL "${expected}")
    list(JOIN expected ", " expected)
    list(JOIN ran ", " ran)
    fail("It should have run: ${expected}.\nBut it ran: ${ran}.")
  endif()
endfunction()

function(expect_nothing_ran)
  file(STRINGS "${case_dir}/ran" ran)
  if(NOT "${ran}" STREQUAL "")
    fail("Nothing should have run.")
  endif()
endfunction()

function(expect_file file)
  if(NOT EXISTS "${file}")
    fail("'${file}' is missing.")
  endif()
endfunction()

function(expect_no_file file)
  if(EXISTS "${file}")
    fail("'${file}' should not be there.")
  endif()
endfunction()

function(expect_equal actual expected)
  if(NOT actual STREQUAL expected)
    fail("'${actual}' should be '${expected}'.")
  endif()
endfunction()

#-----------------------------------------------------------------------
# Steps with their expectations

function(builds_and_runs)
  configure(${ARGV})
  build()
  run(app)
endfunction()

function(answers expected)
  build(${ARGN})
  run(app)
  expect_output("^${expected}\n$")
endfunction()

function(answers_by_type)
  foreach(pair IN LISTS ARGV)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    set(type "${CMAKE_MATCH_1}")
    set(expected "${CMAKE_MATCH_2}")
    if(NOT MULTI)
      configure(-DCMAKE_BUILD_TYPE=${type})
    endif()
    build(CONFIG ${type})
    run(app CONFIG ${type})
    expect_output("^${expected}\n$")
  endforeach()
endfunction()

function(rebuilds expected)
  build()
  expect_ran(${ARGN})
  build()
  expect_nothing_ran()
  run(app)
  expect_output("^${expected}\n$")
endfunction()

function(install_to prefix)
  execute("${CMAKE_COMMAND}" --install "${binary}" --prefix "${prefix}" --config Debug)
endfunction()

#-----------------------------------------------------------------------
# Watched tools

# Writes an executable script.
function(write_script file text)
  get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${source}")
  file(WRITE "${path}" "#!/bin/sh\n${text}\n")
  file(CHMOD "${path}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endfunction()

# A rustc in a sysroot of its own, as a rustup proxy would find it.
function(write_rustc sysroot real)
  write_script("${sysroot}/bin/rustc" "case \" $* \" in
*' --crate-name ___ '*) echo 'query rustc' >> '${case_dir}/ran';;
*' --print=sysroot '*) echo 'query rustc' >> '${case_dir}/ran'; echo '${sysroot}'; exit;;
*' -vV '*) echo 'query rustc' >> '${case_dir}/ran';;
*' --crate-name=polyffi_probe '*) echo 'probe rustc' >> '${case_dir}/ran';;
*) for word; do
     [ \"$previous\" = --crate-name ] && echo \"rustc $word\" >> '${case_dir}/ran'
     case $word in --crate-name=*) echo \"rustc \${word#*=}\" >> '${case_dir}/ran';; esac
     previous=$word
   done;;
esac
exec '${real}' \"$@\"")
endfunction()

# A cargo beside it.
function(write_cargo sysroot real)
  write_script("${sysroot}/bin/cargo" "case $1 in
-V|metadata) echo \"query cargo\" >> '${case_dir}/ran';;
*) echo \"cargo $1\" >> '${case_dir}/ran';;
esac
printf '%s\\n' \"$*\" >> '${case_dir}/cargo words'
exec '${real}' \"$@\"")
endfunction()

macro(watch_tools)
  set(tools "${case_dir}/tools")
  write_rustc("${tools}/rust" "${RUSTC}")
  if(CARGO)
    write_cargo("${tools}/rust" "${CARGO}")
  endif()
  set(ENV{RUSTC} "${tools}/rust/bin/rustc")
  write_script("${tools}/nasm" "case \" $* \" in
*' -v '*) echo 'query nasm' >> '${case_dir}/ran';;
*' -o '*) for word; do case $word in *.asm) source=$word;; esac; done
  echo \"nasm \${source##*/}\" >> '${case_dir}/ran';;
*) echo 'depend nasm' >> '${case_dir}/ran';;
esac
exec '${NASM}' \"$@\"")
  set(ENV{POLYFFI_NASM} "${tools}/nasm")
  write_script("${tools}/cc" "for word; do
  [ \"$previous\" = -o ] && result=\${word##*/}
  last=\${word##*/}
  previous=$word
done
case \" $* \" in
*' -c '*) echo \"cc $last\" >> '${case_dir}/ran';;
*' -o '*) echo \"link $result\" >> '${case_dir}/ran';;
*) echo 'query cc' >> '${case_dir}/ran';;
esac
exec '${CC}' \"$@\"")
  set(ENV{CC} "${tools}/cc")
  set(package "${tools}/PolyFFI")
  write_script("${tools}/polyffi-check" "for word; do
  case $word in
  --target=*) echo \"check \${word#*=}\" >> '${case_dir}/ran'; break;;
  esac
done
exec '${POLYFFI_CHECK_TOOL}' \"$@\"")
  file(WRITE "${package}/PolyFFIConfig.cmake" "include([==[${POLYFFI_DIR}/PolyFFIConfig.cmake]==])
set_property(GLOBAL PROPERTY POLYFFI_CHECK_TOOL [==[${tools}/polyffi-check]==])
")
  file(WRITE "${package}/PolyFFIConfigVersion.cmake"
    "include([==[${POLYFFI_DIR}/PolyFFIConfigVersion.cmake]==])\n")
endmacro()
