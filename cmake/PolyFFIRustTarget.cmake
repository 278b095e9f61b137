# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustTarget
-----------------

Private to PolyFFI: how an archive that rustc or cargo writes becomes a target.

.. command:: polyffi_rust_target

  ::

    polyffi_rust_target(<target>)

  Adds ``<target>`` for what a custom command of the caller makes. Of the caller
  it reads

  ``kind``
    The ``STATIC`` library of a ``staticlib``; for a ``cdylib`` or ``bin`` see
    :module:`PolyFFIRustLink`.
  ``archive``, ``output``, ``work``
    The archive, or what stands for it, the directory that it is written to, with
    ``$<CONFIG>`` in both, and the target's own directory.
  ``crate``, ``root``
    The name of the crate and its root module.
  ``record``
    A file that names the native libraries that are known so far, one a line.

  Behind a static library stands the linker script ``<output>/<crate>.ld``, which names the
  native libraries that the last build found.

.. command:: polyffi_rust_describe

  ::

    polyffi_rust_describe(<target> [<NAME> <value>]...)

  Sets the properties ``POLYFFI_<NAME>`` that tell other modules how the
  library is made; a value is one list.
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustLauncher.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustLink.cmake")

function(polyffi_rust_target target)
  if(kind STREQUAL "staticlib")
    polyffi_rust_library(${target})
    polyffi_rust_link_interface(${target})
  else()
    polyffi_rust_linked_target(${target})
  endif()
endfunction()

function(polyffi_rust_describe target)
  math(EXPR last "${ARGC} - 1")
  foreach(i RANGE 1 ${last} 2)
    math(EXPR next "${i} + 1")
    set_target_properties(${target} PROPERTIES "POLYFFI_${ARGV${i}}" "${ARGV${next}}")
  endforeach()
endfunction()

# A real STATIC target: the archive is an "object" that CMake did not compile,
# and the linker language is one whose only rule is to put that object in the
# target's place. Nothing is compiled in it and no language is enabled.
function(polyffi_rust_library target)
  polyffi_rust_publisher(rule)
  set(CMAKE_POLYFFI_CREATE_STATIC_LIBRARY "${rule}"
    CACHE INTERNAL "PolyFFI: how a Rust archive becomes a target's file.")
  add_library(${target} STATIC)
  polyffi_rust_members(${target})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE POLYFFI)
  polyffi_rust_describe(${target} ARCHIVE "${archive}" LINKER_SCRIPT "${output}/${crate}.ld"
    LIBRARIES "${record}")
endfunction()

# A Rust archive holds tens of megabytes of standard library: a second name takes no
# time, a copy takes as long as compiling a small crate.
function(polyffi_rust_publisher variable)
  set(rule "ln -f <OBJECTS> <TARGET> 2>/dev/null || cp <OBJECTS> <TARGET>")
  if(CMAKE_GENERATOR MATCHES "Makefiles") # which run no shell
    set(rule "sh \"${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIPublish.sh\" <OBJECTS> <TARGET>")
  endif()
  set(${variable} "${rule}" PARENT_SCOPE)
endfunction()

# The Rust sources are for IDEs; what the build made of them counts as an object.
function(polyffi_rust_members target)
  polyffi_rust_modules(modules "${root}")
  target_sources(${target} PRIVATE ${modules})
  source_group("Rust Files" REGULAR_EXPRESSION "\\.rs$|/Cargo\\.toml$")
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
  # No byproduct: Ninja would look at it in every build.
  set_property(TARGET ${target} APPEND PROPERTY ADDITIONAL_CLEAN_FILES "${output}/${crate}.d")
  polyffi_rust_launcher(${target})
  polyffi_rust_describe(${target} RUST TRUE DEP_INFO "${output}/${crate}.d"
    RUST_ROOT "${root}" RUST_CRATE "${crate}")
endfunction()

# A changed file that the check reads must be read again without compiling: then
# a copy that depends on the files stands between rustc and the target.
function(polyffi_rust_stage target)
  get_target_property(done ${target} POLYFFI_STAGED)
  if(done)
    return()
  endif()
  get_target_property(archive ${target} POLYFFI_ARCHIVE)
  string(REGEX REPLACE "\\.a$" ".checked.a" staged "${archive}")
  add_custom_command(OUTPUT "${staged}"
    COMMAND rm -f "${staged}"
    COMMAND cp "${archive}" "${staged}"
    DEPENDS "${archive}" VERBATIM
      "$<TARGET_GENEX_EVAL:${target},$<TARGET_PROPERTY:${target},POLYFFI_CHECK_FILES>>"
    COMMENT "Checking ${target}")
  polyffi_rust_publish(${target} "${staged}")
endfunction()

# <target> publishes <file>, which is made of its archive, in the archive's place.
function(polyffi_rust_publish target file)
  get_target_property(archive ${target} POLYFFI_ARCHIVE)
  get_target_property(sources ${target} SOURCES)
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    string(REPLACE "<none>" "" configuration "${configuration}")
    string(REPLACE "$<CONFIG>" "${configuration}" object "${archive}")
    string(REPLACE "$<CONFIG>" "${configuration}" copy "${file}")
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
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${record}")
  file(STRINGS "${record}" libraries)
  foreach(library IN LISTS libraries)
    target_link_libraries(${target} INTERFACE "$<INSTALL_INTERFACE:${library}>")
  endforeach()
  polyffi_rust_install_record()
endfunction()

# What is installed right after the first build was exported before that build
# found out what the library needs: then CMake writes the export anew.
function(polyffi_rust_install_record)
  file(SHA256 "${record}" known)
  install(CODE "
file(SHA256 [==[${record}]==] polyffi_libraries)
if(NOT polyffi_libraries STREQUAL \"${known}\")
  execute_process(COMMAND [==[${CMAKE_COMMAND}]==] [==[${CMAKE_BINARY_DIR}]==]
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endif()" ALL_COMPONENTS)
endfunction()

# make's jobserver is for recipes that run make: rustc would find it closed, and warn.
function(polyffi_rust_alone variable)
  set(${variable} "" PARENT_SCOPE)
  if(CMAKE_GENERATOR MATCHES "Makefiles")
    set(${variable} env -u MAKEFLAGS -u MFLAGS PARENT_SCOPE)
  endif()
endfunction()

# What core takes for granted goes into the archive of a crate without std:
# sets <variable> to the flags for it.
function(polyffi_rust_no_std variable)
  set(source "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFINoStd.rs")
  set(ar "${CMAKE_AR}")
  if(NOT ar)
    set(ar ar) # a project without C
  endif()
  add_custom_command(OUTPUT "${output}/libpolyffi_no_std.a"
    COMMAND ${alone} "${rust_RUSTC}" --crate-name=polyffi_no_std --crate-type=rlib
      --target=${rust_TRIPLE} --edition=2021 --emit=obj -Cpanic=abort -Cembed-bitcode=no
      -o "${output}/polyffi_no_std.o" "${source}"
    COMMAND "${CMAKE_COMMAND}" -E rm -f "${output}/libpolyffi_no_std.a"
    COMMAND "${ar}" qcs "${output}/libpolyffi_no_std.a" "${output}/polyffi_no_std.o"
    DEPENDS "${source}" "${rust_RUSTC}" VERBATIM COMMENT "Building what core needs")
  set(${variable} "-Lnative=${output}" -lstatic=polyffi_no_std PARENT_SCOPE)
endfunction()

# A file of shell variables: <name>=<value>...
function(polyffi_rust_shell_variables file)
  set(text "")
  math(EXPR last "${ARGC} - 1")
  foreach(i RANGE 1 ${last})
    set(pair "${ARGV${i}}")
    string(REPLACE "'" "'\\''" pair "${pair}")
    string(REGEX REPLACE "^([a-z_]+)=(.*)" "\\1='\\2'\n" line "${pair}")
    string(APPEND text "${line}")
  endforeach()
  file(GENERATE OUTPUT "${file}" CONTENT "${text}")
endfunction()

# CMake 3.23 to 3.31 keeps the dependencies of old under Makefiles: the file to
# remove in every build step that has a depfile.
function(polyffi_rust_forget variable)
  set(${variable} "" PARENT_SCOPE)
  if(CMAKE_GENERATOR MATCHES "Makefiles" AND CMAKE_VERSION VERSION_LESS 4.0)
    set(${variable} "${work}/compiler_depend.internal" PARENT_SCOPE)
  endif()
endfunction()

function(polyffi_rust_write_record libraries)
  list(REMOVE_DUPLICATES libraries)
  list(JOIN libraries "\n" text)
  file(WRITE "${record}" "${text}\n")
endfunction()
