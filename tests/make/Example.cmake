# SPDX-License-Identifier: MIT
#
# The seventh example, as it is handed out.
include("${CMAKE_CURRENT_LIST_DIR}/Make.cmake")

macro(example)
  file(COPY "${POLYFFI_SOURCE}/examples/07-make/" DESTINATION "${source}")
endmacro()

function(case_example)
  example()
  make(run)
  expect_output("build/c_main\nHello from Rust!\nbuild/asm_main\nHello from Rust!\n$")
  make(all)
  expect_output("Nothing to be done for 'all'")
  make(clean)
  file(GLOB_RECURSE left "${binary}/*")
  expect_equal("${left}" "")
  make(clean run)
  expect_output("Hello from Rust!\n.*Hello from Rust!\n$")
  make(all)
  expect_output("Nothing to be done for 'all'")
endfunction()

# Everything at once, also for a rustc that knows of jobservers.
function(case_parallel)
  example()
  make(-j8 run)
  expect_output("Hello from Rust!\n.*Hello from Rust!\n$")
  make(-j8 POLYFFI_BUILD=other POLYFFI_BUILD_TYPE=Release all)
  execute("${source}/other/c_main")
  # Also as a part of another build.
  touch(greet.rs)
  write(top.mk "all: ; $(MAKE) all\n")
  make(-j8 -f top.mk)
  expect_output("RUSTC greet.rs")
endfunction()

function(case_mistake)
  example()
  file(READ "${source}/main.c" text)
  string(REPLACE "hello" "helo" text "${text}")
  write(main.c "${text}")
  make_fails("main.c:5:3: error: .*'helo'.*did you mean 'hello'.*PF011 undefined-misspelt"
    "Makefile:9: note: found in target 'c_main'")
  make_fails("PF011 undefined-misspelt")
  expect_no_file("${binary}/c_main")
  # The others are built all the same.
  make_fails("PF011 undefined-misspelt" ARGS -k)
  execute("${binary}/asm_main")
endfunction()

# Nothing is hidden from who wants to see it, and nothing shown to who does not.
function(case_verbosity)
  example()
  make(V=1)
  expect_output("rustc' .*'--crate-type=staticlib'.*nasm -I.*--link cc ")
  make(-s clean all)
  expect_output("^$")
  touch(greet.rs)
  make(-n all)
  expect_output("/rustc'")
  execute("${binary}/c_main")
endfunction()

# What the others ask pkg-config for.
function(case_pkg_config)
  execute(pkg-config --variable=check polyffi)
  get_property(output GLOBAL PROPERTY step_output)
  string(STRIP "${output}" tool)
  execute("${tool}" --version)
  execute(pkg-config --variable=makefile polyffi)
  get_property(output GLOBAL PROPERTY step_output)
  string(STRIP "${output}" file)
  expect_file("${file}")
endfunction()

run_make_case()
