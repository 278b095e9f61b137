# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFICargoProfile
-------------------

Private to PolyFFI: what a package's manifest says of its profiles, which cargo
tells nobody but rustc.

.. command:: polyffi_cargo_profile_value

  ::

    polyffi_cargo_profile_value(<variable> <library> <configuration> <key>)

  Sets ``<variable>`` to the value of ``<key>`` in the profile that the package
  ``<library>`` is built with in ``<configuration>``, as the environment or the
  workspace's manifest gives it, or to nothing.
#]=]
include_guard(GLOBAL)

function(polyffi_cargo_profile_value variable library configuration key)
  polyffi_cargo_profile_name(profile ${library} "${configuration}")
  get_target_property(workspace ${library} POLYFFI_CARGO_WORKSPACE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${workspace}/Cargo.toml")
  file(STRINGS "${workspace}/Cargo.toml" lines)
  set(value "")
  foreach(_ RANGE 8) # what inherits from each other
    string(REGEX REPLACE "[^A-Za-z0-9]" "_" name "CARGO_PROFILE_${profile}_${key}")
    string(TOUPPER "${name}" name)
    if(DEFINED ENV{${name}})
      set(value "$ENV{${name}}")
    else()
      polyffi_cargo_table_value(value "profile.${profile}" ${key})
    endif()
    polyffi_cargo_table_value(parent "profile.${profile}" inherits)
    if(NOT value STREQUAL "" OR parent STREQUAL "")
      break()
    endif()
    set(profile "${parent}")
  endforeach()
  set(${variable} "${value}" PARENT_SCOPE)
endfunction()

# The name that the generator expression comes to, or might.
function(polyffi_cargo_profile_name variable library configuration)
  get_target_property(profile ${library} POLYFFI_CARGO_PROFILE)
  if(profile MATCHES "\\$<")
    set(profile dev)
    if(configuration MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$")
      set(profile release)
    endif()
  endif()
  set(${variable} "${profile}" PARENT_SCOPE)
endfunction()

# Of a plain string, number or word in lines of the caller.
function(polyffi_cargo_table_value variable table key)
  set(${variable} "" PARENT_SCOPE)
  set(here FALSE)
  foreach(line IN LISTS lines)
    if(line MATCHES "^[ \t]*\\[+([^]]*)")
      string(STRIP "${CMAKE_MATCH_1}" open)
      string(COMPARE EQUAL "${open}" "${table}" here)
    elseif(here AND line MATCHES "^[ \t]*${key}[ \t]*=[ \t]*[\"']?([A-Za-z0-9_-]+)")
      set(${variable} "${CMAKE_MATCH_1}" PARENT_SCOPE)
    endif()
  endforeach()
endfunction()
