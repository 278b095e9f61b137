# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFICargo
------------

Private to PolyFFI: a package that cargo builds.

.. command:: polyffi_cargo_package

  ::

    polyffi_cargo_package(<target>)

  Finds the package that ``arg_MANIFEST`` and ``arg_PACKAGE`` of the caller name,
  and the toolchain for it, and sets in the caller:

  ``rust_RUSTC``, ``rust_VERSION``, ``rust_HOST``
    See :module:`PolyFFIRustToolchain`.
  ``rust_CARGO``
    The cargo beside that rustc, or else ``POLYFFI_CARGO``.
  ``cargo_MANIFEST``, ``cargo_PACKAGE``, ``cargo_WORKSPACE``
    The package's own manifest, its name, and the root of its workspace.
  ``crate``, ``root``, ``edition``
    Those of its library, or, for the ``kind`` ``bin``, of its program.

.. command:: polyffi_cargo_crate

  ::

    polyffi_cargo_crate(<target>)

  Adds the custom command that lets cargo build the package's library or program,
  of the ``kind`` that the caller says, to ``archive`` of the caller, and
  ``<target>`` for it.

.. command:: polyffi_cargo_metadata

  ::

    polyffi_cargo_metadata(<variable> <manifest>)

  Sets ``<variable>`` to what ``rust_CARGO metadata --no-deps`` says.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTarget.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTool.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustToolchain.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTriple.cmake")

#-----------------------------------------------------------------------
# Which package

# A macro: sets manifest, directory, lock, metadata and rust_* in the caller.
macro(polyffi_cargo_open)
  polyffi_cargo_manifest(manifest)
  get_filename_component(directory "${manifest}" DIRECTORY)
  polyffi_rust_toolchain(rust ${command} "${directory}" "${arg_TOOLCHAIN}")
  polyffi_cargo_find()
  polyffi_cargo_lock_words(lock)
  polyffi_cargo_metadata(metadata "${manifest}")
endmacro()

function(polyffi_cargo_package target)
  polyffi_cargo_open()
  string(JSON workspace GET "${metadata}" workspace_root)
  polyffi_cargo_choose(package)
  string(JSON name GET "${package}" name)
  string(JSON version GET "${package}" version)
  string(JSON manifest GET "${package}" manifest_path)
  # What a package inherits is in the manifest of the workspace.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}"
    "${workspace}/Cargo.toml")
  polyffi_cargo_target(chosen)
  string(JSON root GET "${chosen}" src_path)
  string(JSON crate GET "${chosen}" name)
  string(JSON edition GET "${chosen}" edition)
  if(NOT kind STREQUAL "bin")
    string(REPLACE "-" "_" crate "${crate}")
  endif()
  # A member's directory may have a toolchain of its own.
  get_filename_component(directory "${manifest}" DIRECTORY)
  polyffi_rust_toolchain(rust ${command} "${directory}" "${arg_TOOLCHAIN}")
  polyffi_cargo_find()
  foreach(variable IN ITEMS rust_RUSTC rust_VERSION rust_HOST rust_CARGO crate root edition lock)
    set(${variable} "${${variable}}" PARENT_SCOPE)
  endforeach()
  set(cargo_MANIFEST "${manifest}" PARENT_SCOPE)
  set(cargo_PACKAGE "${name}" PARENT_SCOPE)
  set(cargo_VERSION "${version}" PARENT_SCOPE)
  set(cargo_WORKSPACE "${workspace}" PARENT_SCOPE)
endfunction()

function(polyffi_cargo_manifest variable)
  get_filename_component(manifest "${arg_MANIFEST}" ABSOLUTE)
  if(IS_DIRECTORY "${manifest}")
    polyffi_fail(${command} "MANIFEST '${arg_MANIFEST}' is a directory. Name the file: "
      "MANIFEST ${arg_MANIFEST}/Cargo.toml.")
  elseif(NOT EXISTS "${manifest}")
    polyffi_fail(${command} "MANIFEST '${arg_MANIFEST}' does not exist: ${manifest}.")
  elseif(NOT manifest MATCHES "/Cargo\\.toml$")
    polyffi_fail(${command} "MANIFEST '${arg_MANIFEST}' is no manifest. cargo wants "
      "one that is called Cargo.toml.")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
  set(${variable} "${manifest}" PARENT_SCOPE)
endfunction()

# Sets rust_CARGO in the caller: the cargo that belongs to rust_RUSTC.
function(polyffi_cargo_find)
  get_filename_component(directory "${rust_RUSTC}" DIRECTORY)
  if("${POLYFFI_CARGO}" STREQUAL "")
    unset(POLYFFI_CARGO CACHE) # find_program() takes an empty value for an answer
    set(cargo "${directory}/cargo")
    if(NOT EXISTS "${cargo}")
      find_program(cargo cargo HINTS ENV CARGO_HOME "$ENV{HOME}/.cargo" PATH_SUFFIXES bin NO_CACHE)
    endif()
  else()
    set(cargo "${POLYFFI_CARGO}")
  endif()
  if(NOT EXISTS "${cargo}")
    polyffi_fail(${command} "no cargo found for ${rust_RUSTC}, which MANIFEST needs. Install it "
      "(Debian: apt-get install cargo; anywhere: rustup), put it on PATH, or set "
      "POLYFFI_CARGO to it.")
  endif()
  polyffi_cargo_identify("${cargo}")
  set(rust_CARGO "${cargo}" PARENT_SCOPE)
endfunction()

# Stops unless <cargo> can be told the crate type.
function(polyffi_cargo_identify cargo)
  get_property(known GLOBAL PROPERTY "POLYFFI_CARGO_VERSION_${cargo}" SET)
  if(known)
    return()
  endif()
  execute_process(COMMAND "${CMAKE_COMMAND}" -E env "RUSTC=${rust_RUSTC}" "${cargo}" -V
    OUTPUT_VARIABLE text ERROR_VARIABLE error RESULT_VARIABLE result)
  if(NOT result EQUAL 0 OR NOT text MATCHES "cargo ([0-9]+\\.[0-9.]+)")
    polyffi_fail(${command} "'${cargo} -V' does not tell a version:\n${text}${error}\n"
      "Set POLYFFI_CARGO to a working cargo.")
  elseif(CMAKE_MATCH_1 VERSION_LESS 1.64)
    polyffi_fail(${command} "${cargo} is cargo ${CMAKE_MATCH_1}; MANIFEST wants 1.64 or newer. "
      "Update it, or set POLYFFI_CARGO to another.")
  endif()
  set_property(GLOBAL PROPERTY "POLYFFI_CARGO_VERSION_${cargo}" "${CMAKE_MATCH_1}")
endfunction()

function(polyffi_cargo_lock_words variable)
  set(words "")
  foreach(keyword IN ITEMS LOCKED FROZEN OFFLINE)
    if(arg_${keyword})
      string(TOLOWER "--${keyword}" word)
      list(APPEND words ${word})
    endif()
  endforeach()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

function(polyffi_cargo_metadata variable manifest)
  get_property(text GLOBAL PROPERTY "POLYFFI_METADATA_${rust_CARGO}_${manifest}_${lock}")
  if(NOT text)
    get_filename_component(directory "${manifest}" DIRECTORY)
    execute_process(
      COMMAND "${CMAKE_COMMAND}" -E env "RUSTC=${rust_RUSTC}" "${rust_CARGO}" metadata
        --no-deps --format-version=1 --color=never "--manifest-path=${manifest}" ${lock}
      WORKING_DIRECTORY "${directory}"
      OUTPUT_VARIABLE text ERROR_VARIABLE error RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
      polyffi_fail(${command} "cargo can't read ${manifest}:\n${error}")
    elseif(text MATCHES "\"packages\":\\[\\]")
      polyffi_fail(${command} "the workspace of ${manifest} has no package. Name some in its "
        "'members'.")
    endif()
    # It is the same for every package of the workspace.
    string(REGEX MATCHALL "\"manifest_path\":\"[^\"]*\"" members "${text}")
    list(TRANSFORM members REPLACE "\"manifest_path\":\"(.*)\"" "\\1")
    foreach(member IN ITEMS "${manifest}" LISTS members)
      set_property(GLOBAL PROPERTY "POLYFFI_METADATA_${rust_CARGO}_${member}_${lock}" "${text}")
    endforeach()
  endif()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Sets <variable> to the package of metadata that PACKAGE names, that manifest is
# the manifest of, or that is the only one.
function(polyffi_cargo_choose variable)
  string(JSON count LENGTH "${metadata}" packages)
  set(names "")
  foreach(i RANGE 1 ${count})
    math(EXPR i "${i} - 1")
    string(JSON package GET "${metadata}" packages ${i})
    string(JSON name GET "${package}" name)
    string(JSON path GET "${package}" manifest_path)
    list(APPEND names ${name})
    if(DEFINED arg_PACKAGE)
      string(COMPARE EQUAL "${arg_PACKAGE}" "${name}" chosen)
    else()
      string(COMPARE EQUAL "${manifest}" "${path}" chosen)
    endif()
    if(chosen OR (count EQUAL 1 AND NOT DEFINED arg_PACKAGE))
      set(${variable} "${package}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  list(JOIN names ", " names)
  if(DEFINED arg_PACKAGE)
    polyffi_fail(${command} "PACKAGE '${arg_PACKAGE}' is not in the workspace of ${manifest}. "
      "It has: ${names}.")
  endif()
  polyffi_fail(${command} "${manifest} is that of a workspace, with several packages. Choose one "
    "by PACKAGE: ${names}.")
endfunction()

# Sets <variable> to what of package the kind of the caller wants.
function(polyffi_cargo_target variable)
  if(kind STREQUAL "bin")
    polyffi_cargo_program(chosen)
  else()
    polyffi_cargo_library(chosen)
  endif()
  set(${variable} "${chosen}" PARENT_SCOPE)
endfunction()

# The program that BIN names, the only one, or the one that cargo would run.
function(polyffi_cargo_program variable)
  string(JSON count LENGTH "${package}" targets)
  string(JSON wanted ERROR_VARIABLE none GET "${package}" default_run)
  if(DEFINED arg_BIN)
    set(wanted "${arg_BIN}")
  endif()
  set(names "")
  foreach(i RANGE 1 ${count})
    math(EXPR i "${i} - 1")
    string(JSON program GET "${package}" targets ${i})
    string(JSON type GET "${program}" kind 0)
    string(JSON bin GET "${program}" name)
    if(NOT type STREQUAL "bin")
      continue()
    elseif(bin STREQUAL "${wanted}")
      set(${variable} "${program}" PARENT_SCOPE)
      return()
    endif()
    list(APPEND names "${bin}")
    set(last "${program}")
  endforeach()
  polyffi_cargo_only_program("${names}")
  set(${variable} "${last}" PARENT_SCOPE)
endfunction()

# Stops unless that is one, and none was named.
function(polyffi_cargo_only_program names)
  list(LENGTH names count)
  list(JOIN names ", " names)
  if(count EQUAL 0)
    polyffi_fail(${command} "the package '${name}' has no program: ${manifest}. Add src/main.rs "
      "to it.")
  elseif(DEFINED arg_BIN)
    polyffi_fail(${command} "BIN '${arg_BIN}' is no program of the package '${name}'. It has: "
      "${names}.")
  elseif(count GREATER 1)
    polyffi_fail(${command} "the package '${name}' has several programs. Choose one by BIN: "
      "${names}.")
  endif()
endfunction()

function(polyffi_cargo_library variable)
  string(JSON count LENGTH "${package}" targets)
  foreach(i RANGE 1 ${count})
    math(EXPR i "${i} - 1")
    string(JSON library GET "${package}" targets ${i})
    string(JSON type GET "${library}" kind 0)
    if(type MATCHES "^(lib|rlib|staticlib|cdylib|dylib)$")
      set(${variable} "${library}" PARENT_SCOPE)
      return()
    elseif(type STREQUAL "proc-macro")
      polyffi_fail(${command} "the package '${name}' is a procedural macro, which only rustc can "
        "call: ${manifest}.")
    endif()
  endforeach()
  polyffi_fail(${command} "the package '${name}' has no library: ${manifest}. Add src/lib.rs to it.")
endfunction()

#-----------------------------------------------------------------------
# How cargo builds it

function(polyffi_cargo_crate target)
  polyffi_cargo_profile(profile)
  polyffi_cargo_environment(environment)
  polyffi_cargo_words(how)
  string(REGEX REPLACE ".*/|\\.json$" "" triple "${rust_TRIPLE}") # cargo's name for it
  polyffi_rust_alone(alone)
  set(no_std "")
  if(arg_NO_STD)
    polyffi_rust_no_std(no_std)
  endif()
  polyffi_cargo_kind(which linker)
  if(kind STREQUAL "staticlib" AND NOT EXISTS "${record}")
    polyffi_rust_write_record("${std}")
  endif()
  polyffi_cargo_compile()
  polyffi_rust_target(${target})
  polyffi_rust_describe(${target} RUST_EDITION ${edition} CARGO "${rust_CARGO}"
    CARGO_MANIFEST "${cargo_MANIFEST}" CARGO_PACKAGE "${cargo_PACKAGE}" CARGO_VERSION "${cargo_VERSION}"
    CARGO_WORKSPACE "${cargo_WORKSPACE}" CARGO_WORDS "${how}" CARGO_ENV "${environment}"
    CARGO_TARGET_DIR "${build_directory}/${triple}"
    CARGO_FLAGS "${arg_CARGO_FLAGS}" CARGO_LOCK "${lock}" CARGO_SETTINGS "${output}/settings"
    CARGO_PROFILE "${profile}" CARGO_ALL_RUSTFLAGS "${arg_ALL_RUSTFLAGS}"
    CARGO_ALWAYS_RUN "${arg_ALWAYS_RUN}" STRICT_CLIPPY "${strict_clippy}")
endfunction()

# The configuration chooses the profile, unless the caller does.
function(polyffi_cargo_profile variable)
  if(NOT DEFINED arg_PROFILE)
    set(arg_PROFILE "$<IF:$<CONFIG:Release,RelWithDebInfo,MinSizeRel>,release,dev>")
  elseif(arg_PROFILE MATCHES "^(test|bench|doc|check|debug)$")
    polyffi_fail(${command} "PROFILE '${arg_PROFILE}' is none that a library can be built with. "
      "Use dev, release, or one that the manifest defines in [profile.<name>].")
  endif()
  set(${variable} "${arg_PROFILE}" PARENT_SCOPE)
endfunction()

# What cargo finds in its environment, NAME=value.
function(polyffi_cargo_environment variable)
  set(pairs "RUSTC=${rust_RUSTC}")
  if(NOT DEFINED arg_PROFILE)
    list(APPEND pairs "$<$<CONFIG:RelWithDebInfo>:CARGO_PROFILE_RELEASE_DEBUG=2>"
      "$<$<CONFIG:MinSizeRel>:CARGO_PROFILE_RELEASE_OPT_LEVEL=z>")
  endif()
  polyffi_rust_cross_environment(cross)
  list(APPEND pairs ${cross})
  foreach(pair IN LISTS arg_ENV)
    string(REPLACE ";" "\\;" pair "${pair}")
    list(APPEND pairs "${pair}")
  endforeach()
  set(${variable} "${pairs}" PARENT_SCOPE)
endfunction()

# What says how any command of cargo builds this package. Libraries that are built
# in the same way share a directory, and with it what they depend on.
function(polyffi_cargo_words variable)
  set(features "")
  if(arg_NO_DEFAULT_FEATURES)
    list(APPEND features --no-default-features)
  endif()
  if(arg_ALL_FEATURES)
    list(APPEND features --all-features)
  endif()
  if(arg_FEATURES)
    # A generator expression may be a list of them, or none.
    string(REPLACE ";" "$<SEMICOLON>" names "${arg_FEATURES}")
    list(APPEND features "--features=$<JOIN:$<GENEX_EVAL:${names}>,$<COMMA>>")
  endif()
  set(panic "")
  if(DEFINED arg_PANIC)
    set(panic "--config=profile.${profile}.panic='${arg_PANIC}'")
  endif()
  string(MD5 key "${kind} ${cargo_WORKSPACE} ${rust_CARGO} ${rust_RUSTC} ${rust_TRIPLE} ${profile} ${panic} \
${features} ${arg_CARGO_FLAGS} ${arg_ALL_RUSTFLAGS} ${arg_ENV} ${arg_NO_STD}")
  string(SUBSTRING "${key}" 0 8 key)
  get_filename_component(name "${cargo_WORKSPACE}" NAME)
  set(directory "${CMAKE_BINARY_DIR}/polyffi-cargo/${name}-${key}")
  set_property(DIRECTORY APPEND PROPERTY ADDITIONAL_CLEAN_FILES "${directory}")
  set(${variable} "--manifest-path=${cargo_MANIFEST}" "--target-dir=${directory}/$<CONFIG>"
    "--target=${rust_TRIPLE}" "--profile=${profile}" ${features} ${panic} ${lock} PARENT_SCOPE)
  set(build_directory "${directory}/$<CONFIG>" PARENT_SCOPE)
endfunction()

# Sets <which> to cargo's words for what it builds, and <linker> to rustc's for
# what it links that with.
function(polyffi_cargo_kind which linker)
  set(${linker} "-Clinker=${output}/linker" PARENT_SCOPE)
  if(kind STREQUAL "staticlib")
    set(${which} --lib --crate-type=staticlib --crate-type=cdylib PARENT_SCOPE)
    polyffi_cargo_recorder()
    return()
  elseif(kind STREQUAL "cdylib")
    set(${which} --lib --crate-type=cdylib PARENT_SCOPE)
  else()
    set(${which} "--bin=${crate}" PARENT_SCOPE)
  endif()
  polyffi_rust_linker(words)
  set(${linker} ${words} PARENT_SCOPE)
endfunction()

# cargo also makes a shared library, by a linker that only writes down what it
# is given: that names the native libraries and where they are.
function(polyffi_cargo_recorder)
  polyffi_rust_write_linker("printf '%s\\n' \"$@\" >\"$0.arguments\"
while [ \"$1\" != -o ]; do shift; done
: >\"$2\"")
endfunction()

# Adds the command that lets cargo make archive.
function(polyffi_cargo_compile)
  polyffi_depfile_as_it_is(name "${archive}" "${output}/${crate}.dep")
  polyffi_rust_beside(linker_script words_file)
  polyffi_cargo_settings("${name}")
  set(always "")
  if(arg_ALWAYS_RUN)
    set(always "${work}/always-${cargo_PACKAGE}")
    set_source_files_properties("${always}" PROPERTIES SYMBOLIC TRUE)
    add_custom_command(OUTPUT "${always}" COMMAND true VERBATIM)
  endif()
  set(color "")
  if(CMAKE_COLOR_DIAGNOSTICS)
    set(color --color=always)
  endif()
  set(jobserver "")
  if(CMAKE_GENERATOR MATCHES "Makefiles" AND CMAKE_VERSION VERSION_GREATER_EQUAL 3.28)
    set(jobserver JOB_SERVER_AWARE TRUE)
    set(alone "")
  endif()
  set(bundles "")
  if(rust_VERSION VERSION_GREATER_EQUAL 1.80)
    set(bundles "--check-cfg=cfg(polyffi_bundled)")
  endif()
  get_filename_component(directory "${cargo_MANIFEST}" DIRECTORY)
  polyffi_cargo_strict_command(strict)
  add_custom_command(
    OUTPUT "${archive}"
    ${strict}
    COMMAND ${alone} sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFICargo.sh" "${output}/settings"
      "${rust_CARGO}" rustc ${color} ${which} ${how} ${arg_CARGO_FLAGS}
      -- ${bundles} ${arg_RUSTFLAGS} ${no_std} ${linker}
    DEPENDS "${root}" "${cargo_MANIFEST}" "${rust_RUSTC}" "${rust_CARGO}" "${output}/settings"
      ${always} $<$<BOOL:${arg_NO_STD}>:${output}/libpolyffi_no_std.a>
    DEPFILE "${name_depfile}"
    BYPRODUCTS ${linker_script} ${words_file}
    WORKING_DIRECTORY "${directory}"
    COMMENT "Building Rust ${what}"
    ${jobserver} USES_TERMINAL COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

# What STRICT_FFI runs first: clippy, which fails where C can't call the package.
function(polyffi_cargo_strict_command variable)
  set(words "")
  if(strict_clippy)
    set(which --lib)
    if(kind STREQUAL "bin")
      set(which "--bin=${crate}")
    endif()
    polyffi_rust_program(clippy "${rust_RUSTC}" cargo-clippy)
    set(words COMMAND rm -f "${archive}" COMMAND ${alone} env "CARGO=${rust_CARGO}"
      sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFICargoTool.sh" "${output}/settings"
      "${clippy}" clippy --quiet ${color} ${which} --no-deps ${how} ${arg_CARGO_FLAGS}
      -- ${arg_RUSTFLAGS} ${strict_clippy})
  endif()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

# What PolyFFICargo.sh has to know.
function(polyffi_cargo_settings name)
  polyffi_rust_launcher_of(launcher ${target})
  polyffi_rust_forget(forget)
  set(touch "")
  if(CMAKE_GENERATOR MATCHES "Makefiles")
    set(touch yes)
  endif()
  set(exports "")
  foreach(pair IN LISTS environment)
    string(REPLACE ";" "$<SEMICOLON>" pair "${pair}")
    list(APPEND exports "${pair}")
  endforeach()
  list(JOIN exports "\n" exports)
  list(JOIN arg_ALL_RUSTFLAGS "\n" flags)
  polyffi_rust_shell_variables("${output}/settings" "build_directory=${build_directory}"
    "triple=${triple}" "profile=${profile}" "stem=${stem}" "suffix=${suffix}"
    "archive=${archive}" "name=${name}" "depfile=${output}/${crate}.dep" "dep_info=${output}/${crate}.d"
    "linker_script=${linker_script}" "words=${words_file}" "record=${record}"
    "linker=$<$<NOT:$<BOOL:${arg_HOST}>>:${output}/linker>"
    "workspace=${cargo_WORKSPACE}" "build_tree=${CMAKE_BINARY_DIR}" "environment=${exports}"
    "all_rustflags=${flags}" "forget=${forget}" "touch=${touch}"
    "launcher=$<JOIN:${launcher},\n>"
    "launcher_script=${output}/launcher")
endfunction()
