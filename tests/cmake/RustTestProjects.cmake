# SPDX-License-Identifier: MIT
#
# Projects whose Rust has tests, and what ctest says of them.
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
