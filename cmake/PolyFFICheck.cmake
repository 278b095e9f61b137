# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFICheck
------------

.. command:: polyffi_check

  Check a target at every build::

    polyffi_check(<target> [EXPORTS <symbol>[:data]...] [EXPORTS_FILE <file>]
                  [ALLOW <rule>[:<glob>]...] [SEVERITY <rule>=<level>...]
                  [SUPPRESSIONS <file>] [REQUIRE <what>...]
                  [MAX_VERSION <library>=<version>...] [DYNAMIC <symbol>...])

  ``<target>`` is an executable, or a shared, module or static library of this
  project. ``polyffi-check`` reads what the linker is given before it runs, so
  that a mistake at the boundary between the languages is named as such, and
  the result when it has run. A finding fails the build, removes the result,
  and does so again when the build is repeated; where nothing is wrong nothing
  is said. Rust static libraries and what :command:`polyffi_add_executable`
  adds are checked without this call.

  ``EXPORTS <symbol>...``, ``EXPORTS_FILE <file>``
    Symbols that the target must export; ``:data`` behind the name of what is
    no function. The file holds one a line; ``#`` opens a comment.

  ``ALLOW <rule>[:<glob>]...``
    Findings to leave out: a rule's id or name, and after a colon the symbols
    that it is allowed for. ``polyffi-check --list-rules`` lists them,
    ``polyffi-check --explain <rule>`` tells about one.

  ``SEVERITY <rule>=<level>...``
    Makes what the rule finds an ``error``, a ``warning``, a ``note`` or
    ``off``. Only errors fail the build. The last for a rule holds.

  ``SUPPRESSIONS <file>``
    Findings that may stay, one a line: ``RULE GLOB [until=YYYY-MM-DD]
    REASON``. Beyond the day, and when it suppresses nothing, the check says
    so: give each target a file of its own. When the file changes the target is
    checked again.

  ``REQUIRE <what>...``
    What the linked file must be, though it works without: ``relro``, ``now``,
    ``pie``, ``no-rpath``, ``ibt`` or ``shstk``. Not for static libraries.

  ``MAX_VERSION <library>=<version>...``
    The newest versions of libraries' symbols that the linked file may need,
    such as ``GLIBC=2.31``. Not for static libraries.

  ``DYNAMIC <symbol>...``
    Symbols of the linked file that ``dlsym`` must find: those of plugins, and
    of programs that look up their own. Not for static libraries.

  Calls for the same target add up.

  .. variable:: POLYFFI_CHECK

    ``ERROR`` (the default), ``WARN`` to report findings and go on, or ``OFF``.
    Read when the target is added.

  .. variable:: POLYFFI_CHECK_REPORT_DIR

    A directory, relative to the top of the build tree. Every check writes its
    report there, in SARIF, as ``<target>-<config>.sarif``, with paths relative
    to the top source directory; also when it fails, and when it finds nothing.
    The target ``polyffi-report`` merges those of a configuration into
    ``polyffi.sarif``, which GitHub's code scanning takes; also after a build
    that failed (``cmake --build <dir> --target polyffi-report``). Set it for a
    whole build; read when the target is added.

  The linker is watched through the target property
  :prop_tgt:`<LANG>_LINKER_LAUNCHER` for C and C++; a launcher that the
  property holds already stays in front.

  Example::

    add_executable(main main.c start.c)
    target_link_libraries(main PRIVATE greet)
    polyffi_check(main ALLOW PF060:shared_init)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheckReport.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheckTool.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIPlatform.cmake")

function(polyffi_check target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXPORTS_FILE;SUPPRESSIONS"
    "EXPORTS;ALLOW;SEVERITY;REQUIRE;MAX_VERSION;DYNAMIC")
  polyffi_check_arguments(polyffi_check EXPORTS EXPORTS_FILE ALLOW SEVERITY
    SUPPRESSIONS REQUIRE MAX_VERSION DYNAMIC)
  foreach(choice IN LISTS arg_SEVERITY)
    if(NOT choice MATCHES "^[^=]+=(error|warning|note|off)$")
      polyffi_fail(polyffi_check "SEVERITY '${choice}' is not of the form "
        "RULE=LEVEL, with a LEVEL of error, warning, note or off.")
    endif()
  endforeach()
  if(NOT TARGET ${target})
    polyffi_fail(polyffi_check "there is no target '${target}'. Add it first.")
  endif()
  get_target_property(type ${target} TYPE)
  get_target_property(imported ${target} IMPORTED)
  if(imported OR NOT type MATCHES "^(EXECUTABLE|(SHARED|MODULE|STATIC)_LIBRARY)$")
    polyffi_fail(polyffi_check "'${target}' is no executable or library that "
      "this project links. Check the target that links it.")
  endif()
  polyffi_check_requirements(${target} ${type})
  polyffi_check_record(${target})
  polyffi_check_by_cmake(${target})
  get_target_property(rust ${target} POLYFFI_RUST)
  if(rust AND type STREQUAL "STATIC_LIBRARY")
    return()
  elseif(type STREQUAL "STATIC_LIBRARY")
    polyffi_check_archive(${target} polyffi_check)
  else()
    polyffi_check_link(${target} polyffi_check)
  endif()
endfunction()

# The linker of anything else can't be watched.
function(polyffi_check_by_cmake target)
  get_target_property(language ${target} LINKER_LANGUAGE)
  get_target_property(type ${target} TYPE)
  if(language STREQUAL "POLYFFI" AND type STREQUAL "EXECUTABLE")
    polyffi_fail(polyffi_check "'${target}' is a HOST program, which rustc links. Check what "
      "is linked for the target of the build.")
  endif()
endfunction()

# The arg_REQUIRE, arg_MAX_VERSION and arg_DYNAMIC of the caller make sense.
function(polyffi_check_requirements target type)
  foreach(what IN LISTS arg_REQUIRE)
    if(NOT what MATCHES "^(relro|now|pie|no-rpath|ibt|shstk)$")
      polyffi_fail(polyffi_check "REQUIRE '${what}' is unknown. Use one of relro, "
        "now, pie, no-rpath, ibt, shstk.")
    endif()
  endforeach()
  foreach(limit IN LISTS arg_MAX_VERSION)
    if(NOT limit MATCHES "^[^=]+=[0-9][0-9._]*$")
      polyffi_fail(polyffi_check "MAX_VERSION '${limit}' is not of the form "
        "LIBRARY=VERSION, such as GLIBC=2.31.")
    endif()
  endforeach()
  if(type STREQUAL "STATIC_LIBRARY" AND (arg_REQUIRE OR arg_MAX_VERSION OR arg_DYNAMIC))
    polyffi_fail(polyffi_check "'${target}' is a static library, and nothing is "
      "linked yet: say REQUIRE, MAX_VERSION and DYNAMIC of the target that links it.")
  endif()
endfunction()

# Adds the arg_* of the caller to what is known of <target>.
function(polyffi_check_record target)
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_EXPORTS ${arg_EXPORTS})
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_ALLOW ${arg_ALLOW})
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_SEVERITY ${arg_SEVERITY})
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_REQUIRE ${arg_REQUIRE})
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_MAX_VERSION ${arg_MAX_VERSION})
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_DYNAMIC ${arg_DYNAMIC})
  polyffi_check_record_file(${target} EXPORTS_FILE POLYFFI_EXPORTS_FILES)
  polyffi_check_record_file(${target} SUPPRESSIONS POLYFFI_SUPPRESSIONS)
endfunction()

# A file that the check reads: when it changes the target is made anew.
function(polyffi_check_record_file target keyword property)
  if(NOT DEFINED arg_${keyword})
    return()
  endif()
  get_filename_component(file "${arg_${keyword}}" ABSOLUTE)
  get_source_file_property(generated "${file}" GENERATED)
  if(NOT generated AND (NOT EXISTS "${file}" OR IS_DIRECTORY "${file}"))
    polyffi_fail(polyffi_check "${keyword} '${arg_${keyword}}' of "
      "${target} does not exist: ${file}.")
  endif()
  set_property(TARGET ${target} APPEND PROPERTY ${property} "${file}")
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL "STATIC_LIBRARY")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${file}")
    return()
  endif()
  get_target_property(directory ${target} SOURCE_DIR)
  if(NOT directory STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    polyffi_fail(polyffi_check "'${target}' was added in ${directory}. Name its "
      "${keyword} there.")
  endif()
  polyffi_check_archive_again(${target} "${file}")
endfunction()

# CMake makes an archive anew for nothing but its objects. Once all sources are
# known one of them depends on the files, as all of NASM do; a Rust archive is
# copied instead.
function(polyffi_check_archive_again target file)
  get_target_property(files ${target} POLYFFI_CHECK_FILES)
  get_target_property(rust ${target} POLYFFI_RUST)
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_CHECK_FILES "${file}")
  if(rust)
    polyffi_rust_stage(${target})
  elseif(NOT files)
    cmake_language(EVAL CODE "cmake_language(DEFER CALL polyffi_check_archive_depends [[${target}]])")
  endif()
endfunction()

# <target>, which is linked, exports what <file> names, a file that the build makes
# for each configuration: the launcher takes no generator expression.
function(polyffi_check_link_exports target file)
  target_sources(${target} PRIVATE "${file}")
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${file}")
  set_property(TARGET ${target} APPEND PROPERTY LINK_OPTIONS "-Wpolyffi,--exports-file=${file}")
endfunction()

function(polyffi_check_archive_depends target)
  get_target_property(sources ${target} SOURCES)
  get_target_property(files ${target} POLYFFI_CHECK_FILES)
  list(FILTER sources EXCLUDE REGEX "\\$<")
  foreach(source IN LISTS sources)
    get_source_file_property(language "${source}" LANGUAGE)
    get_source_file_property(header "${source}" HEADER_FILE_ONLY)
    if(language AND NOT header)
      set_property(SOURCE "${source}" APPEND PROPERTY OBJECT_DEPENDS "${files}")
      return()
    endif()
  endforeach()
endfunction()

# Sets <variable> to TRUE, and the caller's mode to the flags, unless
# POLYFFI_CHECK is OFF.
function(polyffi_check_wanted variable command)
  set(value ERROR)
  if(DEFINED POLYFFI_CHECK)
    string(TOUPPER "${POLYFFI_CHECK}" value)
  endif()
  set(mode "")
  set(wanted TRUE)
  if(value STREQUAL "WARN")
    set(mode --warn)
  elseif(value STREQUAL "OFF")
    set(wanted FALSE)
  elseif(NOT value STREQUAL "ERROR")
    polyffi_fail(${command} "POLYFFI_CHECK is '${POLYFFI_CHECK}'. Set it to "
      "ERROR, WARN or OFF.")
  endif()
  set(${variable} ${wanted} PARENT_SCOPE)
  set(mode "${mode}" PARENT_SCOPE)
endfunction()

# Checks the archive of a static library when it is made. What is required of
# it is read late, for polyffi_check() may add to it.
function(polyffi_check_archive target command)
  polyffi_check_record(${target})
  polyffi_check_wanted(wanted ${command})
  get_target_property(done ${target} POLYFFI_CHECKED)
  if(NOT wanted OR done)
    return()
  endif()
  set_target_properties(${target} PROPERTIES POLYFFI_CHECKED TRUE)
  polyffi_check_tool(tool ${command})
  polyffi_check_place(place ${command} ${target})
  polyffi_check_report(report ${target})
  polyffi_check_tool_before(${target})
  polyffi_check_archive_options(options ${target})
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND "${tool}" ${report} ${mode} --target=${target} "${place}"
      --delete-on-error ${options} "$<TARGET_FILE:${target}>"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

# What the tool is told of a static library, in generator expressions.
function(polyffi_check_archive_options variable target)
  set(options "")
  foreach(pair IN ITEMS EXPORTS=export EXPORTS_FILES=exports-file ALLOW=allow
                        SEVERITY=severity SUPPRESSIONS=suppressions DEP_INFO=dep-info)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    set(values "$<TARGET_PROPERTY:${target},POLYFFI_${CMAKE_MATCH_1}>")
    set(option "--${CMAKE_MATCH_2}=")
    list(APPEND options
      "$<$<BOOL:${values}>:${option}$<JOIN:$<TARGET_GENEX_EVAL:${target},${values}>,$<SEMICOLON>${option}>>")
  endforeach()
  set(${variable} "${options}" PARENT_SCOPE)
endfunction()

# Checks what an executable or shared library is linked from and the result.
# The launcher is written anew by each call; it takes no generator expressions
# before CMake 3.27.
function(polyffi_check_link target command)
  polyffi_check_wanted(wanted ${command})
  if(NOT wanted)
    return()
  endif()
  polyffi_check_tool(tool ${command})
  polyffi_check_place(place ${command} ${target})
  polyffi_check_link_options(options ${target})
  polyffi_check_link_report(report ${target})
  foreach(language IN ITEMS C CXX)
    get_target_property(first ${target} POLYFFI_${language}_LINKER_LAUNCHER)
    if(first STREQUAL "first-NOTFOUND")
      get_target_property(first ${target} ${language}_LINKER_LAUNCHER)
      if(NOT first)
        set(first "")
      endif()
      set_target_properties(${target} PROPERTIES
        POLYFFI_${language}_LINKER_LAUNCHER "${first}")
    endif()
    set(directories ${CMAKE_${language}_IMPLICIT_LINK_DIRECTORIES})
    list(TRANSFORM directories PREPEND "--library-path=")
    set(launcher ${first} "${tool}" ${report} ${mode} "--target=${target}"
      "${place}" ${options} ${directories} --link)
    set_target_properties(${target} PROPERTIES
      ${language}_LINKER_LAUNCHER "${launcher}")
  endforeach()
  get_target_property(done ${target} POLYFFI_CHECKED)
  if(NOT done)
    polyffi_check_tool_before(${target})
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${tool}")
    set_target_properties(${target} PROPERTIES POLYFFI_CHECKED TRUE)
  endif()
endfunction()

# The line to blame is no part of the command line: it changes with every line
# above it, and the target would be made anew. It comes from a file.
function(polyffi_check_place variable command target)
  polyffi_place(place ${command} ${target})
  string(REGEX REPLACE "([\\\"])" "\\\\\\1" place "${place}")
  set(file "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/polyffi-place")
  file(WRITE "${file}" "--place=\"${place}\"\n")
  set(${variable} "@${file}" PARENT_SCOPE)
endfunction()

function(polyffi_check_link_options variable target)
  set(options "")
  foreach(pair IN ITEMS EXPORTS=export EXPORTS_FILES=exports-file ALLOW=allow
                        SEVERITY=severity SUPPRESSIONS=suppressions REQUIRE=require
                        MAX_VERSION=max-version DYNAMIC=dynamic ENTRY=entry STARTUP=startup)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    set(option "--${CMAKE_MATCH_2}=")
    get_target_property(values ${target} POLYFFI_${CMAKE_MATCH_1})
    if(values)
      list(TRANSFORM values PREPEND "${option}")
      list(APPEND options ${values})
    endif()
  endforeach()
  polyffi_compiler_default_pie(pie)
  set(kind executable)
  if(pie)
    set(kind pie)
  endif()
  set(${variable} "${options};--kind=${kind}" PARENT_SCOPE)
endfunction()
