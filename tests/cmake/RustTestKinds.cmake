# SPDX-License-Identifier: MIT
#
# The tests of every kind of crate and package run, and say when they fail.
include("${CMAKE_CURRENT_LIST_DIR}/RustTestProjects.cmake")

function(case_crate)
  crate_with_tests("SOURCES tests/api.rs")
  configure()
  build()
  expect_passed(greet_test.unit greet_test.integration.api greet_test.doc)
  expect_nothing_to_do()
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

# A shared library, a program and a tool of this machine, linked in the same project.
function(case_of_other_kinds)
  c_libraries()
  set(calls "#[test]\nfn calls() {\n    extern \"C\" {\n        fn deep() -> i32;\n    }
    assert_eq!(unsafe { deep() }, 41);\n}\n")
  write(shared.rs "#[no_mangle]\npub extern \"C\" fn exported() {}\n${calls}")
  write(tool.rs "fn main() {}\n${calls}")
  set(more "")
  set(tests tool_test.unit shared_test.unit shared_test.doc)
  if(CARGO)
    package(pack "pub fn of_the_library() {}")
    write(pack/src/main.rs "fn main() {}\n${calls}")
    set(more "polyffi_add_rust_executable(pack MANIFEST pack/Cargo.toml)
polyffi_add_rust_test(pack_test TARGET pack LIBRARIES deep)")
    list(APPEND tests pack_test.unit pack_test.bin.pack)
  endif()
  lists("add_library(deep SHARED deep.c)\nenable_testing()
polyffi_add_rust_executable(tool ROOT tool.rs HOST)
polyffi_add_rust_test(tool_test TARGET tool LIBRARIES deep)
polyffi_add_rust_cdylib(shared ROOT shared.rs EXPORTS exported)
polyffi_add_rust_test(shared_test TARGET shared LIBRARIES deep)\n${more}")
  configure()
  build()
  run(tool)
  expect_passed(${tests})
endfunction()

run_case()
