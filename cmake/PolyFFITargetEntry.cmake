# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFITargetEntry
------------------

.. command:: polyffi_target_entry

  Say where an executable begins, and check that it does::

    polyffi_target_entry(<target> [ENTRY <symbol>]
                         [STARTUP crt|libc|raw|freestanding])

  ``<target>`` is an executable of this directory. Start files, entry point and
  the rest of the link are set to match; what can't work is refused here, with
  the reason. The executable is checked after every link, as by
  :command:`polyffi_check`.

  ``ENTRY <symbol>``
    The symbol at which the program begins. Without it: ``_start`` of the C
    library's start files, or of the program where these are left out.

  ``STARTUP <kind>``
    What runs before the program; ``crt`` without ``ENTRY``, else ``raw``.

    ``crt``
      The start files call ``main``, which C, C++ or assembler provides. With
      ``ENTRY`` that symbol runs first and must jump to ``_start``.
    ``libc``
      The program's own entry hands over to ``__libc_start_main``. No start
      files; dynamically linked.
    ``raw``
      The program's own entry, and no start files. The loader initialises the
      C library, so the link is dynamic; constructors do not run,
      ``std::env::args()`` is empty, and nothing is flushed at exit unless the
      program calls ``exit``.
    ``freestanding``
      The program's own entry and no C library: a static executable.
      Rust libraries in it must be ``NO_STD``. ``memcpy``, ``memmove``,
      ``memset``, ``memcmp`` and ``bcmp``, which compilers call by themselves,
      are supplied where nothing else defines them.

  Whether the executable is position-independent is up to
  :prop_tgt:`POSITION_INDEPENDENT_CODE`, else to the compiler; ``freestanding``
  is not.

  Example::

    add_executable(asm_main)
    polyffi_target_entry(asm_main ENTRY _start)
    polyffi_target_nasm_sources(asm_main SOURCES main.asm)
    target_link_libraries(asm_main PRIVATE greet)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIPlatform.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFITargetNasmSources.cmake")

function(polyffi_target_entry target)
  set(command polyffi_target_entry)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ENTRY;STARTUP" "")
  polyffi_check_arguments(${command} ENTRY STARTUP)
  if(NOT TARGET ${target})
    polyffi_fail(${command} "there is no target '${target}'. Add it first.")
  endif()
  get_target_property(type ${target} TYPE)
  get_target_property(imported ${target} IMPORTED)
  if(imported OR NOT type STREQUAL "EXECUTABLE")
    polyffi_fail(${command} "'${target}' is no executable of this project.")
  endif()
  polyffi_entry_set(${target} ${command})
endfunction()

# The work of polyffi_target_entry(), with arg_ENTRY and arg_STARTUP of the
# caller.
function(polyffi_entry_set target command)
  polyffi_require_driver(${command})
  get_target_property(done ${target} POLYFFI_STARTUP)
  if(done)
    polyffi_fail(${command} "the entry of '${target}' is set already; say ENTRY "
      "and STARTUP once.")
  endif()
  polyffi_entry_values(${command})
  set_target_properties(${target} PROPERTIES POLYFFI_STARTUP ${startup}
    POLYFFI_ENTRY "${entry}")
  target_link_options(${target} PRIVATE "LINKER:-z,noexecstack" "LINKER:-z,text")
  if(NOT entry STREQUAL "")
    target_link_options(${target} PRIVATE "LINKER:-e,${entry}")
  endif()
  if(startup MATCHES "^(raw|libc)$")
    target_link_options(${target} PRIVATE -nostartfiles)
  elseif(startup STREQUAL "freestanding")
    polyffi_entry_freestanding(${target} ${command})
  endif()
  polyffi_check_link(${target} ${command})
  # What the caller says of the target after this call counts as well. The
  # arguments of a deferred call are expanded late, hence the detour.
  cmake_language(EVAL CODE
    "cmake_language(DEFER CALL polyffi_entry_finish [==[${target}]==] ${command})")
endfunction()

# Sets startup and entry in the caller, or stops.
function(polyffi_entry_values command)
  set(startup crt)
  if(DEFINED arg_STARTUP)
    set(startup "${arg_STARTUP}")
  elseif(DEFINED arg_ENTRY)
    set(startup raw)
  endif()
  set(entry "${arg_ENTRY}")
  if(NOT startup MATCHES "^(crt|libc|raw|freestanding)$")
    polyffi_fail(${command} "STARTUP '${startup}' is none of crt, libc, raw, "
      "freestanding.")
  elseif(entry STREQUAL "main")
    polyffi_fail(${command} "ENTRY main can't work: nothing has called main "
      "there, so it can't return. Leave ENTRY out, and the start files call "
      "main.")
  elseif(startup STREQUAL "crt" AND entry STREQUAL "_start")
    polyffi_fail(${command} "with STARTUP crt the start files define _start. "
      "Leave STARTUP out to use your own _start, or name the label otherwise "
      "and end it with 'jmp _start'.")
  elseif(entry STREQUAL "" AND NOT startup STREQUAL "crt")
    set(entry _start)
  endif()
  if(NOT entry STREQUAL "" AND NOT entry MATCHES "^[A-Za-z_.?@$][A-Za-z0-9_.?@$#~]*$")
    polyffi_fail(${command} "ENTRY '${entry}' is not the name of a symbol.")
  endif()
  set(startup "${startup}" PARENT_SCOPE)
  set(entry "${entry}" PARENT_SCOPE)
endfunction()

function(polyffi_entry_freestanding target command)
  target_link_options(${target} PRIVATE -nostdlib -static -no-pie "LINKER:--gc-sections")
  # Both need a C library that has set up the thread.
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:C,CXX>:-ffreestanding>
    $<$<COMPILE_LANGUAGE:C,CXX>:-fno-stack-protector>)
  set(arg_SOURCES "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIFreestanding.asm")
  set(arg_INCLUDES "")
  set(arg_DEFINES "")
  set(arg_OPTIONS "")
  polyffi_nasm_assemble(objects ${command} ${target})
  polyffi_nasm_link_objects(${target} ${objects})
endfunction()

function(polyffi_entry_finish target command)
  get_target_property(startup ${target} POLYFFI_STARTUP)
  get_target_property(options ${target} LINK_OPTIONS)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" configuration)
  set(words "${options} ${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_EXE_LINKER_FLAGS_${configuration}}")
  string(REGEX MATCH "(^|[ ;])(-static(-pie)?)([ ;]|$)" _ "${words}")
  set(static "${CMAKE_MATCH_2}")
  if(startup MATCHES "^(raw|libc)$" AND static)
    polyffi_fail(${command} "'${target}' has STARTUP ${startup} and is linked "
      "with ${static}. Only the start files can initialise a static C library; "
      "without them it crashes at its first use of thread-local storage. Drop "
      "${static}, or ENTRY (STARTUP crt, with a main), or the C library "
      "(STARTUP freestanding, with NO_STD Rust).")
  elseif(startup STREQUAL "freestanding")
    get_target_property(libraries ${target} LINK_LIBRARIES)
    polyffi_entry_refuse_std(${target} ${command} "${libraries}" "")
  else()
    polyffi_entry_pie(${target} "${static}")
  endif()
  get_target_property(language ${target} LINKER_LANGUAGE)
  get_target_property(sources ${target} SOURCES)
  if(NOT language AND NOT sources)
    polyffi_fail(${command} "'${target}' has no sources.")
  endif()
endfunction()

# CMake passes -pie and -no-pie only after check_pie_supported().
function(polyffi_entry_pie target static)
  get_target_property(pic ${target} POSITION_INDEPENDENT_CODE)
  if(static OR pic STREQUAL "pic-NOTFOUND")
    return()
  elseif(pic)
    target_link_options(${target} PRIVATE -pie)
  else()
    target_link_options(${target} PRIVATE -no-pie)
  endif()
endfunction()

# std calls the C library, which a freestanding executable has not.
function(polyffi_entry_refuse_std target command libraries seen)
  foreach(library IN LISTS libraries)
    string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" library "${library}")
    if(NOT TARGET "${library}" OR library IN_LIST seen)
      continue()
    endif()
    get_target_property(rust ${library} POLYFFI_RUST)
    get_target_property(no_std ${library} POLYFFI_NO_STD)
    if(rust AND NOT no_std)
      polyffi_fail(${command} "'${target}' is STARTUP freestanding, but the Rust "
        "library '${library}' uses std, which needs the C library. Make the "
        "crate #![no_std] and say NO_STD, or choose STARTUP raw.")
    endif()
    get_target_property(further ${library} INTERFACE_LINK_LIBRARIES)
    polyffi_entry_refuse_std(${target} ${command} "${further}" "${seen};${library}")
  endforeach()
endfunction()
