# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustBundleCheck
----------------------

Private to PolyFFI: whether Rust libraries can be one.

.. command:: polyffi_rust_bundle_check

  ::

    polyffi_rust_bundle_check(<variable> <target>)

  Sets ``<variable>`` to the libraries that ``arg_LIBRARIES`` of the caller names
  for the bundle ``<target>``, and ``arg_PANIC`` to what they all do on panic, by
  configuration, or stops and says why they can't be one.

.. command:: polyffi_rust_bundle_check_exports

  ::

    polyffi_rust_bundle_check_exports(<target>)

  Stops if two of the ``libraries`` of the caller declare the same export.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICargoProfile.cmake")

function(polyffi_rust_bundle_check variable target)
  if(TARGET ${target})
    polyffi_fail(${command} "there is a target '${target}' already. Choose another name.")
  elseif(NOT DEFINED arg_LIBRARIES)
    polyffi_fail(${command} "LIBRARIES is missing. Name what polyffi_add_rust_staticlib has "
      "added: ${command}(${target} LIBRARIES one two).")
  endif()
  set(libraries "")
  foreach(library IN LISTS arg_LIBRARIES)
    polyffi_rust_bundle_check_library(library)
    if(library IN_LIST libraries)
      polyffi_fail(${command} "LIBRARIES names '${library}' twice. Once is enough.")
    endif()
    list(APPEND libraries ${library})
  endforeach()
  list(GET libraries 0 first)
  foreach(library IN LISTS libraries)
    polyffi_rust_bundle_check_pair(${first} ${library})
  endforeach()
  set(panic "")
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    polyffi_rust_bundle_panic(one ${first} "${configuration}")
    string(REPLACE "<none>" "" configuration "${configuration}")
    string(APPEND panic "$<$<CONFIG:${configuration}>:${one}>")
  endforeach()
  set(arg_PANIC "${panic}" PARENT_SCOPE)
  set(${variable} "${libraries}" PARENT_SCOPE)
endfunction()

# <variable> of the caller is a name in LIBRARIES, and becomes that of the target.
function(polyffi_rust_bundle_check_library variable)
  set(name "${${variable}}")
  if(NOT TARGET "${name}")
    polyffi_fail(${command} "LIBRARIES names '${name}', and there is no such target. Add it first, "
      "by polyffi_add_rust_staticlib.")
  endif()
  get_target_property(library "${name}" ALIASED_TARGET)
  if(NOT library)
    set(library "${name}")
  endif()
  get_target_property(rust ${library} POLYFFI_ARCHIVE)
  get_target_property(bundle ${library} POLYFFI_RUST_BUNDLE)
  get_target_property(isolated ${library} POLYFFI_RUST_ISOLATED)
  if(NOT rust)
    polyffi_fail(${command} "'${name}' is no Rust library of this project. LIBRARIES takes what "
      "polyffi_add_rust_staticlib has added; link others beside the bundle.")
  elseif(bundle)
    list(JOIN bundle " " bundle)
    polyffi_fail(${command} "'${name}' is a bundle itself. Name its libraries: ${bundle}.")
  elseif(isolated)
    polyffi_fail(${command} "'${name}' is ISOLATED: it keeps a runtime of its own, and a bundle "
      "has one for all. Take ISOLATED away, or link it beside the bundle.")
  endif()
  set(${variable} ${library} PARENT_SCOPE)
endfunction()

function(polyffi_rust_bundle_check_pair first library)
  set(apart "Or leave '${library}' out of the bundle, make it ISOLATED and link both.")
  foreach(property IN ITEMS RUSTC RUSTC_VERSION RUST_TRIPLE NO_STD)
    get_target_property(a ${first} POLYFFI_${property})
    get_target_property(b ${library} POLYFFI_${property})
    set(${property}_a "${a}")
    set(${property}_b "${b}")
  endforeach()
  if(NOT RUSTC_a STREQUAL RUSTC_b)
    polyffi_fail(${command} "'${first}' is compiled by rustc ${RUSTC_VERSION_a} (${RUSTC_a}), "
      "'${library}' by rustc ${RUSTC_VERSION_b} (${RUSTC_b}), and a bundle needs one for all. Give "
      "both the same TOOLCHAIN. ${apart}")
  elseif(NOT RUST_TRIPLE_a STREQUAL RUST_TRIPLE_b)
    polyffi_fail(${command} "'${first}' is for ${RUST_TRIPLE_a}, '${library}' for "
      "${RUST_TRIPLE_b}. Give both the same TARGET_TRIPLE.")
  elseif((NO_STD_a AND NOT NO_STD_b) OR (NO_STD_b AND NOT NO_STD_a))
    polyffi_fail(${command} "one of '${first}' and '${library}' is NO_STD, and the other uses std, "
      "which has a panic handler, too. Give both or none NO_STD. ${apart}")
  endif()
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    polyffi_rust_bundle_panic(panic_a ${first} "${configuration}")
    polyffi_rust_bundle_panic(panic_b ${library} "${configuration}")
    if(NOT panic_a STREQUAL panic_b)
      polyffi_fail(${command} "'${first}' has the panic strategy ${panic_a}, '${library}' has "
        "${panic_b}, and a bundle has one for all. Give both the same PANIC. ${apart}")
    endif()
  endforeach()
endfunction()

# Sets <variable> to unwind or abort.
function(polyffi_rust_bundle_panic variable library configuration)
  get_target_property(cargo ${library} POLYFFI_CARGO)
  get_target_property(panic ${library} POLYFFI_RUST_PANIC)
  get_target_property(flags ${library} POLYFFI_RUST_FLAGS)
  if(NOT panic AND cargo)
    polyffi_cargo_profile_value(panic ${library} "${configuration}" panic)
  endif()
  if(NOT panic)
    set(panic unwind)
  endif()
  list(JOIN flags " " flags)
  if(flags MATCHES "-C ?panic=(unwind|abort)")
    set(panic ${CMAKE_MATCH_1})
  endif()
  set(${variable} ${panic} PARENT_SCOPE)
endfunction()

function(polyffi_rust_bundle_check_exports target)
  set(owner_names "")
  foreach(library IN LISTS libraries)
    polyffi_rust_bundle_exports(exports ${library})
    foreach(export IN LISTS exports)
      if(export MATCHES "\\$<")
        continue()
      elseif(DEFINED "owner_${export}")
        polyffi_fail(polyffi_add_rust_bundle "'${owner_${export}}' and '${library}' both declare "
          "the export '${export}', and ${target} can have only one of that name. Rename one of the "
          "functions, or leave one library out of the bundle and make it ISOLATED.")
      endif()
      set("owner_${export}" ${library})
    endforeach()
  endforeach()
endfunction()

# The names that EXPORTS and EXPORTS_FILE declare.
function(polyffi_rust_bundle_exports variable library)
  get_target_property(exports ${library} POLYFFI_EXPORTS)
  get_target_property(files ${library} POLYFFI_EXPORTS_FILES)
  foreach(file IN LISTS files)
    if(EXISTS "${file}")
      file(STRINGS "${file}" lines REGEX "^[ \t]*[^ \t#]")
      list(TRANSFORM lines REPLACE "#.*" "")
      list(TRANSFORM lines STRIP)
      list(APPEND exports ${lines})
    endif()
  endforeach()
  list(REMOVE_ITEM exports "exports-NOTFOUND" "")
  list(TRANSFORM exports REPLACE ":[a-z]*$" "")
  list(REMOVE_DUPLICATES exports)
  set(${variable} "${exports}" PARENT_SCOPE)
endfunction()
