# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustCrate
----------------

Private to PolyFFI: a crate that rustc alone compiles.

.. command:: polyffi_rust_crate

  ::

    polyffi_rust_crate(<target>)

  Adds the custom command that compiles the crate whose root module is ``root``
  of the caller, to ``archive``, and describes it to :module:`PolyFFIRustTarget`,
  which the caller then calls. The ``arg_*`` variables of the caller are the
  arguments of :command:`polyffi_add_rust_staticlib`.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustLauncher.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTool.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustToolchain.cmake")

function(polyffi_rust_crate target)
  polyffi_rust_check_edition(${command})
  polyffi_environment_words(environment arg_ENV 2)
  polyffi_rust_alone(alone)
  polyffi_rust_cfg_words(cfg)
  polyffi_rust_words(how)
  set(no_std "")
  if(arg_NO_STD)
    polyffi_rust_no_std(no_std)
  endif()
  polyffi_rust_linker(linker)
  set(words "${rust_RUSTC}" --crate-name=${crate} --crate-type=${kind} --emit=dep-info,link
    "--out-dir=${output}" ${how} ${no_std} ${linker} "${root}")
  polyffi_rust_launcher_of(launcher ${target})
  set(started_in "${CMAKE_CURRENT_SOURCE_DIR}")
  set(quiet "")
  polyffi_rust_strict_command(strict)
  polyffi_rust_compile()
  if(kind STREQUAL "staticlib" AND NOT EXISTS "${record}")
    polyffi_rust_first_record()
  endif()
  polyffi_rust_target(${target})
  polyffi_rust_describe(${target} RUST_EDITION ${arg_EDITION} RUST_CFG "${cfg}" RUST_WORDS "${how}"
    STRICT_CLIPPY "${strict_clippy}")
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

# How rustc compiles the crate, whatever it makes of it. The spelling is the one
# that sccache caches: joined arguments, one --emit, --out-dir and no -o.
function(polyffi_rust_words variable)
  set(words --edition=${arg_EDITION})
  # As cargo does: bitcode is for LTO only.
  if(NOT arg_RUSTFLAGS MATCHES "lto")
    list(APPEND words -Cembed-bitcode=no)
  endif()
  polyffi_rust_profile_words(profile)
  list(APPEND words ${profile})
  if(CMAKE_COLOR_DIAGNOSTICS)
    list(APPEND words --color=always)
  endif()
  set(${variable} ${words} ${cfg} ${arg_RUSTFLAGS} PARENT_SCOPE)
endfunction()

# What it compiles for: the machine, the configuration, and what a panic does.
function(polyffi_rust_profile_words variable)
  set(words "")
  if(NOT rust_TRIPLE STREQUAL rust_HOST)
    list(APPEND words --target=${rust_TRIPLE})
  endif()
  set(release $<CONFIG:Release,RelWithDebInfo,MinSizeRel>)
  list(APPEND words
    $<$<NOT:${release}>:-Cdebug-assertions=on>
    $<$<NOT:${release}>:-Coverflow-checks=on>
    $<$<CONFIG:Release,RelWithDebInfo>:-Copt-level=3>
    $<$<CONFIG:MinSizeRel>:-Copt-level=z>
    $<$<NOT:$<CONFIG:Release,MinSizeRel>>:-Cdebuginfo=2>)
  if(DEFINED arg_PANIC)
    list(APPEND words -Cpanic=${arg_PANIC})
  endif()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

function(polyffi_rust_cfg_words variable)
  set(words "")
  foreach(feature IN LISTS arg_FEATURES)
    list(APPEND arg_CFG "feature=\"${feature}\"")
  endforeach()
  set(names "feature, values(any())" docsrs polyffi_bundled test)
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

# Adds the command that runs launcher and words to make archive.
function(polyffi_rust_compile)
  polyffi_depfile_as_it_is(name "${archive}" "${output}/${crate}.dep")
  polyffi_rust_beside(linker_script words_file)
  set(beside ${linker_script} ${words_file})
  polyffi_rust_settings("${name}")
  polyffi_rust_limit_launcher("${how}")
  add_custom_command(
    OUTPUT "${archive}"
    # Its other name must keep what it has until it is published anew.
    COMMAND rm -f "${archive}"
    ${strict}
    COMMAND ${alone} ${environment} ${launcher} ${words}
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIRustDepInfo.sh" "${output}/settings"
    DEPENDS "${root}" "${rust_RUSTC}" $<$<BOOL:${arg_NO_STD}>:${output}/libpolyffi_no_std.a>
    DEPFILE "${name_depfile}"
    BYPRODUCTS ${beside}
    WORKING_DIRECTORY "${started_in}"
    COMMENT "Building Rust ${what}"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

# What STRICT_FFI runs first: clippy, which fails where C can't call the crate.
function(polyffi_rust_strict_command variable)
  set(words "")
  if(strict_clippy)
    polyffi_rust_program(clippy "${rust_RUSTC}" clippy-driver)
    get_filename_component(sysroot "${rust_RUSTC}/../.." ABSOLUTE)
    polyffi_make_directories("${output}/clippy")
    string(REPLACE "\\\\;" "\\\\\\;" variables "${environment}") # for one more expansion
    set(words COMMAND ${alone} ${variables} "${clippy}" "--sysroot=${sysroot}"
      --crate-name=${crate} --crate-type=${kind} --emit=metadata "--out-dir=${output}/clippy"
      ${how} ${strict_clippy} "${root}")
  endif()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

# What PolyFFIRustDepInfo.sh has to know. It is no dependency: what matters of
# it is in rustc's command line too.
function(polyffi_rust_settings name)
  list(TRANSFORM arg_ENV REPLACE "=.*" "" OUTPUT_VARIABLE declared)
  list(JOIN declared " " declared)
  list(JOIN std " " std)
  polyffi_rust_forget(forget)
  string(REPLACE " " "\\ " name "${name}")
  polyffi_rust_shell_variables("${output}/settings" "dep_info=${output}/${crate}.d"
    "archive=${name}" "depfile=${output}/${crate}.dep"
    "linker_script=${linker_script}" "record=${record}" "words=${output}/words"
    "std_libraries=${std}" "declared=${declared}" "root=${root}" "forget=${forget}"
    "function=${command}" "quiet=${quiet}")
  list(JOIN environment "\n" lines)
  list(JOIN words "\n" more)
  string(APPEND lines "\n${more}")
  file(GENERATE OUTPUT "${output}/words" CONTENT "${lines}\n")
endfunction()

# The first guess: as PolyFFIRustDepInfo.sh finds them, but before the build.
function(polyffi_rust_first_record)
  set(libraries ${std})
  set(hit "${arg_RUSTFLAGS}")
  list(FILTER hit INCLUDE REGEX "^-l")
  polyffi_rust_modules(modules "${root}")
  foreach(module IN LISTS modules)
    if("${hit}" STREQUAL "" AND EXISTS "${module}")
      file(STRINGS "${module}" hit REGEX "link[ \t]*\\(" LIMIT_COUNT 1)
    endif()
  endforeach()
  if(NOT "${hit}" STREQUAL "")
    set(flags ${words})
    list(FILTER flags INCLUDE REGEX "^(-Cpanic|--cfg|--edition|--target|-L|-l)")
    list(REMOVE_ITEM flags -lstatic=polyffi_no_std) # not built yet
    set(probe "${work}/probe")
    file(MAKE_DIRECTORY "${probe}")
    polyffi_rust_native_libraries(own "${rust_RUSTC}" "${probe}" "${root}" ${flags})
    file(REMOVE_RECURSE "${probe}")
    list(APPEND libraries ${own})
  endif()
  polyffi_rust_write_record("${libraries}")
endfunction()
