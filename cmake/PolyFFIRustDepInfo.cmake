# SPDX-License-Identifier: MIT
# Private to PolyFFI: runs after rustc in the build of a Rust static library
# (cmake -P), and makes of what rustc left behind what the build needs:
#
# * a depfile that CMake can read. rustc's dep-info opens with a rule for
#   itself, which makes Ninja rebuild for ever, and holds "# env-dep" comments,
#   which CMake's reader takes for garbage;
# * a linker script that stands on the link line of every user of the library,
#   behind the archive, and asks for the native libraries that the crate needs;
# * a warning for each environment variable that the crate reads undeclared:
#   its change could not rebuild the crate.
#
# cmake -DSETTINGS=<file> -P PolyFFIRustDepInfo.cmake
#
# The settings: ARCHIVE, DEP_INFO (rustc's), DEPFILE and LINKER_SCRIPT (ours),
# RECORD (of native libraries), STD_LIBRARIES (flags), DECLARED (environment
# variables), ROOT (of the crate), RUSTC (its command line), and FORGET (a file
# to remove, or empty).
cmake_minimum_required(VERSION 3.22)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustToolchain.cmake")
include("${SETTINGS}")

# Escapes a path for a depfile, as GCC does.
function(escape variable path)
  string(REPLACE "$" "$$" path "${path}")
  string(REPLACE "#" "\\#" path "${path}")
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()

# The prerequisites of the archive, as a list of paths. rustc escapes blanks.
function(read_dep_info variable text)
  if(NOT text MATCHES "(^|\n)[^\n]*\\.a: ([^\n]*)")
    message(FATAL_ERROR "${DEP_INFO} has no rule for the archive; "
      "remove it and build again.")
  endif()
  string(REPLACE "\\ " "\t" paths "${CMAKE_MATCH_2}")
  string(REPLACE " " ";" paths "${paths}")
  string(REPLACE "\t" " " paths "${paths}")
  set(${variable} "${paths}" PARENT_SCOPE)
endfunction()

function(write_depfile prerequisites)
  string(REPLACE " " "\\ " rule "${ARCHIVE}:;${prerequisites}")
  string(REPLACE ";" " \\\n  " rule "${rule}")
  escape(rule "${rule}")
  file(WRITE "${DEPFILE}" "${rule}\n")
endfunction()

# Only a crate that says #[link], or is compiled with -l, can need more than std
# does. Only rustc knows what that amounts to, and tells it when it links.
function(find_libraries variable prerequisites)
  set(exact FALSE)
  if(RUSTC MATCHES ";-l")
    set(exact TRUE)
  endif()
  list(FILTER prerequisites INCLUDE REGEX "\\.rs$")
  foreach(source IN LISTS prerequisites)
    file(STRINGS "${source}" hit REGEX "link[ \t]*\\(" LIMIT_COUNT 1)
    if(NOT hit STREQUAL "")
      set(exact TRUE)
    endif()
  endforeach()
  set(libraries "${STD_LIBRARIES}")
  if(exact)
    # As it was compiled, but to another place and without its dep-info.
    list(FILTER RUSTC EXCLUDE REGEX "^--(out-dir|emit|crate-name|crate-type|edition)=")
    list(POP_FRONT RUSTC rustc)
    list(POP_BACK RUSTC root)
    get_filename_component(probe "${ARCHIVE}" DIRECTORY)
    string(APPEND probe "/probe")
    file(MAKE_DIRECTORY "${probe}")
    polyffi_rust_native_libraries(libraries "${rustc}" "${probe}" "${root}" ${RUSTC})
    file(REMOVE_RECURSE "${probe}")
  endif()
  set(${variable} "${libraries}" PARENT_SCOPE)
endfunction()

# The name of the dep-info is for polyffi-check, which finds the crate's
# sources by it. A comment alone is a valid linker script, INPUT() is not.
function(write_linker_script libraries)
  get_filename_component(name "${DEPFILE}" NAME)
  set(text "/* PolyFFI: dep-info ${name} */\n")
  if(libraries)
    list(JOIN libraries " " inputs)
    string(APPEND text "INPUT(${inputs})\n")
  endif()
  file(WRITE "${LINKER_SCRIPT}" "${text}")
endfunction()

# What an installed library must ask for is read when CMake configures: it
# watches this record, which changes only when a library is new.
function(update_record libraries)
  file(STRINGS "${RECORD}" recorded)
  set(all ${recorded} ${libraries})
  list(REMOVE_DUPLICATES all)
  if(NOT "${all}" STREQUAL "${recorded}")
    list(JOIN all "\n" text)
    file(WRITE "${RECORD}" "${text}\n")
  endif()
endfunction()

function(warn_of_environment text)
  string(REGEX MATCHALL "# env-dep:[A-Za-z0-9_]+" names "${text}")
  foreach(name IN LISTS names)
    string(REPLACE "# env-dep:" "" name "${name}")
    if(NOT name IN_LIST DECLARED)
      message("${ROOT}:1: warning: the crate reads the environment variable "
        "${name}, which is not declared: its change rebuilds nothing. "
        "Add ENV ${name}=<value> to the call.")
    endif()
  endforeach()
endfunction()

file(READ "${DEP_INFO}" dep_info)
read_dep_info(prerequisites "${dep_info}")
write_depfile("${prerequisites}")
find_libraries(libraries "${prerequisites}")
write_linker_script("${libraries}")
update_record("${libraries}")
warn_of_environment("${dep_info}")
# CMake 3.23 to 3.31 keeps the dependencies of old under Makefiles, and rebuilds
# for ever when one of them is gone (CMake issue 26399).
if(FORGET)
  file(REMOVE "${FORGET}")
endif()
