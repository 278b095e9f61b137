# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustTest
---------------

.. command:: polyffi_add_rust_test

  Make the Rust tests of a library tests of ctest::

    polyffi_add_rust_test(<name> TARGET <target>
      [UNIT] [INTEGRATION] [DOC] [SOURCES <test.rs>...] [DISCOVER]
      [LIBRARIES <library>...] [ENV <NAME=value>...] [ARGS <argument>...]
      [WORKING_DIRECTORY <directory>] [PROPERTIES <property> <value>...])

  ``<target>`` comes from :command:`polyffi_add_rust_staticlib`,
  :command:`polyffi_add_rust_cdylib` or :command:`polyffi_add_rust_executable`. Its tests are
  compiled with the flags, features, environment, profile and toolchain of the
  target. ``<name>`` is a target that builds them; it is built by default, and
  anew only when something that it is made of has changed. ctest runs them:

  ``<name>.unit``
    The ``#[test]`` functions in the crate itself.
  ``<name>.integration.<test>``
    Those of a test that uses the crate from outside: of each in ``tests/`` of a
    package, or of each of the ``SOURCES``.
  ``<name>.bin.<program>``
    Those of a package's program.
  ``<name>.doc``
    The examples in the documentation. rustdoc compiles them when they run.

  A package is tested as ``cargo test`` does, but for its benchmarks and examples.
  A ``no_std`` crate that ``rustc --test`` is to compile says
  ``#![cfg_attr(not(test), no_std)]``, and ``#[cfg(not(test))]`` before its
  ``#[panic_handler]``. Tests always unwind, whatever ``PANIC`` says.

  ``UNIT``, ``INTEGRATION``, ``DOC``
    Only these; by default all that there are.

  ``SOURCES <test.rs>...``
    Of a crate that rustc compiles by itself (``ROOT``): the root modules of its
    integration tests.

  ``DISCOVER``
    Make a test of ctest of each ``#[test]`` function, called
    ``<name>.unit.<function>`` and so on. The programs are asked for them when
    ctest runs. Those that are ``#[ignore]`` are disabled, and shown as not run.

  ``LIBRARIES <library>...``
    Libraries that the crate calls: targets of the project and all else that
    ``target_link_libraries`` takes, with what they need in turn. The tests are
    linked anew when one of them changes.

  ``ENV <NAME=value>...``
    Environment in which the tests are compiled and run, besides that of the
    target.

  ``ARGS <argument>...``
    Arguments of the test programs, such as ``--test-threads=1``.

  ``WORKING_DIRECTORY <directory>``
    Where they run: by default in the package's directory, as with cargo, or in
    the source directory of ``<target>``.

  ``PROPERTIES <property> <value>...``
    Properties of each test, as in ``set_tests_properties``. Without
    ``LABELS`` they have the label ``rust``.

  Example::

    polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml)
    enable_testing()
    polyffi_add_rust_test(greet_test TARGET greet DISCOVER LIBRARIES helpers)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICargo.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustCrate.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustLauncher.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustProject.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTarget.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTool.cmake")

function(polyffi_add_rust_test name)
  set(command polyffi_add_rust_test)
  set(options UNIT INTEGRATION DOC DISCOVER)
  set(one TARGET WORKING_DIRECTORY)
  set(many SOURCES LIBRARIES ENV ARGS PROPERTIES)
  cmake_parse_arguments(PARSE_ARGV 1 arg "${options}" "${one}" "${many}")
  polyffi_check_arguments(${command} ${one} ${many} ${options})
  polyffi_rust_test_check_values(${name})
  polyffi_rust_properties(${arg_TARGET})
  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${name}.dir")
  set(output "${work}/test.$<CONFIG>")
  set(environment "")
  foreach(pair IN LISTS rust_ENV arg_ENV)
    string(REPLACE ";" "\\;" pair "${pair}")
    list(APPEND environment "${pair}")
  endforeach()
  polyffi_rust_program(rustdoc "${rust_RUSTC}" rustdoc)
  polyffi_rust_test_kinds(kinds)
  polyffi_rust_test_libraries(${name})
  if(rust_CARGO)
    polyffi_cargo_test(${name})
  else()
    polyffi_rustc_test(${name})
  endif()
  add_custom_target(${name} ALL DEPENDS ${products})
  polyffi_rust_test_list(${name})
endfunction()

# Stops if the arguments can't be meant so.
function(polyffi_rust_test_check_values name)
  if(TARGET ${name})
    polyffi_fail(${command} "there is a target '${name}' already. Choose another name.")
  elseif(NOT DEFINED arg_TARGET)
    polyffi_fail(${command} "TARGET is missing. Name the library that is tested: "
      "${command}(${name} TARGET <target>).")
  endif()
  polyffi_rust_target_name(${command} "${arg_TARGET}")
  get_target_property(cargo ${arg_TARGET} POLYFFI_CARGO)
  get_target_property(kind ${arg_TARGET} POLYFFI_RUST_KIND)
  if(cargo AND DEFINED arg_SOURCES)
    polyffi_fail(${command} "SOURCES means nothing for ${arg_TARGET}, which is a package: cargo "
      "finds its integration tests in tests/. Leave it out.")
  elseif(kind STREQUAL "bin" AND DEFINED arg_SOURCES)
    polyffi_fail(${command} "SOURCES means nothing for ${arg_TARGET}, which is a program: no other "
      "crate can call it. Leave it out.")
  elseif(NOT cargo AND arg_INTEGRATION AND NOT DEFINED arg_SOURCES)
    polyffi_fail(${command} "INTEGRATION wants SOURCES: name the root modules of the integration "
      "tests of ${arg_TARGET}.")
  endif()
  foreach(source IN LISTS arg_SOURCES)
    get_filename_component(path "${source}" ABSOLUTE)
    get_source_file_property(generated "${path}" GENERATED)
    if(NOT generated AND NOT EXISTS "${path}")
      polyffi_fail(${command} "SOURCES '${source}' of ${name} is no file: ${path} does not exist.")
    endif()
  endforeach()
  polyffi_check_environment(${command})
  set(arg_TARGET ${arg_TARGET} PARENT_SCOPE)
endfunction()

# Sets <variable> to what is tested: UNIT, INTEGRATION, DOC.
function(polyffi_rust_test_kinds variable)
  polyffi_rust_test_doc(reason)
  if(arg_DOC AND reason)
    polyffi_fail(${command} "DOC of ${name}: ${reason}")
  endif()
  set(kinds "")
  foreach(kind IN ITEMS UNIT INTEGRATION DOC)
    if(arg_${kind})
      list(APPEND kinds ${kind})
    endif()
  endforeach()
  if(NOT kinds)
    set(kinds UNIT INTEGRATION DOC)
    if(reason)
      list(REMOVE_ITEM kinds DOC)
    endif()
  endif()
  set(${variable} "${kinds}" PARENT_SCOPE)
endfunction()

# Sets <variable> to why the documentation's examples can't be tested, or to "".
function(polyffi_rust_test_doc variable)
  set(reason "")
  if(rust_KIND STREQUAL "bin")
    set(reason "no example can call ${arg_TARGET}, which is a program.")
  elseif(NOT rust_TRIPLE STREQUAL rust_HOST)
    set(reason "rustdoc can't run examples that are compiled for another machine, ${rust_TRIPLE}.")
  elseif(NOT rustdoc)
    set(reason "there is no rustdoc beside ${rust_RUSTC}.")
  elseif(rust_CARGO)
    polyffi_cargo_doctest(doctest)
    if(NOT doctest)
      string(CONCAT reason "cargo tests the documentation only of a library that Rust can use. "
        "Leave out crate-type in ${rust_CARGO_MANIFEST}, or add \"rlib\" to it, and leave out "
        "doctest = false.")
    endif()
  endif()
  set(${variable} "${reason}" PARENT_SCOPE)
endfunction()

# Sets link_target to the target that writes link_arguments, a file of what
# LIBRARIES are linked as, or both to "", and link_words to the flags for rustc
# that it links with them. CMake itself says how, in the link step of a program
# that is never linked, and runs it again when one of the libraries changes.
function(polyffi_rust_test_libraries name)
  set(words "")
  set(arguments "")
  set(link_target "" PARENT_SCOPE)
  if(arg_LIBRARIES)
    set(arguments "${output}/libraries")
    polyffi_rust_test_recorder(${name}.libraries)
    set(link_target ${name}.libraries PARENT_SCOPE)
    list(APPEND words "-Clink-arg=@${arguments}")
  endif()
  if(CMAKE_C_COMPILER AND (arg_LIBRARIES OR NOT rust_TRIPLE STREQUAL rust_HOST))
    list(APPEND words "-Clinker=${CMAKE_C_COMPILER}")
    if(CMAKE_C_COMPILER_TARGET AND CMAKE_C_COMPILER_ID MATCHES "Clang")
      list(APPEND words "-Clink-arg=--target=${CMAKE_C_COMPILER_TARGET}")
    endif()
    if(CMAKE_SYSROOT)
      list(APPEND words "-Clink-arg=--sysroot=${CMAKE_SYSROOT}")
    endif()
  endif()
  set(link_words "${words}" PARENT_SCOPE)
  set(link_arguments "${arguments}" PARENT_SCOPE)
endfunction()

function(polyffi_rust_test_recorder target)
  set(record "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFILinkArguments.sh")
  set(note "PolyFFI: how the libraries of a Rust test are written down.")
  set(CMAKE_POLYFFI_WORDS_LINK_EXECUTABLE "sh \"${record}\" <TARGET> <LINK_FLAGS> <LINK_LIBRARIES>"
    CACHE INTERNAL "${note}")
  foreach(kind IN ITEMS EXECUTABLE SHARED_LIBRARY)
    set(CMAKE_${kind}_RUNTIME_POLYFFI_WORDS_FLAG "-Wl,-rpath," CACHE INTERNAL "${note}")
    set(CMAKE_${kind}_RUNTIME_POLYFFI_WORDS_FLAG_SEP ":" CACHE INTERNAL "${note}")
  endforeach()
  add_executable(${target} EXCLUDE_FROM_ALL "${record}")
  set_source_files_properties("${record}" PROPERTIES HEADER_FILE_ONLY TRUE)
  # The libraries may in turn want the one that is tested, which the test is itself.
  separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}")
  list(FILTER flags INCLUDE REGEX "^(-fsanitize|--coverage|-fprofile)")
  list(REMOVE_DUPLICATES flags)
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
  target_link_options(${target} PRIVATE ${flags}
    "--polyffi-without=$<TARGET_FILE:${arg_TARGET}>" "--polyffi-without=${rust_LINKER_SCRIPT}")
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE POLYFFI_WORDS OUTPUT_NAME libraries
    RUNTIME_OUTPUT_DIRECTORY "${output}" SUFFIX "" INTERPROCEDURAL_OPTIMIZATION OFF FOLDER PolyFFI)
endfunction()

#-----------------------------------------------------------------------
# A crate that rustc compiles by itself

# Sets products, the files to build, and programs, a kind, a tab and a path each.
function(polyffi_rustc_test name)
  set(products "")
  set(programs "")
  set(library "")
  polyffi_rust_without_abort(words "${rust_WORDS}")
  if(UNIT IN_LIST kinds)
    polyffi_rustc_compile("unit/${rust_CRATE}" "${rust_ROOT}" --test
      --crate-name=${rust_CRATE} ${link_words})
    list(APPEND programs "unit\tprogram\t${output}/unit/${rust_CRATE}")
  endif()
  if("${arg_SOURCES}" STREQUAL "")
    list(REMOVE_ITEM kinds INTEGRATION)
  endif()
  if(kinds MATCHES "INTEGRATION|DOC")
    polyffi_rustc_compile("lib/lib${rust_CRATE}.rlib" "${rust_ROOT}" --crate-name=${rust_CRATE}
      --crate-type=rlib)
    set(library "${output}/lib/lib${rust_CRATE}.rlib")
  endif()
  if(INTEGRATION IN_LIST kinds)
    foreach(source IN LISTS arg_SOURCES)
      get_filename_component(root "${source}" ABSOLUTE)
      get_filename_component(test "${source}" NAME_WE)
      string(REGEX REPLACE "[^A-Za-z0-9_]" "_" crate "${test}")
      polyffi_rustc_compile("${test}/${crate}" "${root}" --test --crate-name=${crate}
        "--extern=${rust_CRATE}=${library}" ${link_words})
      list(APPEND programs "integration.${test}\tprogram\t${output}/${test}/${crate}")
      polyffi_rust_project_add_test(${arg_TARGET} "${root}")
    endforeach()
  endif()
  set(doc_command "")
  if(DOC IN_LIST kinds)
    polyffi_rustdoc_words(how "${words}")
    set(doc_command "${rustdoc}" --test --crate-name=${rust_CRATE} ${how} ${link_words}
      "--extern=${rust_CRATE}=${library}" "${rust_ROOT}")
  endif()
  foreach(variable IN ITEMS products programs doc_command)
    set(${variable} "${${variable}}" PARENT_SCOPE)
  endforeach()
endfunction()

# Adds <file>, in the output directory, to products of the caller. Further
# arguments are for rustc.
function(polyffi_rustc_compile file root)
  set(product "${output}/${file}")
  get_filename_component(directory "${product}" DIRECTORY)
  string(REGEX REPLACE ".*--crate-name=([^;]*).*" "\\1" crate "${ARGN}")
  set(linked "${link_target}")
  if("${ARGN}" MATCHES "--crate-type=rlib")
    set(linked "")
  endif()
  polyffi_make_directories("${directory}")
  polyffi_depfile_as_it_is(rule "${product}" "${directory}/${crate}.dep")
  polyffi_rust_forget(forget)
  polyffi_environment_words(variables environment 2)
  polyffi_rust_alone(alone)
  polyffi_rust_launcher_of(launcher ${arg_TARGET})
  polyffi_rust_limit_launcher("${words}")
  add_custom_command(
    OUTPUT "${product}"
    COMMAND ${alone} ${variables} ${launcher} "${rust_RUSTC}" --emit=dep-info,link "--out-dir=${directory}"
      ${words} ${ARGN} "${root}"
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIRustTest.sh" "${directory}/${crate}.d"
      "${rule}" "${directory}/${crate}.dep" ${forget}
    DEPENDS "${root}" "${rust_RUSTC}" ${library} ${linked}
    DEPFILE "${rule_depfile}"
    BYPRODUCTS "${directory}/${crate}.d"
    WORKING_DIRECTORY "${rust_SOURCE_DIR}"
    COMMENT "Building Rust test ${name}: ${file}"
    COMMAND_EXPAND_LISTS VERBATIM)
  list(APPEND products "${product}")
  set(products "${products}" PARENT_SCOPE)
endfunction()

# A test that panics unwinds.
function(polyffi_rust_without_abort variable words)
  string(REGEX REPLACE "(^|;)-C;panic=abort(;|$)" "\\1\\2" words "${words}")
  list(FILTER words EXCLUDE REGEX "^-C ?panic=abort$")
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

#-----------------------------------------------------------------------
# A package

# Sets <variable> to whether cargo would test the documentation.
function(polyffi_cargo_doctest variable)
  set(manifest "${rust_CARGO_MANIFEST}")
  set(name "${rust_CARGO_PACKAGE}")
  set(arg_PACKAGE "${rust_CARGO_PACKAGE}")
  set(lock "${rust_CARGO_LOCK}")
  polyffi_cargo_metadata(metadata "${manifest}")
  polyffi_cargo_choose(package)
  polyffi_cargo_library(library)
  string(JSON doctest GET "${library}" doctest)
  set(${variable} ${doctest} PARENT_SCOPE)
endfunction()

# Sets products and doc_command.
function(polyffi_cargo_test name)
  polyffi_depfile_as_it_is(rule "${output}/list" "${output}/list.dep")
  polyffi_cargo_test_settings("${rule}")
  get_filename_component(directory "${rust_CARGO_MANIFEST}" DIRECTORY)
  set(tests "")
  if(IS_DIRECTORY "${directory}/tests")
    set(tests "${directory}/tests") # a new file in it is a new test
  endif()
  set(jobserver "")
  set(alone "")
  if(CMAKE_GENERATOR MATCHES "Makefiles" AND CMAKE_VERSION VERSION_GREATER_EQUAL 3.28)
    set(jobserver JOB_SERVER_AWARE TRUE)
  elseif(CMAKE_GENERATOR MATCHES "Makefiles")
    set(alone env -u MAKEFLAGS -u MFLAGS)
  endif()
  set(color "")
  if(CMAKE_COLOR_DIAGNOSTICS)
    set(color --color=always)
  endif()
  set(run sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFICargoTest.sh" "${output}/settings"
    "${rust_CARGO}")
  add_custom_command(
    OUTPUT "${output}/list"
    COMMAND ${alone} ${run} build ${color} ${rust_CARGO_WORDS} ${rust_CARGO_FLAGS}
    DEPENDS ${arg_TARGET} "${output}/settings" ${tests} ${link_target}
    DEPFILE "${rule_depfile}"
    WORKING_DIRECTORY "${directory}"
    COMMENT "Building Rust test ${name}"
    ${jobserver} USES_TERMINAL COMMAND_EXPAND_LISTS VERBATIM)
  set(products "${output}/list" PARENT_SCOPE)
  set(doc_command "")
  if(DOC IN_LIST kinds)
    set(doc_command ${run} run-doc ${rust_CARGO_WORDS} ${rust_CARGO_FLAGS})
  endif()
  set(doc_command "${doc_command}" PARENT_SCOPE)
endfunction()

# What PolyFFICargoTest.sh has to know.
function(polyffi_cargo_test_settings rule)
  polyffi_make_directories("${output}")
  polyffi_rust_forget(forget)
  set(targets "")
  if(UNIT IN_LIST kinds)
    list(APPEND targets ${rust_CARGO_WHICH} --bins)
  endif()
  if(INTEGRATION IN_LIST kinds)
    list(APPEND targets --tests)
  endif()
  list(JOIN targets " " targets)
  set(documentation "")
  if(DOC IN_LIST kinds)
    set(documentation yes)
  endif()
  polyffi_rust_without_abort(flags "${rust_FLAGS}")
  polyffi_rustdoc_words(documentation_flags "${flags}")
  set(own_flags "${flags};${link_words}")
  list(APPEND documentation_flags ${link_words})
  set(variables "${rust_CARGO_ENV}")
  if(rustdoc)
    list(APPEND variables "RUSTDOC=${rustdoc}")
  endif()
  foreach(pair IN LISTS arg_ENV)
    string(REPLACE ";" "\\;" pair "${pair}")
    list(APPEND variables "${pair}")
  endforeach()
  foreach(list IN ITEMS own_flags documentation_flags variables)
    string(REPLACE "\\;" "$<SEMICOLON>" ${list} "${${list}}")
    list(JOIN ${list} "\n" ${list})
  endforeach()
  polyffi_rust_shell_variables("${output}/settings" "library_settings=${rust_CARGO_SETTINGS}"
    "environment=${variables}" "depfile=${output}/list.dep" "name=${rule}" "list=${output}/list"
    "messages=${output}/messages" "wrapper=${output}/rustc" "manifest=${rust_CARGO_MANIFEST}"
    "targets=${targets}" "documentation=${documentation}" "own_flags=${own_flags}"
    "documentation_flags=${documentation_flags}" "link_arguments=${link_arguments}"
    "forget=${forget}")
endfunction()

#-----------------------------------------------------------------------
# What ctest is told

# A script that ctest reads, and that then asks the programs for their tests.
function(polyffi_rust_test_list name)
  set(directory "${rust_SOURCE_DIR}")
  if(rust_CARGO)
    get_filename_component(directory "${rust_CARGO_MANIFEST}" DIRECTORY)
    get_filename_component(toolchain "${rust_RUSTC}" DIRECTORY)
    list(APPEND environment "CARGO=${rust_CARGO}" "CARGO_MANIFEST_DIR=${directory}"
      "CARGO_PKG_NAME=${rust_CARGO_PACKAGE}")
  else()
    list(JOIN programs "\n" lines)
    file(GENERATE OUTPUT "${output}/list" CONTENT "${lines}\n")
  endif()
  if(DEFINED arg_WORKING_DIRECTORY)
    get_filename_component(directory "${arg_WORKING_DIRECTORY}" ABSOLUTE)
  endif()
  set(text "")
  foreach(pair IN ITEMS "name=${name}" "list=${output}/list" "kinds=${kinds}"
      "discover=${arg_DISCOVER}" "arguments=${arg_ARGS}" "environment=${environment}"
      "directory=${directory}" "emulator=${CMAKE_CROSSCOMPILING_EMULATOR}"
      "properties=${arg_PROPERTIES}" "doc_command=${doc_command}")
    string(REGEX MATCH "^([a-z_]+)=(.*)$" _ "${pair}")
    string(APPEND text "set(polyffi_${CMAKE_MATCH_1} [==[${CMAKE_MATCH_2}]==])\n")
  endforeach()
  string(APPEND text "include([==[${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIRustTestList.cmake]==])\n")
  file(GENERATE OUTPUT "${output}/tests.cmake" CONTENT "${text}")
  get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  set(configuration "${CMAKE_BUILD_TYPE}")
  if(multi)
    set(configuration "\${CTEST_CONFIGURATION_TYPE}")
  endif()
  file(WRITE "${work}/tests.cmake" "set(polyffi_name [==[${name}]==])
set(polyffi_directory [==[${work}]==])
include(\"\${polyffi_directory}/test.${configuration}/tests.cmake\" OPTIONAL
  RESULT_VARIABLE polyffi_found)
if(NOT polyffi_found)
  add_test([==[${name}]==] sh -c \"echo '${name}: say the configuration: ctest -C Debug' >&2; exit 1\")
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${work}/tests.cmake")
endfunction()
