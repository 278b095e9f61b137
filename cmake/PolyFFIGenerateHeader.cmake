# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIGenerateHeader
---------------------

.. command:: polyffi_generate_header

  Make the C header of a Rust library with cbindgen::

    polyffi_generate_header(<target> HEADER <name.h>
                            [CONFIG <cbindgen.toml>] [LANGUAGE C|C++])

  ``<target>`` was added by :command:`polyffi_add_rust_staticlib`, or by
  :command:`polyffi_add_rust_cdylib`, in the same directory. Whoever links it finds the header as ``#include <name.h>``. It is
  made anew when something that cbindgen read has changed, and what includes it
  is compiled anew only when its text has.

  Header and library can't disagree: unless the target has ``EXPORTS`` of its
  own, it must export what the header declares, functions and data, or the build
  fails (see :module:`PolyFFICheck`). Functions that the crate imports are declared
  ``extern`` there, and not asked for. Nor is what an ``#if`` of the header leaves
  out; the target's ``INTERFACE`` compile definitions count.

  ``HEADER <name.h>``
    The header's name, with the directories by which it is included.

  ``CONFIG <cbindgen.toml>``
    Its configuration. By default ``cbindgen.toml`` beside the crate's root module,
    or the package's manifest, if CMake finds one there when it runs.

  ``LANGUAGE C|C++``
    By default what the configuration says, or else C.

  Further calls give the target further headers. Those of its libraries are a
  bundle's as well, and are installed with it.

  What cbindgen has to know of a package it is told by the cargo that builds it,
  with the same features, ``LOCKED``, ``FROZEN`` and ``OFFLINE``; it asks for nothing
  that the build does not need. What the package gets by ``parse.parse_deps`` counts
  as well.

  From CMake 3.23 on the header is in the target's file set ``HEADERS``, which is
  installed and exported with it::

    install(TARGETS <target> EXPORT <export> FILE_SET HEADERS)

  For older versions it is a ``PUBLIC_HEADER`` of the target, and what uses the
  installed library must be told where that goes::

    install(TARGETS <target> EXPORT <export> PUBLIC_HEADER DESTINATION include
            INCLUDES DESTINATION include)

  The target ``<target>-header`` makes the headers alone.

  .. variable:: POLYFFI_CBINDGEN

    A cbindgen other than that on ``PATH``, also as a variable of the environment
    in the first run of CMake. 0.24 or newer is wanted.

  Example::

    polyffi_add_rust_staticlib(tally ROOT tally.rs)
    polyffi_generate_header(tally HEADER tally.h)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTarget.cmake")

function(polyffi_generate_header target)
  set(command polyffi_generate_header)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER;CONFIG;LANGUAGE" "")
  polyffi_check_arguments(${command} HEADER CONFIG LANGUAGE)
  polyffi_header_check_target(${command} ${target})
  polyffi_header_check_values(${command} ${target})
  polyffi_header_cbindgen(cbindgen ${command})
  polyffi_header_package(${target})
  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir")
  set(header "${work}/include/${arg_HEADER}")
  string(REPLACE "/" "-" stem "${arg_HEADER}")
  set(stem "${work}/header/${stem}")
  polyffi_header_compile(${target})
  polyffi_header_provide(${target} "${work}/include" "${arg_HEADER}")
  get_property(bundles TARGET ${target} PROPERTY POLYFFI_RUST_BUNDLES)
  foreach(bundle IN LISTS bundles)
    polyffi_header_provide(${bundle} "${work}/include" "${arg_HEADER}")
  endforeach()
  polyffi_header_exports(${target})
endfunction()

function(polyffi_header_check_target command target)
  if(NOT TARGET ${target})
    polyffi_fail(${command} "there is no target '${target}'. Add it first.")
  endif()
  get_target_property(root ${target} POLYFFI_RUST_ROOT)
  get_target_property(bundle ${target} POLYFFI_RUST_BUNDLE)
  get_target_property(type ${target} TYPE)
  get_target_property(directory ${target} SOURCE_DIR)
  if(bundle)
    list(JOIN bundle ", " libraries)
    polyffi_fail(${command} "'${target}' is a bundle. Ask for the headers of its "
      "libraries, which it passes on: ${libraries}.")
  elseif(NOT root OR type STREQUAL "EXECUTABLE")
    polyffi_fail(${command} "'${target}' is no Rust library. Name one that "
      "polyffi_add_rust_staticlib or polyffi_add_rust_cdylib added.")
  elseif(NOT directory STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    polyffi_fail(${command} "'${target}' was added in ${directory}. Ask for its "
      "header there.")
  endif()
  set(root "${root}" PARENT_SCOPE)
endfunction()

# Checks the arg_* of the caller, and sets its config to a file or nothing.
function(polyffi_header_check_values command target)
  get_target_property(headers ${target} POLYFFI_HEADERS)
  if(NOT DEFINED arg_HEADER)
    polyffi_fail(${command} "HEADER is missing. Name the header that is to be "
      "made: ${command}(${target} HEADER ${target}.h).")
  elseif(NOT arg_HEADER MATCHES "^[A-Za-z0-9_.+-]+(/[A-Za-z0-9_.+-]+)*$"
         OR arg_HEADER MATCHES "(^|/)\\.\\.?(/|$)")
    polyffi_fail(${command} "HEADER '${arg_HEADER}' can't be included by that "
      "name. Give it a relative one of letters, digits and '_.+-', such as "
      "${target}.h or ${target}/${target}.h.")
  elseif(arg_HEADER IN_LIST headers)
    polyffi_fail(${command} "'${target}' has a header '${arg_HEADER}' already.")
  elseif(DEFINED arg_LANGUAGE AND NOT arg_LANGUAGE MATCHES "^C(\\+\\+)?$")
    polyffi_fail(${command} "LANGUAGE '${arg_LANGUAGE}' is neither C nor C++.")
  endif()
  get_target_property(beside ${target} POLYFFI_CARGO_MANIFEST)
  if(NOT beside)
    set(beside "${root}")
  endif()
  get_filename_component(directory "${beside}" DIRECTORY)
  set(config "${directory}/cbindgen.toml")
  if(DEFINED arg_CONFIG)
    get_filename_component(config "${arg_CONFIG}" ABSOLUTE)
    get_source_file_property(generated "${config}" GENERATED)
    if(NOT generated AND (NOT EXISTS "${config}" OR IS_DIRECTORY "${config}"))
      polyffi_fail(${command} "CONFIG '${arg_CONFIG}' of ${target} does not "
        "exist: ${config}.")
    endif()
  elseif(NOT EXISTS "${config}")
    set(config "")
  endif()
  set(config "${config}" PARENT_SCOPE)
endfunction()

# Sets <variable> to cbindgen's path, and <variable>_tells to TRUE where it
# tells which files it read. When it is replaced, CMake runs again.
function(polyffi_header_cbindgen variable command)
  if("${POLYFFI_CBINDGEN}" STREQUAL "")
    unset(POLYFFI_CBINDGEN CACHE) # find_program() takes an empty value for an answer
  endif()
  if(NOT POLYFFI_CBINDGEN AND DEFINED ENV{POLYFFI_CBINDGEN})
    set(POLYFFI_CBINDGEN "$ENV{POLYFFI_CBINDGEN}" CACHE FILEPATH
      "cbindgen, which makes headers of Rust libraries.")
  endif()
  find_program(POLYFFI_CBINDGEN NAMES cbindgen HINTS ENV CARGO_HOME "$ENV{HOME}/.cargo"
    PATH_SUFFIXES bin DOC "cbindgen, which makes headers of Rust libraries.")
  mark_as_advanced(POLYFFI_CBINDGEN)
  if(NOT POLYFFI_CBINDGEN OR NOT EXISTS "${POLYFFI_CBINDGEN}")
    set(what "no cbindgen found")
    if(POLYFFI_CBINDGEN)
      set(what "POLYFFI_CBINDGEN is '${POLYFFI_CBINDGEN}', which does not exist")
    endif()
    polyffi_fail(${command} "${what}. Install it (Debian: apt-get install "
      "cbindgen; anywhere: cargo install cbindgen), put it on PATH, or set "
      "POLYFFI_CBINDGEN to it.")
  endif()
  polyffi_header_cbindgen_version(version ${command} "${POLYFFI_CBINDGEN}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${POLYFFI_CBINDGEN}")
  set(${variable} "${POLYFFI_CBINDGEN}" PARENT_SCOPE)
  set(${variable}_tells "" PARENT_SCOPE)
  if(version VERSION_GREATER_EQUAL 0.25)
    set(${variable}_tells TRUE PARENT_SCOPE)
  endif()
endfunction()

function(polyffi_header_cbindgen_version variable command cbindgen)
  get_property(version GLOBAL PROPERTY "POLYFFI_CBINDGEN_VERSION_${cbindgen}")
  if(NOT version)
    execute_process(COMMAND "${cbindgen}" --version
      OUTPUT_VARIABLE text ERROR_VARIABLE error RESULT_VARIABLE result)
    if(NOT result EQUAL 0 OR NOT text MATCHES "^cbindgen ([0-9.]+)")
      polyffi_fail(${command} "'${cbindgen} --version' does not tell a "
        "version:\n${text}${error}\nSet POLYFFI_CBINDGEN to a working cbindgen.")
    endif()
    set(version "${CMAKE_MATCH_1}")
    if(version VERSION_LESS 0.24)
      polyffi_fail(${command} "${cbindgen} is cbindgen ${version}; "
        "PolyFFI wants 0.24 or newer. Update it, or set POLYFFI_CBINDGEN to another.")
    endif()
    set_property(GLOBAL PROPERTY "POLYFFI_CBINDGEN_VERSION_${cbindgen}" ${version})
    message(STATUS "PolyFFI: cbindgen ${version} (${cbindgen})")
  endif()
  set(${variable} "${version}" PARENT_SCOPE)
endfunction()

# A header that did not change keeps its time; the stamp says that it is right.
# Both are made by a target of their own, which ends before <target> begins:
# make, unlike Ninja, does not look again at the time of a file once it has run
# what may have changed it.
function(polyffi_header_compile target)
  polyffi_depfile_as_it_is(name "${stem}.stamp" "${stem}.dep")
  polyffi_header_settings("${name}")
  add_custom_command(
    OUTPUT "${stem}.stamp"
    BYPRODUCTS "${header}"
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIGenerateHeader.sh" "${stem}.settings"
    DEPENDS "${stem}.settings" "${cbindgen}" "${root}" ${config} ${cargo} ${manifest}
    DEPFILE "${name_depfile}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" VERBATIM
    COMMENT "Generating ${arg_HEADER} of ${target}")
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_HEADERS "${arg_HEADER}")
  set_property(TARGET ${target} APPEND PROPERTY POLYFFI_HEADER_STAMPS "${stem}.stamp")
  if(NOT TARGET ${target}-header)
    add_custom_target(${target}-header
      DEPENDS "$<TARGET_PROPERTY:${target},POLYFFI_HEADER_STAMPS>")
    add_dependencies(${target} ${target}-header)
  endif()
endfunction()

# What PolyFFIGenerateHeader.sh has to know.
function(polyffi_header_settings name)
  polyffi_rust_forget(forget)
  if(forget)
    string(REPLACE "/${target}.dir/" "/${target}-header.dir/" other "${forget}")
    string(APPEND forget "\n${other}")
  endif()
  string(REPLACE " " "\\ " name "${name}")
  polyffi_rust_shell_variables("${stem}.settings" "cbindgen=${cbindgen}"
    "tells=${cbindgen_tells}" "root=${root}" "config=${config}" "language=${arg_LANGUAGE}"
    "header=${header}" "stamp=${stem}.stamp" "name=${name}" "depfile=${stem}.dep"
    "forget=${forget}" "cargo=${cargo}" "manifest=${manifest}" "package=${package}"
    "workspace=${workspace}" "metadata_words=${words}" "environment=${environment}")
endfunction()

# Sets what PolyFFIGenerateHeader.sh has to know of a package: only cargo, to
# nothing, of a crate without one.
function(polyffi_header_package target)
  foreach(pair IN ITEMS CARGO=cargo CARGO_MANIFEST=manifest CARGO_PACKAGE=package
      CARGO_WORKSPACE=workspace CARGO_WORDS=words CARGO_ENV=environment)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    get_target_property(${CMAKE_MATCH_2} ${target} POLYFFI_${CMAKE_MATCH_1})
  endforeach()
  if(NOT cargo)
    set(cargo "" PARENT_SCOPE)
    return()
  endif()
  list(FILTER words INCLUDE REGEX "^--(manifest-path=|features=|(no-default|all)-features$|locked$|frozen$|offline$)")
  get_target_property(triple ${target} POLYFFI_RUST_TRIPLE)
  list(APPEND words --filter-platform=${triple})
  list(JOIN words "\n" words)
  list(FILTER environment EXCLUDE REGEX "\\$<") # none that matters to cbindgen
  list(JOIN environment "\n" environment)
  foreach(variable IN ITEMS cargo manifest package workspace words environment)
    set(${variable} "${${variable}}" PARENT_SCOPE)
  endforeach()
endfunction()

# Who links <target> can include the header <name> in <directory>, here and where
# it is installed.
function(polyffi_header_provide target directory name)
  file(MAKE_DIRECTORY "${directory}")
  if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.23)
    target_sources(${target} PUBLIC FILE_SET HEADERS
      BASE_DIRS "${directory}" FILES "${directory}/${name}")
  else()
    target_include_directories(${target} INTERFACE "$<BUILD_INTERFACE:${directory}>")
    set_property(TARGET ${target} APPEND PROPERTY PUBLIC_HEADER "${directory}/${name}")
  endif()
endfunction()

# The same for the headers that <library> has so far.
function(polyffi_header_pass_on library target)
  get_property(headers TARGET ${library} PROPERTY POLYFFI_HEADERS)
  get_target_property(directory ${library} BINARY_DIR)
  foreach(header IN LISTS headers)
    polyffi_header_provide(${target} "${directory}/CMakeFiles/${library}.dir/include" "${header}")
  endforeach()
endfunction()

# The header says what the target exports, unless its author does. In the file
# for each configuration is what the C compiler finds declared.
function(polyffi_header_exports target)
  polyffi_header_export_wanted(wanted ${target})
  if(NOT wanted)
    return()
  endif()
  polyffi_header_preprocessor(preprocessor)
  set(definitions "$<TARGET_PROPERTY:${target},INTERFACE_COMPILE_DEFINITIONS>")
  file(GENERATE OUTPUT "${stem}.$<CONFIG>.definitions" CONTENT "${definitions}\n")
  set(exports "${stem}.$<CONFIG>.exports")
  add_custom_command(OUTPUT "${exports}"
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIHeaderExports.sh"
      "${header}" "${exports}" ${preprocessor}
      "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},$<SEMICOLON>-D>>"
    DEPENDS "${header}" "${stem}.$<CONFIG>.definitions"
    COMMAND_EXPAND_LISTS VERBATIM COMMENT "Reading ${arg_HEADER} of ${target}")
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    set_property(TARGET ${target} APPEND PROPERTY POLYFFI_EXPORTS_FILES "${exports}")
    polyffi_check_archive_again(${target} "${exports}")
  else()
    polyffi_check_link_exports(${target} "${exports}")
  endif()
endfunction()

# Decided by the first header: what the later ones add is no author's EXPORTS.
function(polyffi_header_export_wanted variable target)
  get_target_property(decided ${target} POLYFFI_EXPORTS_OF_HEADERS)
  if(decided STREQUAL "decided-NOTFOUND")
    get_target_property(symbols ${target} POLYFFI_EXPORTS)
    get_target_property(files ${target} POLYFFI_EXPORTS_FILES)
    get_target_property(decided ${target} POLYFFI_CHECKED)
    if(symbols OR files OR NOT decided)
      set(decided FALSE)
    endif()
    set_target_properties(${target} PROPERTIES POLYFFI_EXPORTS_OF_HEADERS ${decided})
  endif()
  set(${variable} ${decided} PARENT_SCOPE)
endfunction()

# The compiler that tells what #if leaves of a header.
function(polyffi_header_preprocessor variable)
  set(words cc -x c) # a project without C
  foreach(pair IN ITEMS "CXX c++" "C c")
    separate_arguments(pair)
    list(POP_FRONT pair language)
    if(CMAKE_${language}_COMPILER)
      separate_arguments(flags UNIX_COMMAND
        "${CMAKE_${language}_COMPILER_ARG1} ${CMAKE_${language}_FLAGS}")
      set(words "${CMAKE_${language}_COMPILER}" ${flags} -x ${pair})
      if(CMAKE_${language}_COMPILER_TARGET AND CMAKE_${language}_COMPILER_ID MATCHES "Clang")
        list(APPEND words "--target=${CMAKE_${language}_COMPILER_TARGET}")
      endif()
    endif()
  endforeach()
  set(${variable} ${words} PARENT_SCOPE)
endfunction()
