# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustToolchain
--------------------

Private to PolyFFI: which rustc compiles a crate, and what it is.

.. command:: polyffi_rust_toolchain

  ::

    polyffi_rust_toolchain(<prefix> <command> <directory> <toolchain>)

  Finds the rustc for crates in ``<directory>``, that of ``<toolchain>`` unless
  it is empty (a name that rustup knows, or a directory with ``bin/rustc``), and
  sets, in the caller:

  ``<prefix>_RUSTC``
    The compiler itself. A rustup proxy is resolved in ``<directory>``, so that
    ``rust-toolchain.toml`` and directory overrides are honoured and no proxy
    runs at build time.
  ``<prefix>_VERSION``, ``<prefix>_HOST``
    Its release and its host triple.

  ``$ENV{RUSTC}`` or the cache variable ``POLYFFI_RUSTC`` name another rustc.
  Editing ``rust-toolchain.toml`` or replacing rustc configures the build tree
  again. rustc older than 1.63 is refused.

.. command:: polyffi_rust_std_libraries

  ::

    polyffi_rust_std_libraries(<variable> <rustc> <triple>)

  Sets ``<variable>`` to the linker flags of the native libraries that the
  standard library of ``<rustc>`` for ``<triple>`` needs, as rustc itself names
  them.
#]=]
include_guard(GLOBAL)

set_property(GLOBAL PROPERTY POLYFFI_RUSTC_MINIMUM 1.63)

function(polyffi_rust_toolchain prefix command directory toolchain)
  # A plain rustc is the same everywhere; a proxy depends on the directory.
  set(key "POLYFFI_RUSTC_IN_${directory}_${toolchain}")
  get_property(rustc GLOBAL PROPERTY "${key}")
  if(NOT rustc)
    if(IS_ABSOLUTE "${toolchain}" AND EXISTS "${toolchain}/bin/rustc")
      get_filename_component(rustc "${toolchain}/bin/rustc" ABSOLUTE)
    else()
      polyffi_rust_find(found ${command})
      polyffi_rust_resolve(rustc ${command} "${found}" "${directory}" "${toolchain}")
    endif()
    set_property(GLOBAL PROPERTY "${key}" "${rustc}")
  endif()
  polyffi_rust_watch("${directory}" "${rustc}")
  polyffi_rust_identify(${command} "${rustc}")
  get_property(version GLOBAL PROPERTY "POLYFFI_RUSTC_VERSION_${rustc}")
  get_property(host GLOBAL PROPERTY "POLYFFI_RUSTC_HOST_${rustc}")
  set(${prefix}_RUSTC "${rustc}" PARENT_SCOPE)
  set(${prefix}_VERSION "${version}" PARENT_SCOPE)
  set(${prefix}_HOST "${host}" PARENT_SCOPE)
endfunction()

# The rustc that PATH, RUSTC or POLYFFI_RUSTC names; it may be rustup's proxy.
function(polyffi_rust_find variable command)
  if("${POLYFFI_RUSTC}" STREQUAL "")
    unset(POLYFFI_RUSTC CACHE) # find_program() takes an empty value for an answer
  endif()
  if(NOT POLYFFI_RUSTC AND DEFINED ENV{RUSTC})
    set(POLYFFI_RUSTC "$ENV{RUSTC}" CACHE FILEPATH "The rustc, or rustup's proxy for it.")
  endif()
  if(POLYFFI_RUSTC AND NOT IS_ABSOLUTE "${POLYFFI_RUSTC}")
    find_program(named NAMES "${POLYFFI_RUSTC}" NO_CACHE)
    if(named)
      set(POLYFFI_RUSTC "${named}" CACHE FILEPATH "The rustc, or rustup's proxy for it." FORCE)
    endif()
  endif()
  find_program(POLYFFI_RUSTC NAMES rustc HINTS ENV CARGO_HOME "$ENV{HOME}/.cargo"
    PATH_SUFFIXES bin DOC "The rustc, or rustup's proxy for it.")
  mark_as_advanced(POLYFFI_RUSTC)
  get_property(minimum GLOBAL PROPERTY POLYFFI_RUSTC_MINIMUM)
  if(NOT POLYFFI_RUSTC)
    polyffi_fail(${command} "no rustc found. Install it (Debian: "
      "apt-get install rustc; anywhere: rustup), put it on PATH, or set "
      "POLYFFI_RUSTC to it; ${minimum} or newer is wanted.")
  elseif(NOT EXISTS "${POLYFFI_RUSTC}")
    polyffi_fail(${command} "POLYFFI_RUSTC is '${POLYFFI_RUSTC}', which does "
      "not exist. Set it to a rustc ${minimum} or newer.")
  endif()
  set(${variable} "${POLYFFI_RUSTC}" PARENT_SCOPE)
endfunction()

# Every rustc, a proxy included, tells the sysroot that holds the real one. Only a
# proxy takes the name of a toolchain.
function(polyffi_rust_resolve variable command rustc directory toolchain)
  set(choice "")
  if(NOT toolchain STREQUAL "")
    set(choice "+${toolchain}")
  endif()
  execute_process(COMMAND "${rustc}" ${choice} --print=sysroot
    WORKING_DIRECTORY "${directory}"
    OUTPUT_VARIABLE sysroot OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_VARIABLE error RESULT_VARIABLE result)
  if(NOT result EQUAL 0 AND choice)
    polyffi_fail(${command} "TOOLCHAIN '${toolchain}' can't be used: "
      "'${rustc} ${choice} --print=sysroot' fails:\n${error}\n"
      "It is a toolchain of rustup, which must be installed (rustup toolchain "
      "install ${toolchain}), or a directory that holds bin/rustc.")
  elseif(NOT result EQUAL 0)
    polyffi_fail(${command} "'${rustc} --print=sysroot' fails in ${directory}:\n"
      "${error}\nInstall the toolchain that it names, or set POLYFFI_RUSTC.")
  endif()
  if(EXISTS "${sysroot}/bin/rustc")
    set(rustc "${sysroot}/bin/rustc")
  endif()
  set(${variable} "${rustc}" PARENT_SCOPE)
endfunction()

# Configure again when what chose this rustc, or rustc itself, changes.
function(polyffi_rust_watch directory rustc)
  set(watched "${rustc}")
  set(up "${directory}")
  while(NOT up STREQUAL "/" AND NOT up STREQUAL "")
    foreach(name IN ITEMS rust-toolchain.toml rust-toolchain)
      if(EXISTS "${up}/${name}")
        list(APPEND watched "${up}/${name}")
      endif()
    endforeach()
    get_filename_component(up "${up}" DIRECTORY)
  endwhile()
  get_property(known DIRECTORY PROPERTY CMAKE_CONFIGURE_DEPENDS)
  list(REMOVE_ITEM watched ${known} "")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${watched})
endfunction()

# Fills the properties POLYFFI_RUSTC_VERSION_<rustc> and _HOST_, once.
function(polyffi_rust_identify command rustc)
  get_property(known GLOBAL PROPERTY "POLYFFI_RUSTC_VERSION_${rustc}" SET)
  if(known)
    return()
  endif()
  execute_process(COMMAND "${rustc}" -vV OUTPUT_VARIABLE text
    ERROR_VARIABLE error RESULT_VARIABLE result)
  if(NOT result EQUAL 0 OR NOT text MATCHES "release: ([0-9.]+)")
    polyffi_fail(${command} "'${rustc} -vV' does not tell a version:\n"
      "${text}${error}\nSet POLYFFI_RUSTC to a working rustc.")
  endif()
  set(version "${CMAKE_MATCH_1}")
  get_property(minimum GLOBAL PROPERTY POLYFFI_RUSTC_MINIMUM)
  if(version VERSION_LESS minimum)
    polyffi_fail(${command} "${rustc} is rustc ${version}; PolyFFI wants "
      "${minimum} or newer. Update it, or set POLYFFI_RUSTC to another.")
  endif()
  string(REGEX MATCH "host: ([^\n]+)" _ "${text}")
  set_property(GLOBAL PROPERTY "POLYFFI_RUSTC_VERSION_${rustc}" "${version}")
  set_property(GLOBAL PROPERTY "POLYFFI_RUSTC_HOST_${rustc}" "${CMAKE_MATCH_1}")
  message(STATUS "PolyFFI: rustc ${version} (${rustc})")
endfunction()

function(polyffi_rust_std_libraries variable rustc triple)
  # One probe per rustc, triple and build tree.
  file(TIMESTAMP "${rustc}" stamp)
  string(MD5 key "${rustc} ${stamp} ${triple}")
  if(NOT DEFINED POLYFFI_RUST_STD_${key})
    set(probe "${CMAKE_BINARY_DIR}/CMakeFiles/polyffi-probe")
    file(WRITE "${probe}/probe.rs" "")
    polyffi_rust_native_libraries(flags "${rustc}" "${probe}" "${probe}/probe.rs"
      --target=${triple})
    file(REMOVE_RECURSE "${probe}")
    if("${flags}" STREQUAL "") # a probe that failed is none
      set(${variable} "" PARENT_SCOPE)
      return()
    endif()
    set(POLYFFI_RUST_STD_${key} "${flags}" CACHE INTERNAL
      "native libraries of std of ${rustc} for ${triple}")
  endif()
  set(${variable} "${POLYFFI_RUST_STD_${key}}" PARENT_SCOPE)
endfunction()

# The native libraries that <root> needs. Further arguments are for rustc;
# environment of the caller stands before it. rustc has to link to tell them: a
# shared library, by a linker that only writes down what it is given. That does
# not write all of std as a static library does, and old versions of rustc name
# the crate's own #[link] libraries only there. Where a target has no shared
# libraries, the list that rustc prints for a static one must do.
function(polyffi_rust_native_libraries variable rustc directory root)
  set(linker "${directory}/linker")
  file(WRITE "${linker}" "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$0.arguments\"\n")
  file(CHMOD "${linker}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  set(common --crate-name=polyffi_probe --emit=link
    "--out-dir=${directory}" --cap-lints=allow ${ARGN})
  execute_process(
    COMMAND ${environment} "${rustc}" ${common} --crate-type=cdylib
      "-Clinker=${linker}" "${root}"
    OUTPUT_QUIET ERROR_QUIET)
  set(flags "")
  if(EXISTS "${linker}.arguments")
    polyffi_rust_dynamic_libraries(flags "${linker}.arguments")
  else()
    execute_process(
      COMMAND ${environment} "${rustc}" ${common} --crate-type=staticlib
        --print=native-static-libs "${root}"
      OUTPUT_QUIET ERROR_VARIABLE text)
    if(text MATCHES "native-static-libs: ([^\n]*)")
      separate_arguments(flags UNIX_COMMAND "${CMAKE_MATCH_1}")
    endif()
  endif()
  # The C driver adds these two itself, rightly also for a static link.
  list(REMOVE_ITEM flags -lc -lgcc_s)
  list(REMOVE_DUPLICATES flags)
  set(${variable} "${flags}" PARENT_SCOPE)
endfunction()

# The libraries in a file of linker arguments, but those that the archive holds.
function(polyffi_rust_dynamic_libraries variable file)
  file(STRINGS "${file}" words)
  set(flags "")
  set(held FALSE)
  foreach(word IN LISTS words)
    if(word STREQUAL "-Wl,-Bstatic")
      set(held TRUE)
    elseif(word STREQUAL "-Wl,-Bdynamic")
      set(held FALSE)
    elseif(word MATCHES "^-l" AND NOT held)
      list(APPEND flags "${word}")
    endif()
  endforeach()
  set(${variable} "${flags}" PARENT_SCOPE)
endfunction()
