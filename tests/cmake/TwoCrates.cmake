# SPDX-License-Identifier: MIT
#
# Two Rust libraries with std in one program, LINKED as they are (plain), by a
# bundle or ISOLATED, with an optimisation of LEVEL, by rustc's RUSTC (same, two)
# and LINKER: it works or is refused with words, and the linker never finds out.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

# Prints, unwinds, has threads and thread-local variables.
function(two_crates)
  foreach(name IN ITEMS one two)
    write(${name}.rs "use std::cell::Cell;
thread_local! { static COUNT: Cell<i32> = Cell::new(1); }
fn count(n: i32) -> i32 {
    COUNT.with(|count| count.replace(count.get() + n))
}
#[no_mangle]
pub extern \"C\" fn ${name}(n: i32) -> i32 {
    std::panic::set_hook(Box::new(|_| println!(\"${name} panics\")));
    let caught = std::panic::catch_unwind(|| if n > 0 { panic!(\"{}\", n) });
    let there = std::thread::spawn(move || { count(n); count(0) }).join().unwrap();
    println!(\"${name} {} {} {}\", caught.is_err(), there, std::env::args().count());
    count(10)
}\n")
  endforeach()
  write(main.c "int one(int);\nint two(int);\nint main(void)\n{\n  return one(5) + one(0) + two(7) + two(0) - 24;\n}\n")
  file(WRITE "${case_dir}/expected"
    "one panics\none true 6 1\none false 1 1\ntwo panics\ntwo true 8 1\ntwo false 1 1\n")
endfunction()

function(expect_program)
  run(app)
  get_property(output GLOBAL PROPERTY step_output)
  file(READ "${case_dir}/expected" expected)
  expect_equal("${output}" "${expected}")
endfunction()

function(configure_two more)
  set(flags "")
  set(type Release)
  set(toolchain "")
  if(LEVEL STREQUAL "debug")
    set(type Debug)
  elseif(LEVEL MATCHES "thin|fat")
    set(flags "RUSTFLAGS -Clto=${LEVEL}")
  endif()
  if(RUSTCS STREQUAL "two")
    get_filename_component(toolchain "${OLD_RUSTC}/../.." ABSOLUTE)
    set(toolchain "TOOLCHAIN ${toolchain}")
  endif()
  two_crates()
  string(REPLACE "ISOLATED" "" text "${more}")
  set(isolated "")
  if(NOT text STREQUAL more)
    set(isolated ISOLATED)
  endif()
  lists("polyffi_add_rust_staticlib(one ROOT one.rs EXPORTS one ${flags})
polyffi_add_rust_staticlib(two ROOT two.rs EXPORTS two ${flags} ${toolchain} ${isolated})
${text}
target_link_options(app PRIVATE -fuse-ld=${LINKER})")
  set(arguments "-DPOLYFFI_RUSTC=${RUSTC}" -DCMAKE_BUILD_TYPE=${type})
  configure_step(${arguments})
endfunction()

function(case_one_program)
  require(ld.${LINKER})
  if(RUSTCS STREQUAL "two" AND (NOT OLD_RUSTC OR RUSTC STREQUAL OLD_RUSTC))
    skip("only one rustc")
  endif()
  if(LINKED STREQUAL "isolated")
    configure_two("polyffi_add_executable(app SOURCES main.c LIBRARIES one two) # ISOLATED")
  elseif(LINKED STREQUAL "bundle")
    configure_two("polyffi_add_rust_bundle(both LIBRARIES one two)
polyffi_add_executable(app SOURCES main.c LIBRARIES both)")
    if(RUSTCS STREQUAL "two")
      expect_failure("'one' is compiled by rustc .* 'two' by rustc 1\\.63\\.[0-9.]+ .*TOOLCHAIN.*ISOLATED")
      return()
    endif()
  else()
    configure_two("polyffi_add_executable(app SOURCES main.c LIBRARIES one two)")
  endif()
  expect_success()
  build_step()
  get_property(status GLOBAL PROPERTY step_status)
  if(NOT status EQUAL 0 AND LINKED STREQUAL "plain")
    expect_output("error: .*each bring a Rust runtime of their own.*PF068")
    expect_output("polyffi_add_rust_bundle.*ISOLATED")
    expect_no_output("multiple definition|duplicate symbol|previous definition")
    return()
  endif()
  expect_success()
  expect_program()
endfunction()

run_case()
