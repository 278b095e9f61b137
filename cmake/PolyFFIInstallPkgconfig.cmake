# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIInstallPkgconfig
-----------------------

.. command:: polyffi_install_pkgconfig

  Install a file for pkg-config, for users of a Rust library who have no CMake::

    polyffi_install_pkgconfig(<target> [NAME <name>] [DESCRIPTION <text>]
      [VERSION <version>] [URL <url>] [REQUIRES <package>...]
      [LIBS_PRIVATE <flag>...] [DESTINATION <directory>])

  ``<target>`` is a Rust static library, or a shared library of this project into
  which Rust ones are linked; ``install(TARGETS)`` installs it. ``<name>.pc`` names
  the library, and the native libraries that the build found the Rust code to need:

  * behind a static library they are in ``Libs``, since there is no other to link,
    and ``pkg-config --libs`` is enough;
  * behind a shared library, which holds them already, they are in ``Libs.private``,
    for a static library of the same name beside it.

  The installed tree can be moved. The libgcc that fits is left to the C driver, so
  that ``-static`` works with what ``pkg-config --static --libs`` says.

  In the build tree ``<name>-uninstalled.pc`` is for what is built there: it is in
  ``pkgconfig`` of its top, and with several configurations in
  ``pkgconfig/<config>``. pkg-config takes it for ``<name>`` when that directory is
  in ``PKG_CONFIG_PATH``.

  ``NAME <name>``
    The package's name; by default ``<target>``.

  ``DESCRIPTION <text>``, ``VERSION <version>``, ``URL <url>``
    By default those of the project; the version of a Cargo package is its own.

  ``REQUIRES <package>...``
    Packages that users of the library need as well, such as ``zlib`` or
    ``"zlib >= 1.2"``.

  ``LIBS_PRIVATE <flag>...``
    Further linker flags beside those of the native libraries.

  ``DESTINATION <directory>``
    Where the file goes; by default ``pkgconfig`` in ``CMAKE_INSTALL_LIBDIR``.

  The library itself is expected in ``CMAKE_INSTALL_LIBDIR``, by default ``lib``,
  and headers in ``CMAKE_INSTALL_INCLUDEDIR``, by default ``include``, where
  ``install()`` puts them unless it is told otherwise. ``INTERFACE`` compile
  definitions of the target are in ``Cflags``.

  Example::

    install(TARGETS tally)
    polyffi_install_pkgconfig(tally DESCRIPTION "Adds up")
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")

function(polyffi_install_pkgconfig target)
  set(command polyffi_install_pkgconfig)
  set(one NAME DESCRIPTION VERSION URL DESTINATION)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "${one}" "REQUIRES;LIBS_PRIVATE")
  polyffi_check_arguments(${command} ${one} REQUIRES LIBS_PRIVATE)
  polyffi_pkgconfig_check(${command} ${target})
  list(JOIN arg_LIBS_PRIVATE " " arg_LIBS_PRIVATE)
  set(definitions "$<TARGET_PROPERTY:${target},INTERFACE_COMPILE_DEFINITIONS>")
  set(definitions "$<$<BOOL:${definitions}>:\"-D$<JOIN:${definitions},\" \"-D>\">")
  polyffi_pkgconfig_head(head)
  polyffi_pkgconfig_links(${target})
  polyffi_pkgconfig_uninstalled(${target})
  polyffi_pkgconfig_installed(${target})
endfunction()

# Checks the target and the arg_* of the caller, and fills in what is missing.
function(polyffi_pkgconfig_check command target)
  if(NOT TARGET ${target})
    polyffi_fail(${command} "there is no target '${target}'. Add it first.")
  endif()
  get_target_property(rust ${target} POLYFFI_ARCHIVE)
  get_target_property(type ${target} TYPE)
  get_target_property(imported ${target} IMPORTED)
  if(imported OR NOT (rust OR type STREQUAL "SHARED_LIBRARY"))
    polyffi_fail(${command} "'${target}' is neither a Rust static library of this "
      "project nor a shared library. Name one that others are to link.")
  endif()
  polyffi_pkgconfig_directory(libdir LIBDIR lib)
  polyffi_pkgconfig_default(NAME "${target}")
  get_property(version TARGET ${target} PROPERTY POLYFFI_CARGO_VERSION)
  polyffi_pkgconfig_default(VERSION "${version}")
  polyffi_pkgconfig_default(VERSION "${PROJECT_VERSION}")
  polyffi_pkgconfig_default(URL "${PROJECT_HOMEPAGE_URL}")
  polyffi_pkgconfig_default(DESCRIPTION "${PROJECT_DESCRIPTION}")
  polyffi_pkgconfig_default(DESCRIPTION "The library ${target}")
  polyffi_pkgconfig_default(DESTINATION "${libdir}/pkgconfig")
  if("${arg_VERSION}" STREQUAL "")
    polyffi_fail(${command} "VERSION is missing, and the project has none. Write "
      "project(<name> VERSION 1.0), or ${command}(${target} VERSION 1.0).")
  elseif(NOT arg_NAME MATCHES "^[A-Za-z0-9_.+-]+$")
    polyffi_fail(${command} "NAME '${arg_NAME}' can't be asked for. Use letters, "
      "digits and '_.+-'.")
  endif()
endfunction()

macro(polyffi_pkgconfig_default keyword value)
  if("${arg_${keyword}}" STREQUAL "")
    set(arg_${keyword} "${value}")
    set(arg_${keyword} "${value}" PARENT_SCOPE)
  endif()
endmacro()

# Sets <variable> to where install() puts things of this kind.
function(polyffi_pkgconfig_directory variable kind default)
  set(${variable} "${default}" PARENT_SCOPE)
  if(CMAKE_INSTALL_${kind})
    set(${variable} "${CMAKE_INSTALL_${kind}}" PARENT_SCOPE)
  endif()
endfunction()

# What the two files have in common.
function(polyffi_pkgconfig_head variable)
  set(text "Name: ${arg_NAME}\nDescription: ${arg_DESCRIPTION}\nVersion: ${arg_VERSION}\n")
  if(NOT "${arg_URL}" STREQUAL "")
    string(APPEND text "URL: ${arg_URL}\n")
  endif()
  if(arg_REQUIRES)
    list(JOIN arg_REQUIRES ", " packages)
    string(APPEND text "Requires: ${packages}\n")
  endif()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Which Rust libraries a shared library links is known at the end of the
# directory. In its property are the files that name their native libraries.
function(polyffi_pkgconfig_links target)
  get_target_property(record ${target} POLYFFI_LIBRARIES)
  if(record)
    set_target_properties(${target} PROPERTIES POLYFFI_PKGCONFIG_RECORDS "${record}")
  else()
    cmake_language(EVAL CODE "cmake_language(DEFER CALL polyffi_pkgconfig_find [[${target}]])")
  endif()
endfunction()

function(polyffi_pkgconfig_find target)
  get_target_property(pending ${target} LINK_LIBRARIES)
  set(records "")
  set(seen "")
  while(pending)
    list(POP_FRONT pending item)
    string(REGEX REPLACE "^\\$<(LINK_ONLY|BUILD_INTERFACE):(.*)>$" "\\2" item "${item}")
    if(item IN_LIST seen OR NOT TARGET "${item}")
      continue()
    endif()
    list(APPEND seen "${item}")
    get_target_property(record "${item}" POLYFFI_LIBRARIES)
    get_target_property(further "${item}" INTERFACE_LINK_LIBRARIES)
    if(record)
      list(APPEND records "${record}")
    elseif(further)
      list(APPEND pending ${further})
    endif()
  endwhile()
  set_target_properties(${target} PROPERTIES POLYFFI_PKGCONFIG_RECORDS "${records}")
endfunction()

# For what is in the build tree. There the linker script behind a Rust library
# names the native libraries.
function(polyffi_pkgconfig_uninstalled target)
  set(directory "${CMAKE_BINARY_DIR}/pkgconfig")
  get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi)
    string(APPEND directory "/$<CONFIG>")
  endif()
  # A path alone pkgconf would not escape.
  set(libs "-L\"$<TARGET_LINKER_FILE_DIR:${target}>\" -l:$<TARGET_LINKER_FILE_NAME:${target}>")
  get_target_property(script ${target} POLYFFI_LINKER_SCRIPT)
  if(script)
    get_filename_component(script_directory "${script}" DIRECTORY)
    get_filename_component(script "${script}" NAME)
    string(APPEND libs " -L\"${script_directory}\" -l:${script} ${arg_LIBS_PRIVATE}")
  endif()
  set(includes "$<TARGET_PROPERTY:${target},INTERFACE_INCLUDE_DIRECTORIES>")
  file(GENERATE OUTPUT "${directory}/${arg_NAME}-uninstalled.pc" CONTENT "${head}\
Libs: ${libs}
Cflags: $<$<BOOL:${includes}>:\"-I$<JOIN:${includes},\" \"-I>\"> ${definitions}
")
endfunction()

# For what is installed. The native libraries are filled in when it is.
function(polyffi_pkgconfig_installed target)
  polyffi_pkgconfig_directory(libdir LIBDIR lib)
  polyffi_pkgconfig_directory(includedir INCLUDEDIR include)
  set(prefix "%POLYFFI_PREFIX%")
  if(NOT IS_ABSOLUTE "${arg_DESTINATION}")
    file(RELATIVE_PATH up "/prefix/${arg_DESTINATION}" "/prefix")
    string(REGEX REPLACE "/$" "" up "${up}")
    set(prefix "\${pcfiledir}/${up}")
  endif()
  foreach(variable IN ITEMS libdir includedir)
    if(NOT IS_ABSOLUTE "${${variable}}")
      string(PREPEND ${variable} "\${prefix}/")
    endif()
  endforeach()
  set(libs "-L\${libdir} -l$<TARGET_LINKER_FILE_BASE_NAME:${target}>")
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    string(APPEND libs "\nLibs.private:")
  endif()
  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/pkgconfig")
  file(GENERATE OUTPUT "${work}/$<CONFIG>/${arg_NAME}.pc.in" CONTENT "prefix=${prefix}
libdir=${libdir}
includedir=${includedir}

${head}\
Libs: ${libs} %POLYFFI_LIBRARIES% ${arg_LIBS_PRIVATE}
Cflags: -I\${includedir} ${definitions}
")
  install(CODE "
set(polyffi_libraries \"\")
set(polyffi_records \"$<TARGET_PROPERTY:${target},POLYFFI_PKGCONFIG_RECORDS>\")
foreach(polyffi_record IN LISTS polyffi_records)
  file(STRINGS \"\${polyffi_record}\" polyffi_record)
  list(APPEND polyffi_libraries \${polyffi_record})
endforeach()
list(REMOVE_DUPLICATES polyffi_libraries)
list(TRANSFORM polyffi_libraries REPLACE \"([ \\\"'])\" [[\\\\\\1]])
list(JOIN polyffi_libraries \" \" polyffi_libraries)
file(READ [==[${work}/$<CONFIG>/${arg_NAME}.pc.in]==] polyffi_text)
string(REPLACE \"%POLYFFI_PREFIX%\" \"\${CMAKE_INSTALL_PREFIX}\" polyffi_text \"\${polyffi_text}\")
string(REPLACE \"%POLYFFI_LIBRARIES%\" \"\${polyffi_libraries}\" polyffi_text \"\${polyffi_text}\")
file(WRITE [==[${work}/${arg_NAME}.pc]==] \"\${polyffi_text}\")")
  install(FILES "${work}/${arg_NAME}.pc" DESTINATION "${arg_DESTINATION}")
endfunction()
