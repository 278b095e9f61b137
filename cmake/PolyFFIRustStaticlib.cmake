# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustStaticlib
--------------------

.. command:: polyffi_add_rust_staticlib

  Add a static library written in Rust, for C, C++ and assembler to call::

    polyffi_add_rust_staticlib(<target> ROOT <lib.rs>
      [CRATE_NAME <name>] [EDITION <year>]
      [CFG <cfg>...] [FEATURES <feature>...] [RUSTFLAGS <flag>...]
      [ENV <NAME=value>...] [PANIC unwind|abort] [NO_STD]
      [EXPORTS <symbol>[:data]...] [EXPORTS_FILE <file>])

  ``<target>`` is an ordinary ``STATIC`` library: link it, install and export
  it, ask for ``$<TARGET_FILE:<target>>``, set ``OUTPUT_NAME`` and
  ``ARCHIVE_OUTPUT_DIRECTORY``. rustc compiles it directly; modules, files that
  the crate includes and rustc itself are watched, and nothing runs when
  nothing changed. The native libraries that the standard library and the
  crate's own ``#[link]`` attributes need reach every consumer.

  After every build the archive is checked (see :module:`PolyFFICheck`).

  ``ROOT <lib.rs>``
    The crate's root module, relative to the current source directory.

  ``CRATE_NAME <name>``
    By default ``<target>`` with ``-`` and other such characters replaced
    by ``_``.

  ``EDITION <year>``
    2015, 2018, 2021 (the default) or 2024.

  ``CFG <cfg>...``
    ``name`` or ``name="value"``, for ``#[cfg(...)]``.

  ``FEATURES <feature>...``
    The same as ``CFG feature="<feature>"``.

  ``RUSTFLAGS <flag>...``
    Further flags, behind those of PolyFFI. Generator expressions are allowed.

  ``ENV <NAME=value>...``
    Environment of rustc, for ``env!("NAME")``. A change compiles anew.

  ``PANIC unwind|abort``
    What a panic does; the default is rustc's own, ``unwind``, and ``abort``
    for ``NO_STD``.

  ``NO_STD``
    The crate is ``#![no_std]`` and needs no C library: it may be linked into
    a ``STARTUP freestanding`` executable.

  ``EXPORTS <symbol>...``, ``EXPORTS_FILE <file>``
    What the library promises to C. Each must be there, global, visible,
    unmangled, and a function, or a ``static`` where ``:data`` follows the
    name. The file holds one a line; ``#`` opens a comment.

  Configurations are compiled as cargo's profiles are: ``Debug`` as ``dev``;
  ``Release`` as ``release``; ``RelWithDebInfo`` as ``release`` with full debug
  information; ``MinSizeRel`` as ``release`` with ``opt-level=z``. Any other,
  and none, as ``dev``.

  The variable ``POLYFFI_RUSTC`` names a rustc other than that on ``PATH``; a
  rustup proxy is asked in the crate's directory, so ``rust-toolchain.toml``
  counts.

  Example::

    polyffi_add_rust_staticlib(greet ROOT greet.rs EXPORTS hello)
    add_executable(main main.c)
    target_link_libraries(main PRIVATE greet)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustToolchain.cmake")

function(polyffi_add_rust_staticlib target)
  set(command polyffi_add_rust_staticlib)
  set(one ROOT CRATE_NAME EDITION PANIC EXPORTS_FILE)
  set(many CFG FEATURES RUSTFLAGS ENV EXPORTS)
  cmake_parse_arguments(PARSE_ARGV 1 arg NO_STD "${one}" "${many}")
  polyffi_check_arguments(${command} NO_STD ${one} ${many})
  polyffi_rust_check_values(${command} ${target})
  get_filename_component(directory "${root}" DIRECTORY)
  polyffi_rust_toolchain(rust ${command} "${directory}")
  polyffi_rust_check_edition(${command})

  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir")
  set(output "${work}/rust.$<CONFIG>")
  set(archive "${output}/lib${crate}.a")
  set(environment "")
  if(arg_ENV)
    set(environment "${CMAKE_COMMAND}" -E env ${arg_ENV})
  endif()
  # make's jobserver is for recipes that run make: rustc would find it closed, and warn.
  set(alone "")
  if(CMAKE_GENERATOR MATCHES "Makefiles")
    set(alone env -u MAKEFLAGS -u MFLAGS)
  endif()
  polyffi_rust_words(words)
  if(arg_NO_STD)
    polyffi_rust_no_std()
  endif()
  polyffi_rust_std(std)
  polyffi_rust_compile(${target})
  polyffi_rust_library(${target})
  polyffi_rust_link_interface(${target})
  polyffi_check_archive(${target} ${command})
endfunction()

# Sets root and crate in the caller, or stops.
function(polyffi_rust_check_values command target)
  if(TARGET ${target})
    polyffi_fail(${command} "there is a target '${target}' already. Choose "
      "another name.")
  elseif(NOT DEFINED arg_ROOT)
    polyffi_fail(${command} "ROOT is missing. Name the crate's root module: "
      "${command}(${target} ROOT lib.rs).")
  endif()
  get_filename_component(root "${arg_ROOT}" ABSOLUTE)
  get_source_file_property(generated "${root}" GENERATED)
  if(NOT generated AND (NOT EXISTS "${root}" OR IS_DIRECTORY "${root}"))
    polyffi_fail(${command} "ROOT '${arg_ROOT}' of ${target} is no file: "
      "${root} does not exist.")
  endif()
  set(crate "${arg_CRATE_NAME}")
  if(NOT DEFINED arg_CRATE_NAME)
    string(REGEX REPLACE "[^A-Za-z0-9_]" "_" crate "${target}")
  endif()
  if(NOT crate MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    polyffi_fail(${command} "'${crate}' can't be the name of a crate. Give "
      "CRATE_NAME a name of letters, digits and '_'.")
  elseif(crate MATCHES "^(alloc|core|proc_macro|std|test)$")
    polyffi_fail(${command} "a crate named '${crate}' hides Rust's own. Give "
      "another CRATE_NAME.")
  elseif(DEFINED arg_PANIC AND NOT arg_PANIC MATCHES "^(unwind|abort)$")
    polyffi_fail(${command} "PANIC '${arg_PANIC}' is neither unwind nor abort.")
  endif()
  foreach(pair IN LISTS arg_ENV)
    if(NOT pair MATCHES "^[A-Za-z_][A-Za-z0-9_]*=")
      polyffi_fail(${command} "ENV '${pair}' is not of the form NAME=value.")
    endif()
  endforeach()
  set(root "${root}" PARENT_SCOPE)
  set(crate "${crate}" PARENT_SCOPE)
endfunction()

function(polyffi_rust_check_edition command)
  if(NOT DEFINED arg_EDITION)
    set(arg_EDITION 2021)
    set(arg_EDITION 2021 PARENT_SCOPE)
  endif()
  if(NOT arg_EDITION MATCHES "^(2015|2018|2021|2024)$")
    polyffi_fail(${command} "EDITION '${arg_EDITION}' is none of 2015, 2018, "
      "2021, 2024.")
  elseif(arg_EDITION EQUAL 2024 AND rust_VERSION VERSION_LESS 1.85)
    polyffi_fail(${command} "EDITION 2024 wants rustc 1.85; ${rust_RUSTC} is "
      "${rust_VERSION}. Update rustc, or write EDITION 2021.")
  endif()
endfunction()

# rustc's command line, in the one spelling that sccache caches: joined
# arguments, one --emit, --out-dir and no -o.
function(polyffi_rust_words variable)
  set(words "${rust_RUSTC}" --crate-name=${crate} --edition=${arg_EDITION}
    --crate-type=staticlib --emit=dep-info,link "--out-dir=${output}")
  # As cargo does: bitcode is for LTO only.
  if(NOT arg_RUSTFLAGS MATCHES "lto")
    list(APPEND words -Cembed-bitcode=no)
  endif()
  set(release $<CONFIG:Release,RelWithDebInfo,MinSizeRel>)
  list(APPEND words
    $<$<NOT:${release}>:-Cdebug-assertions=on>
    $<$<NOT:${release}>:-Coverflow-checks=on>
    $<$<CONFIG:Release,RelWithDebInfo>:-Copt-level=3>
    $<$<CONFIG:MinSizeRel>:-Copt-level=z>
    $<$<NOT:$<CONFIG:Release,MinSizeRel>>:-Cdebuginfo=2>)
  if(arg_NO_STD AND NOT DEFINED arg_PANIC)
    set(arg_PANIC abort)
  endif()
  if(DEFINED arg_PANIC)
    list(APPEND words -Cpanic=${arg_PANIC})
  endif()
  polyffi_rust_cfg_words(cfg)
  if(CMAKE_COLOR_DIAGNOSTICS)
    list(APPEND words --color=always)
  endif()
  set(${variable} ${words} ${cfg} ${arg_RUSTFLAGS} "${root}" PARENT_SCOPE)
endfunction()

function(polyffi_rust_cfg_words variable)
  set(words "")
  foreach(feature IN LISTS arg_FEATURES)
    list(APPEND arg_CFG "feature=\"${feature}\"")
  endforeach()
  set(names "feature, values(any())")
  foreach(cfg IN LISTS arg_CFG)
    list(APPEND words "--cfg=${cfg}")
    if(cfg MATCHES "^([^=]+)=")
      list(APPEND names "${CMAKE_MATCH_1}, values(any())")
    else()
      list(APPEND names "${cfg}")
    endif()
  endforeach()
  # rustc warns of names that it does not know; it can't know ours.
  if(rust_VERSION VERSION_GREATER_EQUAL 1.80)
    list(REMOVE_DUPLICATES names)
    foreach(name IN LISTS names)
      list(APPEND words "--check-cfg=cfg(${name})")
    endforeach()
  endif()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

# What core takes for granted goes into the archive of a crate without std, and
# words of the caller gets the flags for it.
function(polyffi_rust_no_std)
  set(source "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFINoStd.rs")
  set(ar "${CMAKE_AR}")
  if(NOT ar)
    set(ar ar) # a project without C
  endif()
  add_custom_command(OUTPUT "${output}/libpolyffi_no_std.a"
    COMMAND ${alone} "${rust_RUSTC}" --crate-name=polyffi_no_std --crate-type=rlib
      --edition=2021 --emit=obj -Cpanic=abort -Cembed-bitcode=no
      -o "${output}/polyffi_no_std.o" "${source}"
    COMMAND "${CMAKE_COMMAND}" -E rm -f "${output}/libpolyffi_no_std.a"
    COMMAND "${ar}" qcs "${output}/libpolyffi_no_std.a" "${output}/polyffi_no_std.o"
    DEPENDS "${source}" "${rust_RUSTC}" VERBATIM COMMENT "Building what core needs")
  list(POP_BACK words root)
  set(words ${words} "-Lnative=${output}" -lstatic=polyffi_no_std "${root}" PARENT_SCOPE)
endfunction()

# Flags for the native libraries of std: none without std.
function(polyffi_rust_std variable)
  set(libraries "")
  if(NOT arg_NO_STD)
    polyffi_rust_std_libraries(libraries "${rust_RUSTC}")
  endif()
  set(${variable} "${libraries}" PARENT_SCOPE)
endfunction()

function(polyffi_rust_compile target)
  polyffi_depfile_as_it_is(name "${archive}")
  polyffi_rust_settings("${name}")
  add_custom_command(
    OUTPUT "${archive}"
    # Its other name must keep what it has until it is published anew.
    COMMAND rm -f "${archive}"
    COMMAND ${alone} ${environment} ${words}
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIRustDepInfo.sh" "${output}/settings"
    DEPENDS "${root}" "${rust_RUSTC}" $<$<BOOL:${arg_NO_STD}>:${output}/libpolyffi_no_std.a>
    DEPFILE "${output}/${crate}.dep"
    BYPRODUCTS "${output}/${crate}.d" "${output}/${crate}.ld"
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
    COMMENT "Building Rust static library ${target}"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

# What PolyFFIRustDepInfo.sh has to know. It is no dependency: what matters of
# it is in rustc's command line too.
function(polyffi_rust_settings name)
  list(TRANSFORM arg_ENV REPLACE "=.*" "" OUTPUT_VARIABLE declared)
  list(JOIN declared " " declared)
  list(JOIN std " " std)
  set(forget "")
  if(CMAKE_GENERATOR MATCHES "Makefiles" AND CMAKE_VERSION VERSION_LESS 4.0)
    set(forget "${work}/compiler_depend.internal")
  endif()
  string(REPLACE " " "\\ " name "${name}")
  set(text "")
  foreach(pair IN ITEMS "dep_info=${output}/${crate}.d" "archive=${name}"
      "depfile=${output}/${crate}.dep" "linker_script=${output}/${crate}.ld"
      "record=${work}/libraries" "words=${output}/words" "std_libraries=${std}"
      "declared=${declared}" "root=${root}" "forget=${forget}")
    string(REPLACE "'" "'\\''" pair "${pair}")
    string(REGEX REPLACE "^([a-z_]+)=(.*)" "\\1='\\2'\n" line "${pair}")
    string(APPEND text "${line}")
  endforeach()
  file(GENERATE OUTPUT "${output}/settings" CONTENT "${text}")
  list(JOIN environment "\n" lines)
  list(JOIN words "\n" more)
  string(APPEND lines "\n${more}")
  file(GENERATE OUTPUT "${output}/words" CONTENT "${lines}\n")
endfunction()

# A real STATIC target: the archive is an "object" that CMake did not compile,
# and the linker language is one whose only rule is to put that object in the
# target's place. Nothing is compiled in it and no language is enabled.
function(polyffi_rust_library target)
  set(publish "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIPublish.sh")
  set(CMAKE_POLYFFI_CREATE_STATIC_LIBRARY "sh \"${publish}\" \"${CMAKE_GENERATOR}\" <OBJECTS> <TARGET>"
    CACHE INTERNAL "PolyFFI: how a Rust archive becomes a target's file.")
  polyffi_rust_modules(modules "${root}")
  add_library(${target} STATIC ${modules})
  source_group("Rust Files" REGULAR_EXPRESSION "\\.rs$")
  # Also where the project enables CMake's own Rust: compile none of them.
  set_source_files_properties(${modules} PROPERTIES HEADER_FILE_ONLY TRUE)
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    string(REPLACE "<none>" "" configuration "${configuration}")
    file(MAKE_DIRECTORY "${work}/rust.${configuration}")
    string(REPLACE "$<CONFIG>" "${configuration}" object "${archive}")
    set_source_files_properties("${object}" PROPERTIES
      EXTERNAL_OBJECT TRUE GENERATED TRUE)
    target_sources(${target} PRIVATE "$<$<CONFIG:${configuration}>:${object}>")
  endforeach()
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE POLYFFI
    POLYFFI_RUST TRUE POLYFFI_NO_STD "${arg_NO_STD}"
    POLYFFI_DEP_INFO "${output}/${crate}.d" POLYFFI_ARCHIVE "${archive}")
endfunction()

# A changed file that the check reads must be read again without compiling: then
# a copy that depends on the files stands between rustc and the target.
function(polyffi_rust_stage target)
  get_target_property(done ${target} POLYFFI_STAGED)
  if(done)
    return()
  endif()
  get_target_property(archive ${target} POLYFFI_ARCHIVE)
  get_target_property(sources ${target} SOURCES)
  string(REGEX REPLACE "\\.a$" ".checked.a" staged "${archive}")
  add_custom_command(OUTPUT "${staged}"
    COMMAND rm -f "${staged}"
    COMMAND cp "${archive}" "${staged}"
    DEPENDS "${archive}" "$<TARGET_PROPERTY:${target},POLYFFI_CHECK_FILES>" VERBATIM
    COMMENT "Checking ${target}")
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    string(REPLACE "<none>" "" configuration "${configuration}")
    string(REPLACE "$<CONFIG>" "${configuration}" object "${archive}")
    string(REPLACE "$<CONFIG>" "${configuration}" copy "${staged}")
    set_source_files_properties("${copy}" PROPERTIES
      EXTERNAL_OBJECT TRUE GENERATED TRUE)
    string(REPLACE "${object}" "${copy}" sources "${sources}")
  endforeach()
  set_target_properties(${target} PROPERTIES SOURCES "${sources}" POLYFFI_STAGED TRUE)
endfunction()

# The files of the crate that can be found by reading its mod declarations:
# what an IDE shows. What rustc really read is in the dep-info.
function(polyffi_rust_modules variable root)
  set(found "${root}")
  set(pending "${root}")
  while(pending)
    list(POP_FRONT pending file)
    if(NOT EXISTS "${file}")
      continue()
    endif()
    get_filename_component(directory "${file}" DIRECTORY)
    get_filename_component(stem "${file}" NAME_WE)
    file(STRINGS "${file}" lines REGEX "^[ \t]*(pub[^{}=]*[ )])?mod[ \t]+[A-Za-z0-9_]+[ \t]*;")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE ".*mod[ \t]+([A-Za-z0-9_]+).*" "\\1" module "${line}")
      foreach(path IN ITEMS "${directory}/${module}.rs" "${directory}/${module}/mod.rs"
                            "${directory}/${stem}/${module}.rs"
                            "${directory}/${stem}/${module}/mod.rs")
        if(EXISTS "${path}" AND NOT path IN_LIST found)
          list(APPEND found "${path}")
          list(APPEND pending "${path}")
        endif()
      endforeach()
    endforeach()
  endwhile()
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# In the build tree the linker script knows the native libraries; an installed
# library names what the last build, or else a probe, found.
function(polyffi_rust_link_interface target)
  target_link_libraries(${target} INTERFACE
    "$<BUILD_INTERFACE:${output}/${crate}.ld>")
  set(record "${work}/libraries")
  if(NOT EXISTS "${record}")
    polyffi_rust_first_record("${record}")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${record}")
  file(STRINGS "${record}" libraries)
  foreach(library IN LISTS libraries)
    target_link_libraries(${target} INTERFACE "$<INSTALL_INTERFACE:${library}>")
  endforeach()
endfunction()

# The first guess: as PolyFFIRustDepInfo.sh finds them, but before the build.
function(polyffi_rust_first_record record)
  set(libraries ${std})
  set(hit "${arg_RUSTFLAGS}")
  list(FILTER hit INCLUDE REGEX "^-l")
  get_target_property(modules ${target} SOURCES)
  list(FILTER modules INCLUDE REGEX "\\.rs$")
  foreach(module IN LISTS modules)
    if("${hit}" STREQUAL "" AND EXISTS "${module}")
      file(STRINGS "${module}" hit REGEX "link[ \t]*\\(" LIMIT_COUNT 1)
    endif()
  endforeach()
  if(NOT "${hit}" STREQUAL "")
    set(flags ${words})
    list(FILTER flags INCLUDE REGEX "^(-Cpanic|--cfg|--edition|-L|-l)")
    list(REMOVE_ITEM flags -lstatic=polyffi_no_std) # not built yet
    set(probe "${work}/probe")
    file(MAKE_DIRECTORY "${probe}")
    polyffi_rust_native_libraries(own "${rust_RUSTC}" "${probe}" "${root}" ${flags})
    file(REMOVE_RECURSE "${probe}")
    list(APPEND libraries ${own})
  endif()
  list(REMOVE_DUPLICATES libraries)
  list(JOIN libraries "\n" text)
  file(WRITE "${record}" "${text}\n")
endfunction()
