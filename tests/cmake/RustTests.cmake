# SPDX-License-Identifier: MIT
#
# A crate's own tests are tests of ctest, built like all else.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

# The crate's module <file>, called <crate>: it calls C's number(), which is 42.
function(tested_crate file crate)
  write("${file}" "//! ```\n//! assert_eq!(${crate}::twice(), 84);\n//! ```
pub fn twice() -> i32 {
    extern \"C\" {
        fn number() -> i32;
    }
    2 * unsafe { number() }
}

#[no_mangle]
pub extern \"C\" fn exported() -> i32 {
    1
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::twice(), 84);
        assert!(cfg!(feature = \"loud\"));
        assert_eq!(env!(\"SPOKEN\"), \"a b;c\");
        assert_eq!(std::env::var(\"SPOKEN\").unwrap(), \"a b;c\");
        assert_eq!(std::env::var(\"ONLY_HERE\").unwrap(), \"yes\");
    }

    #[test]
    #[ignore]
    fn slow() {
        panic!();
    }

    #[test]
    #[should_panic]
    fn panics() {
        panic!();
    }
}
")
endfunction()

function(integration_test file crate)
  write("${file}" "#[test]\nfn from_outside() {\n    assert_eq!(${crate}::twice(), 84);\n}\n")
endfunction()

# C's number(), from a static library that needs a shared one and, as libraries
# do, the crate itself.
function(c_libraries)
  write(number.c "int deep(void);\nint exported(void);\nint number(void);
int number(void)\n{\n  return deep() + exported();\n}\n")
  write(deep.c "int deep(void);\nint deep(void)\n{\n  return 41;\n}\n")
endfunction()

set(libraries "add_library(number STATIC number.c)
add_library(deep SHARED deep.c)
target_link_libraries(number PUBLIC deep greet)
enable_testing()")

# A crate and its tests; <arguments> are those of polyffi_add_rust_test.
function(crate_with_tests arguments)
  tested_crate(greet.rs greet)
  integration_test(tests/api.rs greet)
  c_libraries()
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs FEATURES loud ENV \"SPOKEN=a b;c\" ${ARGN})
${libraries}
polyffi_add_rust_test(greet_test TARGET greet LIBRARIES number ENV ONLY_HERE=yes ${arguments})")
endfunction()

function(package_with_tests arguments)
  package(greet "" MANIFEST "[features]\nloud = []\n[dev-dependencies]\nonly = { path = \"../only\" }")
  package(only "pub fn forty() -> i32 {\n    40\n}")
  tested_crate(greet/src/lib.rs greet)
  integration_test(greet/tests/api.rs greet)
  file(APPEND "${source}/greet/tests/api.rs" "#[test]\nfn uses_another() {
    assert_eq!(only::forty(), 40);\n    assert!(cfg!(own));\n}\n")
  c_libraries()
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml FEATURES loud ENV \"SPOKEN=a b;c\"
  RUSTFLAGS --cfg=own -Aunknown_lints -Aunexpected_cfgs ${ARGN})
${libraries}
polyffi_add_rust_test(greet_test TARGET greet LIBRARIES number ENV ONLY_HERE=yes ${arguments})")
endfunction()

function(test_step)
  get_filename_component(directory "${CMAKE_COMMAND}" DIRECTORY)
  set(step_directory "${binary}")
  execute_step("${directory}/ctest" -C Debug ${ARGN})
endfunction()

function(expect_passed)
  test_step(--output-on-failure)
  expect_success()
  foreach(test IN LISTS ARGN)
    expect_output("Test +#[0-9]+: ${test} [.]+ +Passed")
  endforeach()
  list(LENGTH ARGN count)
  expect_output("100% tests passed(, 0 tests failed)? out of ${count}\n")
endfunction()

function(expect_nothing_to_do)
  build()
  expect_no_output("Building|Linking")
endfunction()

function(require_cargo)
  if(NOT CARGO)
    message("SKIPPED: no cargo")
    cmake_language(EXIT 0)
  endif()
endfunction()

#-----------------------------------------------------------------------
# A crate that rustc compiles by itself

function(case_crate)
  crate_with_tests("SOURCES tests/api.rs")
  configure()
  build()
  expect_passed(greet_test.unit greet_test.integration.api greet_test.doc)
  expect_nothing_to_do()
endfunction()

function(case_crate_discovered)
  crate_with_tests("SOURCES tests/api.rs DISCOVER")
  configure()
  build()
  expect_passed(greet_test.unit.tests::adds greet_test.unit.tests::panics
    greet_test.integration.api.from_outside greet_test.doc)
  expect_output("greet_test.unit.tests::slow [.*]+Not Run \\(Disabled\\)")
  edit(tests/api.rs "#[test]\nfn renamed() {}\n")
  build()
  expect_output("Building Rust test greet_test: api/api")
  expect_no_output("unit/greet|libgreet")
  expect_passed(greet_test.unit.tests::adds greet_test.unit.tests::panics
    greet_test.integration.api.renamed greet_test.doc)
  expect_nothing_to_do()
endfunction()

function(case_crate_rebuilt)
  crate_with_tests(UNIT)
  file(APPEND "${source}/greet.rs" "#[cfg(test)]\nmod more;\n")
  write(more.rs "#[test]\nfn more() {}\n")
  configure()
  build()
  expect_passed(greet_test.unit)
  edit(more.rs "#[test]\nfn more() {\n    panic!(\"changed\");\n}\n")
  build()
  expect_output("Building Rust test greet_test: unit/greet")
  expect_no_output("Rust static library")
  test_step(--output-on-failure)
  expect_failure()
  expect_output("changed")
  edit(more.rs "#[test]\nfn more() {}\n")
  edit(deep.c "int deep(void);\nint deep(void)\n{\n  return 40;\n}\n")
  edit(number.c "int deep(void);\nint number(void);\nint number(void)\n{\n  return deep() + 2;\n}\n")
  build()
  expect_output("Building Rust test greet_test: unit/greet")
  expect_passed(greet_test.unit)
  expect_nothing_to_do()
endfunction()

function(case_crate_watched)
  watch_tools()
  crate_with_tests(UNIT)
  configure()
  build()
  build()
  expect_nothing_ran()
  touch(greet.rs)
  build()
  expect_ran("rustc greet" "rustc greet" "link greet" "check greet")
  build()
  expect_nothing_ran()
endfunction()

function(case_crate_without_std)
  write(greet.rs "#![cfg_attr(not(test), no_std)]
#[cfg(not(test))]\n#[panic_handler]\nfn panic(_: &core::panic::PanicInfo) -> ! {\n    loop {}\n}
#[no_mangle]\npub extern \"C\" fn one() -> i32 {\n    1\n}
#[test]\nfn is_one() {\n    assert_eq!(one(), 1);\n}\n#[test]\n#[should_panic]\nfn unwinds() {\n    panic!();\n}\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs NO_STD EXPORTS one RUSTFLAGS -C panic=abort)
enable_testing()
polyffi_add_rust_test(greet_test TARGET greet DISCOVER)")
  configure()
  build()
  expect_passed(greet_test.unit.is_one greet_test.unit.unwinds greet_test.doc)
endfunction()

function(case_crate_of_another_directory)
  tested_crate(greet/greet.rs greet)
  c_libraries()
  write(greet/CMakeLists.txt "polyffi_add_rust_staticlib(greet ROOT greet.rs FEATURES loud
  ENV \"SPOKEN=a b;c\" ONLY_HERE=yes)
add_library(named::greet ALIAS greet)")
  write(tests/CMakeLists.txt "polyffi_add_rust_test(greet_test TARGET named::greet UNIT LIBRARIES number
  PROPERTIES TIMEOUT 20 LABELS \"first;second\")")
  lists("add_subdirectory(greet)\n${libraries}\nadd_subdirectory(tests)")
  configure()
  build()
  expect_passed(greet_test.unit)
  test_step(--print-labels)
  expect_output("first\n.*second")
  expect_no_output("rust")
endfunction()

function(case_crate_by_debians_rustc)
  if(NOT OLD_RUSTC)
    skip("no rustc 1.63")
  endif()
  crate_with_tests("SOURCES tests/api.rs DISCOVER")
  configure(-DPOLYFFI_RUSTC=${OLD_RUSTC})
  build()
  expect_passed(greet_test.unit.tests::adds greet_test.unit.tests::panics
    greet_test.integration.api.from_outside greet_test.doc)
endfunction()

# What C is compiled with reaches the link of the tests.
function(case_sanitized)
  crate_with_tests(UNIT)
  configure("-DCMAKE_C_FLAGS=-fsanitize=undefined")
  build()
  expect_passed(greet_test.unit)
endfunction()

#-----------------------------------------------------------------------
# A package

function(case_package)
  require_cargo()
  package_with_tests(DISCOVER)
  configure()
  build()
  set(tests greet_test.unit.tests::adds greet_test.unit.tests::panics
    greet_test.integration.api.from_outside greet_test.integration.api.uses_another greet_test.doc)
  expect_passed(${tests})
  expect_output("greet_test.unit.tests::slow [.*]+Not Run \\(Disabled\\)")
  expect_nothing_to_do()
  edit(greet/tests/further.rs "#[test]\nfn new() {}\n")
  build()
  expect_passed(${tests} greet_test.integration.further.new)
  expect_nothing_to_do()
endfunction()

function(case_package_rebuilt)
  require_cargo()
  package_with_tests(INTEGRATION)
  configure()
  build()
  expect_passed(greet_test.integration.api)
  edit(only/src/lib.rs "pub fn forty() -> i32 {\n    41\n}\n")
  build()
  expect_output("Building Rust test greet_test")
  expect_no_output("Rust static library")
  test_step(--output-on-failure)
  expect_failure()
  expect_output("uses_another")
  edit(only/src/lib.rs "pub fn forty() -> i32 {\n    40\n}\n")
  edit(number.c "int deep(void);\nint number(void);\nint number(void)\n{\n  return deep() + 2;\n}\n")
  build()
  test_step()
  expect_failure()
  edit(number.c "int deep(void);\nint number(void);\nint number(void)\n{\n  return deep() + 1;\n}\n")
  build()
  expect_passed(greet_test.integration.api)
  edit(greet/tests/api.rs "fn broken(\n")
  foreach(time IN ITEMS first second)
    build_fails("api.rs" "error: .*delimiter")
    test_step()
    expect_failure()
  endforeach()
  edit(greet/tests/api.rs "#[test]\nfn mended() {}\n")
  build()
  expect_passed(greet_test.integration.api)
  expect_nothing_to_do()
endfunction()

function(case_package_watched)
  require_cargo()
  watch_tools()
  package_with_tests(UNIT)
  configure()
  build()
  build()
  build()
  expect_nothing_ran()
endfunction()

# A build script's files, shared library and all, and a program with tests.
function(case_package_at_run_time)
  require_cargo()
  package(greet "#[test]\nfn finds() {
    assert!(std::path::Path::new(\"Cargo.toml\").exists());
    assert!(std::path::Path::new(&std::env::var(\"CARGO_MANIFEST_DIR\").unwrap()).is_dir());
    let made = std::env::var(\"OUT_DIR\").unwrap();
    assert_eq!(std::fs::read_to_string(made + \"/made\").unwrap(), \"made\");
    extern \"C\" {\n        fn shared() -> i32;\n    }
    assert_eq!(unsafe { shared() }, 7);\n}"
    BUILD "    let out = std::env::var(\"OUT_DIR\").unwrap();
    std::fs::write(out.clone() + \"/made\", \"made\").unwrap();
    let made = std::process::Command::new(\"${CC}\")
        .args([\"-shared\", \"-fPIC\", \"-o\"]).arg(out.clone() + \"/libshared.so\").arg(\"shared.c\").status();
    assert!(made.unwrap().success());
    println!(\"cargo:rustc-link-search=native={}\", out);
    println!(\"cargo:rustc-link-lib=dylib=shared\");
    println!(\"cargo:rerun-if-changed=shared.c\");")
  write(greet/shared.c "int shared(void);\nint shared(void)\n{\n  return 7;\n}\n")
  write(greet/src/main.rs "fn main() {}\n#[test]\nfn of_the_program() {}\n")
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml)
enable_testing()
polyffi_add_rust_test(greet_test TARGET greet DISCOVER)")
  configure()
  build()
  expect_passed(greet_test.unit.finds greet_test.bin.greet.of_the_program greet_test.doc)
  expect_nothing_to_do()
endfunction()

# Such a program can't tell its tests: it is one.
function(case_package_with_a_harness_of_its_own)
  require_cargo()
  package(greet "pub fn one() {}" MANIFEST "[[test]]\nname = \"own\"\nharness = false")
  write(greet/tests/own.rs "fn main() {\n    let words: Vec<_> = std::env::args().collect();
    assert_eq!(&words[1..], [\"--fast\"]);\n}\n")
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml)
enable_testing()
polyffi_add_rust_test(greet_test TARGET greet INTEGRATION DISCOVER ARGS --fast)")
  configure()
  build()
  expect_passed(greet_test.integration.own)
endfunction()

function(case_package_by_debians_cargo)
  require_cargo()
  if(NOT OLD_RUSTC OR NOT OLD_CARGO)
    skip("no rustc 1.63 with a cargo beside it")
  endif()
  package_with_tests(DISCOVER)
  configure(-DPOLYFFI_RUSTC=${OLD_RUSTC})
  build()
  expect_passed(greet_test.unit.tests::adds greet_test.unit.tests::panics
    greet_test.integration.api.from_outside greet_test.integration.api.uses_another greet_test.doc)
  expect_nothing_to_do()
endfunction()

#-----------------------------------------------------------------------
# What can go wrong

function(case_not_built)
  crate_with_tests("UNIT DISCOVER")
  configure()
  test_step(--output-on-failure)
  expect_failure()
  expect_output("greet_test.unit is not built: cmake --build <build directory> --target greet_test")
endfunction()

function(case_failing_test)
  write(greet.rs "#[test]\nfn fails() {\n    assert_eq!(1, 2, \"so it goes\");\n}\n#[test]\nfn passes() {}\n")
  lists("polyffi_add_rust_staticlib(greet ROOT greet.rs)
enable_testing()
polyffi_add_rust_test(greet_test TARGET greet UNIT DISCOVER)")
  configure()
  build()
  test_step(--output-on-failure)
  expect_failure()
  expect_output("so it goes")
  expect_output("50% tests passed, 1 tests? failed out of 2")
endfunction()

function(case_multi_without_configuration)
  crate_with_tests(UNIT)
  configure()
  get_filename_component(directory "${CMAKE_COMMAND}" DIRECTORY)
  set(step_directory "${binary}")
  execute_step("${directory}/ctest" --output-on-failure)
  expect_failure()
  expect_output("greet_test: say the configuration: ctest -C Debug")
endfunction()

function(case_multi_configurations)
  crate_with_tests("SOURCES tests/api.rs")
  configure()
  build(CONFIG Release)
  get_filename_component(directory "${CMAKE_COMMAND}" DIRECTORY)
  set(step_directory "${binary}")
  execute_step("${directory}/ctest" -C Release --output-on-failure)
  expect_success()
  expect_output("100% tests passed(, 0 tests failed)? out of 3")
endfunction()

run_case()
