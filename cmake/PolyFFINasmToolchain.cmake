# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFINasmToolchain
--------------------

Private to PolyFFI: which NASM assembles, and how a source becomes an object.

.. command:: polyffi_nasm_toolchain

  ::

    polyffi_nasm_toolchain(<prefix> <command>)

  Finds NASM, once, and sets ``<prefix>_NASM`` and ``<prefix>_VERSION`` in the
  caller. The environment's or cache's ``POLYFFI_NASM`` names another. YASM,
  an NASM older than 2.14 and a target that is not x86-64 are refused.

.. command:: polyffi_nasm_assemble

  ::

    polyffi_nasm_assemble(<variable> <command> <target>)

  Adds the commands that assemble ``arg_SOURCES`` of the caller for
  ``<target>``, with its include directories and definitions and the caller's
  ``arg_INCLUDES``, ``arg_DEFINES`` and ``arg_OPTIONS``, and sets ``<variable>``
  to the objects, with ``$<CONFIG>`` in their paths.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIPlatform.cmake")

function(polyffi_nasm_toolchain prefix command)
  get_property(version GLOBAL PROPERTY POLYFFI_NASM_VERSION)
  if(NOT version)
    polyffi_nasm_identify(version ${command})
    set_property(GLOBAL PROPERTY POLYFFI_NASM_VERSION "${version}")
  endif()
  set(${prefix}_NASM "${POLYFFI_NASM}" PARENT_SCOPE)
  set(${prefix}_VERSION "${version}" PARENT_SCOPE)
endfunction()

function(polyffi_nasm_identify variable command)
  if(CMAKE_SYSTEM_PROCESSOR AND NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    polyffi_fail(${command} "NASM writes x86 code, but the project builds for "
      "${CMAKE_SYSTEM_PROCESSOR}. Add NASM sources only for x86_64.")
  endif()
  if("${POLYFFI_NASM}" STREQUAL "")
    unset(POLYFFI_NASM CACHE) # find_program() takes an empty value for an answer
  endif()
  if(NOT POLYFFI_NASM AND DEFINED ENV{POLYFFI_NASM})
    set(POLYFFI_NASM "$ENV{POLYFFI_NASM}" CACHE FILEPATH "The NASM assembler.")
  endif()
  find_program(POLYFFI_NASM NAMES nasm DOC "The NASM assembler.")
  mark_as_advanced(POLYFFI_NASM)
  if(NOT POLYFFI_NASM)
    polyffi_fail(${command} "no nasm found. Install it (Debian: apt-get "
      "install nasm), or set POLYFFI_NASM to it; 2.14 or newer is wanted.")
  endif()
  execute_process(COMMAND "${POLYFFI_NASM}" -v
    OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE result)
  if(NOT result EQUAL 0 OR NOT text MATCHES "^NASM version ([0-9.]+)")
    string(REGEX REPLACE "\n.*" "" text "${text}")
    polyffi_fail(${command} "${POLYFFI_NASM} is not NASM; it says '${text}'. "
      "Set POLYFFI_NASM to NASM 2.14 or newer; YASM can't take its place.")
  elseif(CMAKE_MATCH_1 VERSION_LESS 2.14)
    polyffi_fail(${command} "${POLYFFI_NASM} is NASM ${CMAKE_MATCH_1}; PolyFFI "
      "wants 2.14 or newer. Update it, or set POLYFFI_NASM to another.")
  endif()
  message(STATUS "PolyFFI: nasm ${CMAKE_MATCH_1} (${POLYFFI_NASM})")
  set(${variable} "${CMAKE_MATCH_1}" PARENT_SCOPE)
endfunction()

function(polyffi_nasm_assemble variable command target)
  polyffi_nasm_toolchain(nasm ${command})
  polyffi_nasm_words(words ${target})
  polyffi_configurations(configurations)
  set(objects "")
  foreach(source IN LISTS arg_SOURCES)
    get_filename_component(path "${source}" ABSOLUTE)
    get_source_file_property(generated "${path}" GENERATED)
    if(NOT generated AND (NOT EXISTS "${path}" OR IS_DIRECTORY "${path}"))
      polyffi_fail(${command} "the source '${source}' of ${target} is no "
        "file: ${path} does not exist.")
    endif()
    file(RELATIVE_PATH relative "${CMAKE_CURRENT_SOURCE_DIR}" "${path}")
    string(REPLACE "../" "__/" relative "${relative}")
    set(stem "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/nasm.$<CONFIG>/${relative}")
    polyffi_nasm_command("${path}" "${stem}.o")
    list(APPEND objects "${stem}.o")
    foreach(configuration IN LISTS configurations)
      string(REPLACE "<none>" "" configuration "${configuration}")
      string(REPLACE "$<CONFIG>" "${configuration}" literal "${stem}.o")
      get_filename_component(directory "${literal}" DIRECTORY)
      file(MAKE_DIRECTORY "${directory}")
    endforeach()
  endforeach()
  set(${variable} "${objects}" PARENT_SCOPE)
endfunction()

# NASM searches its working directory first, and names what it finds there
# without a directory: so it works where there are no sources, and is told to
# search the source's own directory next. NASM 2.16.00 and .01 forget %include
# files under -MD (NASM bug 3392832), so they are asked a second time, by -M.
function(polyffi_nasm_command path object)
  get_filename_component(directory "${path}" DIRECTORY)
  get_filename_component(name "${path}" NAME)
  list(INSERT words 1 "-I${directory}/")
  set(assemble ${words} -o "${object}" "${path}")
  polyffi_depfile_as_it_is(rule "${object}" "${object}.d")
  set(dependencies -MD "${object}.d" -MQ "${rule}")
  set(again "")
  if(nasm_VERSION VERSION_GREATER_EQUAL 2.16 AND nasm_VERSION VERSION_LESS 2.16.02)
    set(dependencies "")
    set(again COMMAND ${words} -M -MF "${object}.d" -MQ "${rule}" "${path}")
  endif()
  add_custom_command(OUTPUT "${object}"
    COMMAND ${assemble} ${dependencies} ${again}
    DEPENDS "${path}" "${nasm_NASM}" "$<TARGET_PROPERTY:${target},POLYFFI_CHECK_FILES>"
    DEPFILE "${rule_depfile}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir"
    COMMENT "Building NASM object ${name}.o"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

# The command line up to the output. Definitions that are for one CMake
# language only are not for NASM, and CMake leaves them out here.
function(polyffi_nasm_words variable target)
  set(words "${nasm_NASM}" -f elf64)
  # Without this section GNU ld makes the stack executable.
  list(APPEND words --before "section .note.GNU-stack noalloc noexec nowrite progbits"
    --before "section .text")
  # Each of these is a mistake that NASM lets pass with a warning.
  list(APPEND words -w+error=label-orphan -w+error=number-overflow -w+error=zeroing)
  list(APPEND words $<$<CONFIG:Debug,RelWithDebInfo>:-g> $<$<CONFIG:Debug,RelWithDebInfo>:-Fdwarf>)
  polyffi_nasm_pic_words(pic ${target})
  list(APPEND words ${pic})
  foreach(directory IN LISTS arg_INCLUDES)
    if(NOT directory MATCHES "^\\$<")
      get_filename_component(directory "${directory}" ABSOLUTE)
    endif()
    list(APPEND words "-I${directory}/")
  endforeach()
  foreach(definition IN LISTS arg_DEFINES)
    list(APPEND words "-D${definition}")
  endforeach()
  get_target_property(type ${target} TYPE)
  set(usage "")
  if(type STREQUAL "INTERFACE_LIBRARY")
    set(usage INTERFACE_)
  endif()
  set(directories "$<TARGET_PROPERTY:${target},${usage}INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},${usage}COMPILE_DEFINITIONS>")
  list(APPEND words
    "$<$<BOOL:${directories}>:-I$<JOIN:${directories},/$<SEMICOLON>-I>/>"
    "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},$<SEMICOLON>-D>>")
  set(${variable} ${words} ${arg_OPTIONS} PARENT_SCOPE)
endfunction()

# As the C compiler predefines them: __PIC__ for all position-independent code,
# __PIE__ for that of an executable.
function(polyffi_nasm_pic_words variable target)
  get_target_property(type ${target} TYPE)
  set(pic "$<TARGET_PROPERTY:${target},POSITION_INDEPENDENT_CODE>")
  if(type MATCHES "^(SHARED|MODULE)_LIBRARY$")
    set(${variable} -DPIC -D__PIC__=2 PARENT_SCOPE)
    return()
  endif()
  set(on "$<OR:$<BOOL:${pic}>,$<BOOL:$<TARGET_PROPERTY:${target},POLYFFI_DEFAULT_PIC>>>")
  cmake_language(EVAL CODE
    "cmake_language(DEFER CALL polyffi_nasm_default_pic [==[${target}]==])")
  set(words "$<${on}:-DPIC>" "$<${on}:-D__PIC__=2>")
  if(type STREQUAL "EXECUTABLE")
    get_target_property(startup ${target} POLYFFI_STARTUP)
    if(startup STREQUAL "freestanding")
      set(words "")
    else()
      list(APPEND words "$<${on}:-D__PIE__=2>")
    endif()
  endif()
  set(${variable} ${words} PARENT_SCOPE)
endfunction()

# Where the property is unset the compiler decides. A generator expression can't
# tell: to it what is unset is FALSE.
function(polyffi_nasm_default_pic target)
  get_target_property(pic ${target} POSITION_INDEPENDENT_CODE)
  if(pic STREQUAL "pic-NOTFOUND" OR "${pic}" STREQUAL "")
    polyffi_compiler_default_pie(default)
    set_target_properties(${target} PROPERTIES POLYFFI_DEFAULT_PIC ${default})
  endif()
endfunction()

# Makes <target> link <objects>, which may hold $<CONFIG>.
function(polyffi_nasm_link_objects target)
  polyffi_configurations(configurations)
  foreach(object IN LISTS ARGN)
    foreach(configuration IN LISTS configurations)
      string(REPLACE "<none>" "" configuration "${configuration}")
      string(REPLACE "$<CONFIG>" "${configuration}" literal "${object}")
      set_source_files_properties("${literal}" PROPERTIES
        EXTERNAL_OBJECT TRUE GENERATED TRUE)
      target_sources(${target} PRIVATE "$<$<CONFIG:${configuration}>:${literal}>")
    endforeach()
  endforeach()
endfunction()
