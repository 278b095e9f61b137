# SPDX-License-Identifier: MIT
#
# Cargo packages in a bundle, by themselves and beside crates.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

require_cargo()

# What unwinds, in a function of the given name, and is otherwise what <value> is.
function(catching variable name value)
  set(${variable} "#[no_mangle]\npub extern \"C\" fn ${name}(n: i32) -> i32 {
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| { if n == 0 { panic!(\"{}\", n) } n }).unwrap_or(${value})\n}" PARENT_SCOPE)
endfunction()

# The package one with what it depends on, and a crate or package two.
function(two_libraries)
  catching(text one "part::VALUE + ten!()")
  package(one "use named::ten;\n${text}" MANIFEST "[dependencies]
part = { path = \"../part\" }\nnamed = { path = \"../named\" }\n${ARGN}")
  package(part "pub const VALUE: i32 = 11;")
  package(named "use proc_macro::TokenStream;\n#[proc_macro]
pub fn ten(_: TokenStream) -> TokenStream {\n    \"10\".parse().unwrap()\n}" MANIFEST "[lib]\nproc-macro = true")
  catching(text two 21)
  write(two.rs "${text}\n")
  write(main.c "int one(int);\nint two(int);\nint main(void)\n{\n  return one(0) + two(0) - 42;\n}\n")
endfunction()

set(bundle "polyffi_add_rust_bundle(both LIBRARIES one two)
polyffi_add_executable(app SOURCES main.c LIBRARIES both)")

function(bundled one two)
  lists("polyffi_add_rust_staticlib(one MANIFEST one/Cargo.toml EXPORTS one ${one})
polyffi_add_rust_staticlib(two ${two})
${bundle}\n${ARGN}")
endfunction()

function(case_package_and_crate)
  watch_tools()
  two_libraries()
  bundled("" "ROOT two.rs EXPORTS two" "set_target_properties(one two PROPERTIES EXCLUDE_FROM_ALL TRUE)")
  configure()
  build()
  expect_ran("cargo rustc" "rustc named" "rustc part" "rustc one" "rustc two"
    "rustc bundle_both" "check both" "cc main.c" "check app" "link app")
  run(app)
  build()
  build()
  expect_nothing_ran()
  edit(part/src/lib.rs "pub const VALUE: i32 = 10;\n")
  build()
  expect_ran("cargo rustc" "rustc part" "rustc one" "rustc bundle_both" "check both" "check app" "link app")
  edit(part/src/lib.rs "pub const VALUE: i32 = 11;\n")
  touch(two.rs)
  build()
  expect_ran("cargo rustc" "rustc part" "rustc one" "rustc two" "rustc bundle_both" "check both" "check app" "link app")
  run(app)
  build()
  expect_nothing_ran()
endfunction()

# The members of a workspace, which use the same crate.
function(case_packages_of_a_workspace)
  two_libraries()
  file(READ "${source}/two.rs" text)
  package(two "${text}\npub use part::VALUE;\n" MANIFEST "[dependencies]\npart = { path = \"../part\" }")
  write(Cargo.toml "[workspace]\nmembers = [\"one\", \"two\", \"part\", \"named\"]\nresolver = \"2\"\n")
  bundled("" "MANIFEST Cargo.toml PACKAGE two EXPORTS two")
  builds_and_runs()
  build()
  build()
  expect_no_output("Building|Linking")
  build(TARGET clean)
  build()
  run(app)
endfunction()

function(case_packages_of_oldest_rustc)
  if(NOT OLD_RUSTC OR NOT OLD_CARGO)
    skip("no rustc 1.63 with a cargo")
  endif()
  two_libraries()
  bundled("" "ROOT two.rs EXPORTS two")
  builds_and_runs("-DPOLYFFI_RUSTC=${OLD_RUSTC}" "-DPOLYFFI_CARGO=${OLD_CARGO}")
endfunction()

# Whoever asks for link-time optimisation, in the profile or by a flag.
function(case_link_time_optimisation)
  two_libraries("[profile.dev]\nlto = \"thin\"")
  bundled("" "ROOT two.rs EXPORTS two")
  builds_and_runs()
  two_libraries()
  foreach(pair IN ITEMS "|RUSTFLAGS -Clto=thin" "RUSTFLAGS -Clto=thin|")
    string(REGEX MATCH "(.*)[|](.*)" _ "${pair}")
    bundled("${CMAKE_MATCH_1}" "ROOT two.rs EXPORTS two ${CMAKE_MATCH_2}" "set_target_properties(one PROPERTIES EXCLUDE_FROM_ALL TRUE)")
    builds_and_runs()
  endforeach()
endfunction()

# What a panic does is in the manifest.
function(case_panic_strategy_of_a_profile)
  two_libraries("[profile.release]\nlto = true # fat\npanic = \"abort\"\n[profile.dev]\npanic = 'abort'
[profile.own]\ninherits = \"release\"")
  bundled("" "ROOT two.rs EXPORTS two")
  configure_fails("'one' has the panic strategy abort, 'two' has unwind.*the same PANIC.*'two' out of the bundle, make it ISOLATED")
  bundled("PROFILE own" "ROOT two.rs EXPORTS two")
  configure_fails("'one' has the panic strategy abort, 'two' has unwind")
  bundled("PANIC unwind" "ROOT two.rs EXPORTS two")
  builds_and_runs()
  bundled("PROFILE own" "ROOT two.rs EXPORTS two PANIC abort")
  write(main.c "int one(int);\nint two(int);\nint main(void)\n{\n  return one(20) + two(22) - 42;\n}\n")
  builds_and_runs()
endfunction()

# The libraries that a build script asks for reach who links the bundle.
function(case_native_library)
  write(native.c "int native(void);\nint native(void)\n{\n  return 21;\n}\n")
  execute("${CC}" -c "${source}/native.c" -o "${case_dir}/native.o" -fPIC)
  file(MAKE_DIRECTORY "${case_dir}/the libraries")
  execute("${CC}" -shared "${case_dir}/native.o" -o "${case_dir}/the libraries/libnative.so"
    "-Wl,-soname,${case_dir}/the libraries/libnative.so")
  two_libraries()
  package(one "extern \"C\" {\n    fn native() -> i32;\n}
#[no_mangle]\npub extern \"C\" fn one(n: i32) -> i32 {\n    n + unsafe { native() }\n}"
    BUILD "println!(\"cargo:rustc-link-search=native=${case_dir}/the libraries\");
println!(\"cargo:rustc-link-lib=dylib=native\");")
  bundled("" "ROOT two.rs EXPORTS two")
  builds_and_runs()
endfunction()

# The library with no list of exports has as many as it likes.
function(case_exports_of_one)
  two_libraries()
  bundled("" "ROOT two.rs")
  builds_and_runs()
endfunction()

# A panic handler and an allocator are in one library of all.
function(case_polyffi_bundled)
  two_libraries()
  set(allocator "#[cfg(not(polyffi_bundled))]
#[global_allocator]\nstatic ALLOCATOR: std::alloc::System = std::alloc::System;\n")
  file(APPEND "${source}/two.rs" "${allocator}")
  file(APPEND "${source}/one/src/lib.rs" "${allocator}")
  lists("polyffi_add_rust_staticlib(one MANIFEST one/Cargo.toml EXPORTS one)
polyffi_add_rust_staticlib(two ROOT two.rs EXPORTS two)
polyffi_add_rust_bundle(both LIBRARIES two one)
polyffi_add_executable(app SOURCES main.c LIBRARIES both)")
  builds_and_runs()
endfunction()

function(case_isolated_package)
  two_libraries("[profile.dev]\nlto = true")
  lists("polyffi_add_rust_staticlib(one MANIFEST one/Cargo.toml EXPORTS one ISOLATED)
polyffi_add_rust_staticlib(two ROOT two.rs)
polyffi_add_executable(app SOURCES main.c LIBRARIES one two)")
  builds_and_runs()
  build()
  build()
  expect_no_output("Building|Linking|Isolating")
endfunction()

run_case()
