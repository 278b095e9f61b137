# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustBundle
-----------------

.. command:: polyffi_add_rust_bundle

  Make one library of several Rust libraries, for programs that link more than
  one of them::

    polyffi_add_rust_bundle(<target> LIBRARIES <library>... [RUSTFLAGS <flag>...])

  Each Rust library brings the whole standard library along. Two in one program
  share it as long as nothing differs; with other settings the linker finds
  ``rust_eh_personality`` twice, or takes the panic strategy of one for both. A
  bundle has one standard library, one panic strategy and one allocator, with
  link-time optimisation of whatever kind, and is smaller.

  ``<target>`` is a ``STATIC`` library as :command:`polyffi_add_rust_staticlib`
  adds it. Link it in place of ``<library>...``. It has their exports, which are
  checked again in it, and passes on their include directories, definitions, and
  all else that they pass on to those who link them. Headers that
  :command:`polyffi_generate_header` makes for them are its own, too, for
  ``install()``; other file sets are not.

  ``LIBRARIES <library>...``
    Libraries that were added by :command:`polyffi_add_rust_staticlib`, of crates
    and of packages. They are compiled by one rustc, have the same panic strategy,
    and are all with ``NO_STD`` or all without. One that must differ stays out of
    the bundle, and is ``ISOLATED``.

  ``RUSTFLAGS <flag>...``
    Further flags of rustc for what it does with all of them together, such as
    ``-Clto=fat``. Link-time optimisation that a library's own flags ask for is
    done for all.

  Each library is compiled once more for the bundle. What is linked only through
  it needs no archive of its own::

    set_target_properties(<library>... PROPERTIES EXCLUDE_FROM_ALL TRUE)

  A program has one ``#[panic_handler]``, which is in a crate without std, and one
  ``#[global_allocator]``. ``cfg(polyffi_bundled)`` is set where another library
  of the bundle, the first, has them::

    #[cfg(not(polyffi_bundled))]
    #[panic_handler]

  Example::

    polyffi_add_rust_staticlib(search ROOT search.rs EXPORTS search)
    polyffi_add_rust_staticlib(store MANIFEST store/Cargo.toml EXPORTS store)
    polyffi_add_rust_bundle(rust LIBRARIES search store)
    add_executable(main main.c)
    target_link_libraries(main PRIVATE rust)
#]=]
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICargo.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICargoProfile.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFICheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIGenerateHeader.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustBundleCheck.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustCrate.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PolyFFIRustTarget.cmake")

function(polyffi_add_rust_bundle target)
  set(command polyffi_add_rust_bundle)
  set(kind staticlib)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;RUSTFLAGS")
  polyffi_check_arguments(${command} LIBRARIES RUSTFLAGS)
  polyffi_rust_bundle_check(libraries ${target})
  polyffi_rust_bundle_common(${target})
  polyffi_rust_alone(alone)
  set(rlibs "")
  set(externs "")
  set(search "")
  set(members "")
  foreach(library IN LISTS libraries)
    polyffi_rust_bundle_member(${library})
    set(bundled TRUE)
  endforeach()
  polyffi_rust_bundle_umbrella(${target})
  polyffi_rust_target(${target})
  polyffi_rust_describe(${target} NO_STD "${arg_NO_STD}" RUSTC "${rust_RUSTC}"
    RUSTC_VERSION "${rust_VERSION}" RUST_TRIPLE "${rust_TRIPLE}" RUST_PANIC "${arg_PANIC}"
    RUST_BUNDLE "${libraries}" SEVERITY PF063=error)
  polyffi_rust_bundle_headers(${target})
  polyffi_check_archive(${target} ${command})
  # Others may add to what is declared of the libraries until the very end.
  cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${CMAKE_SOURCE_DIR}]] CALL
    polyffi_rust_bundle_inherit [[${target}]])")
endfunction()

# Sets in the caller what the bundle has in common with its libraries, and what
# polyffi_rust_target() reads.
function(polyffi_rust_bundle_common target)
  list(GET libraries 0 first)
  foreach(pair IN ITEMS rust_RUSTC=RUSTC rust_VERSION=RUSTC_VERSION rust_HOST=RUST_HOST
                        rust_TRIPLE=RUST_TRIPLE arg_NO_STD=NO_STD)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    get_target_property(value ${first} "POLYFFI_${CMAKE_MATCH_2}")
    set(${CMAKE_MATCH_1} "${value}" PARENT_SCOPE)
  endforeach()
  string(REGEX REPLACE "[^A-Za-z0-9_]" "_" crate "bundle_${target}")
  set(crate "${crate}" PARENT_SCOPE)
  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir")
  set(work "${work}" PARENT_SCOPE)
  set(output "${work}/rust.$<CONFIG>" PARENT_SCOPE)
  set(archive "${work}/rust.$<CONFIG>/lib${crate}.a" PARENT_SCOPE)
  set(root "${work}/${crate}.rs" PARENT_SCOPE)
  set(record "${work}/libraries" PARENT_SCOPE)
  set(known "")
  foreach(library IN LISTS libraries)
    get_target_property(theirs ${library} POLYFFI_LIBRARIES)
    file(STRINGS "${theirs}" lines)
    list(APPEND known ${lines})
  endforeach()
  set(record "${work}/libraries")
  if(NOT EXISTS "${record}")
    polyffi_rust_write_record("${known}")
  endif()
  polyffi_rust_bundle_lto(lto bitcode)
  set(lto "${lto}" PARENT_SCOPE)
  set(bitcode "${bitcode}" PARENT_SCOPE)
endfunction()

# The -Clto of all libraries, and whether there may be any.
function(polyffi_rust_bundle_lto flags any)
  set(all "")
  set(lto FALSE)
  foreach(library IN LISTS libraries)
    get_target_property(words ${library} POLYFFI_RUST_FLAGS)
    polyffi_rust_bundle_split(_ own "${words}")
    list(APPEND all ${own})
    polyffi_rust_bundle_profile_lto(own ${library})
    list(APPEND all ${own})
  endforeach()
  if("${all};${arg_RUSTFLAGS}" MATCHES "lto")
    set(lto TRUE)
  endif()
  set(${flags} "${all}" PARENT_SCOPE)
  set(${any} ${lto} PARENT_SCOPE)
endfunction()

# What the profiles of a package ask for.
function(polyffi_rust_bundle_profile_lto variable library)
  set(words "")
  get_target_property(cargo ${library} POLYFFI_CARGO)
  polyffi_configurations(configurations)
  foreach(configuration IN LISTS configurations)
    set(lto "")
    if(cargo)
      polyffi_cargo_profile_value(lto ${library} "${configuration}" lto)
    endif()
    if(lto MATCHES "^(true|fat|thin)$")
      string(REPLACE true fat lto "${lto}")
      string(REPLACE "<none>" "" configuration "${configuration}")
      list(APPEND words "$<$<CONFIG:${configuration}>:-Clto=${lto}>")
    endif()
  endforeach()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

# Sets <others> to <words> but -Clto, which is not for one library of several, and
# <lto> to that. A generator expression with both in it is in both.
function(polyffi_rust_bundle_split others lto words)
  set(plain "")
  set(found "")
  set(codegen FALSE)
  foreach(word IN LISTS words)
    if(codegen)
      string(PREPEND word -C)
    endif()
    set(codegen FALSE)
    if(word MATCHES "^(-C|--codegen)$")
      set(codegen TRUE)
    elseif(word MATCHES "^-Clto(=|$)")
      list(APPEND found "${word}")
    elseif(word MATCHES "\\$<.*lto")
      list(APPEND plain "$<FILTER:${word},EXCLUDE,^-Clto>")
      list(APPEND found "$<FILTER:${word},INCLUDE,^-Clto>")
    else()
      list(APPEND plain "${word}")
    endif()
  endforeach()
  set(${others} "${plain}" PARENT_SCOPE)
  set(${lto} "${found}" PARENT_SCOPE)
endfunction()

# Compiles <library> for the bundle, and adds what came of it to rlibs, externs,
# search and members of the caller.
function(polyffi_rust_bundle_member library)
  get_target_property(cargo ${library} POLYFFI_CARGO)
  get_target_property(crate ${library} POLYFFI_RUST_CRATE)
  get_target_property(root ${library} POLYFFI_RUST_ROOT)
  get_target_property(flags ${library} POLYFFI_RUST_FLAGS)
  get_target_property(strict_clippy ${library} POLYFFI_STRICT_CLIPPY)
  polyffi_rust_std(std)
  set(arg_NO_STD FALSE) # what core takes for granted goes into the bundle
  string(APPEND output "/${library}")
  set(archive "${output}/lib${crate}.rlib")
  set(what "library ${library} for ${target}")
  set(more "")
  if(bundled)
    list(APPEND more --cfg=polyffi_bundled)
  endif()
  # What is built by itself as well has said its warnings.
  set(excluded "$<BOOL:$<TARGET_PROPERTY:${library},EXCLUDE_FROM_ALL>>")
  set(quiet "$<$<NOT:${excluded}>:yes>")
  list(APPEND more "$<$<NOT:${excluded}>:--cap-lints=allow>")
  if(cargo)
    polyffi_rust_bundle_package(${library})
  else()
    polyffi_rust_bundle_crate(${library})
  endif()
  list(LENGTH rlibs number)
  list(APPEND rlibs "${archive}")
  list(APPEND externs "--extern=polyffi_${number}=${archive}")
  list(APPEND members "${output}/${crate}")
  foreach(variable IN ITEMS rlibs externs search members)
    set(${variable} "${${variable}}" PARENT_SCOPE)
  endforeach()
endfunction()

function(polyffi_rust_bundle_crate library)
  get_target_property(how ${library} POLYFFI_RUST_WORDS)
  get_target_property(arg_ENV ${library} POLYFFI_RUST_ENV)
  get_target_property(started_in ${library} SOURCE_DIR)
  polyffi_rust_bundle_split(how _ "${how}")
  if(bitcode)
    list(REMOVE_ITEM how -Cembed-bitcode=no)
  endif()
  set(words "${rust_RUSTC}" --crate-name=${crate} --crate-type=rlib --emit=dep-info,link
    "--out-dir=${output}" "-Cmetadata=${library}" ${how} ${more} "${root}")
  polyffi_rust_launcher_of(launcher ${library})
  polyffi_environment_words(environment arg_ENV 2)
  polyffi_rust_strict_command(strict)
  set(command polyffi_add_rust_staticlib) # takes the ENV that it warns of
  polyffi_rust_compile()
endfunction()

# cargo makes it where it makes the package's own archive, so that both share what
# the package depends on.
function(polyffi_rust_bundle_package library)
  foreach(pair IN ITEMS rust_CARGO=CARGO cargo_MANIFEST=CARGO_MANIFEST
      cargo_PACKAGE=CARGO_PACKAGE cargo_WORKSPACE=CARGO_WORKSPACE how=CARGO_WORDS
      environment=CARGO_ENV profile=CARGO_PROFILE arg_CARGO_FLAGS=CARGO_FLAGS
      arg_ALL_RUSTFLAGS=CARGO_ALL_RUSTFLAGS arg_ALWAYS_RUN=CARGO_ALWAYS_RUN
      directory=CARGO_TARGET_DIR)
    string(REGEX MATCH "(.*)=(.*)" _ "${pair}")
    get_target_property(${CMAKE_MATCH_1} ${library} "POLYFFI_${CMAKE_MATCH_2}")
  endforeach()
  get_filename_component(build_directory "${directory}" DIRECTORY)
  get_filename_component(triple "${directory}" NAME)
  if(bitcode)
    list(APPEND how "--config=profile.${profile}.lto='fat'")
  endif()
  polyffi_rust_bundle_split(arg_RUSTFLAGS _ "${flags}")
  list(APPEND arg_RUSTFLAGS ${more})
  set(which --lib --crate-type=rlib,cdylib)
  set(stem "lib${crate}")
  set(suffix .rlib)
  set(no_std "")
  set(linker "-Clinker=${output}/linker")
  polyffi_cargo_recorder()
  set(target ${library}) # whose launcher it is
  polyffi_cargo_compile()
  # The second is that of procedural macros, which rustc wants to see again.
  set(name "$<IF:$<STREQUAL:${profile},dev>,debug,${profile}>")
  list(APPEND search "-Ldependency=${directory}/${name}/deps"
    "-Ldependency=${build_directory}/${name}/deps")
  set(search "${search}" PARENT_SCOPE)
endfunction()

# One crate that names all libraries is all that rustc needs to see.
function(polyffi_rust_bundle_umbrella target)
  set(text "// The libraries of ${target}.\n")
  set(no_std "")
  if(arg_NO_STD)
    string(APPEND text "#![no_std]\n")
    polyffi_rust_no_std(no_std)
  endif()
  set(files "")
  foreach(library IN LISTS libraries)
    list(FIND libraries ${library} number)
    string(APPEND text "pub extern crate polyffi_${number}; // ${library}\n")
    list(APPEND files
      "$<TARGET_GENEX_EVAL:${library},$<TARGET_PROPERTY:${library},POLYFFI_CHECK_FILES>>")
  endforeach()
  file(CONFIGURE OUTPUT "${root}" CONTENT "${text}" @ONLY)
  polyffi_rust_profile_words(how)
  list(JOIN members "\n" members)
  polyffi_rust_shell_variables("${output}/settings" "members=${members}"
    "archive=${archive}" "dep_info=${output}/${crate}.d" "linker_script=${output}/${crate}.ld")
  add_custom_command(OUTPUT "${archive}"
    COMMAND rm -f "${archive}"
    COMMAND ${alone} "${rust_RUSTC}" --crate-name=${crate} --crate-type=staticlib --emit=link
      "--out-dir=${output}" --edition=2021 -Cmetadata=polyffi_bundle ${how} ${lto} ${arg_RUSTFLAGS} ${externs}
      ${search} ${no_std} "${root}"
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/PolyFFIRustBundle.sh" "${output}/settings"
    DEPENDS "${root}" "${rust_RUSTC}" ${rlibs} ${files}
      $<$<BOOL:${arg_NO_STD}>:${output}/libpolyffi_no_std.a>
    BYPRODUCTS "${output}/${crate}.ld"
    COMMENT "Building Rust bundle ${target}"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

# install() has to find them. What gets a further header adds it here, too.
function(polyffi_rust_bundle_headers target)
  foreach(library IN LISTS libraries)
    set_property(TARGET ${library} APPEND PROPERTY POLYFFI_RUST_BUNDLES ${target})
    polyffi_header_pass_on(${library} ${target})
  endforeach()
endfunction()

# Gives <target> what is declared of its libraries, and what they pass on.
function(polyffi_rust_bundle_inherit target)
  get_target_property(libraries ${target} POLYFFI_RUST_BUNDLE)
  polyffi_rust_bundle_check_exports(${target})
  set(passed_on INCLUDE_DIRECTORIES SYSTEM_INCLUDE_DIRECTORIES COMPILE_DEFINITIONS COMPILE_OPTIONS
    COMPILE_FEATURES SOURCES LINK_LIBRARIES LINK_OPTIONS LINK_DIRECTORIES LINK_DEPENDS)
  list(TRANSFORM passed_on PREPEND INTERFACE_)
  set(properties POLYFFI_EXPORTS POLYFFI_EXPORTS_FILES POLYFFI_ALLOW POLYFFI_SEVERITY ${passed_on})
  foreach(library IN LISTS libraries)
    get_target_property(exports ${library} POLYFFI_EXPORTS)
    get_target_property(files ${library} POLYFFI_EXPORTS_FILES)
    if(NOT exports AND NOT files) # what it exports is nobody's surprise
      set_property(TARGET ${target} APPEND PROPERTY POLYFFI_SEVERITY PF008=off)
    endif()
    get_target_property(script ${library} POLYFFI_LINKER_SCRIPT)
    foreach(property IN LISTS properties)
      get_target_property(values ${library} ${property})
      if(values)
        # It stands behind an archive that is not linked.
        list(REMOVE_ITEM values "$<BUILD_INTERFACE:${script}>")
        set_property(TARGET ${target} APPEND PROPERTY ${property} ${values})
      endif()
    endforeach()
    get_target_property(before ${library} MANUALLY_ADDED_DEPENDENCIES)
    polyffi_rust_bundle_generated(generated ${library})
    # make lets each target that reads a file generate it, at the same time.
    if(generated AND CMAKE_GENERATOR MATCHES "Makefiles")
      add_dependencies(${target} ${library})
    elseif(before)
      add_dependencies(${target} ${before})
    endif()
  endforeach()
endfunction()

# Whether the bundle reads what the build generates for <library>.
function(polyffi_rust_bundle_generated variable library)
  get_target_property(root ${library} POLYFFI_RUST_ROOT)
  get_target_property(files ${library} POLYFFI_CHECK_FILES)
  set(generated FALSE)
  foreach(file IN ITEMS "${root}" LISTS files)
    get_source_file_property(made "${file}" TARGET_DIRECTORY ${library} GENERATED)
    if(made OR file MATCHES "\\$<")
      set(generated TRUE)
    endif()
  endforeach()
  set(${variable} ${generated} PARENT_SCOPE)
endfunction()
