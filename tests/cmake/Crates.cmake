# SPDX-License-Identifier: MIT
#
# Packages of crates.io that have a C or C++ API, each built from vendored sources
# without a network, linked to a program, checked and run.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

# cargo's home of these tests: a crate is downloaded once.
set(registry "${POLYFFI_BINARY}/Testing/registry")

# Sets <variable> to the output of cargo, or skips the case if crates.io is out of
# reach.
macro(cargo directory)
  execute_process(COMMAND "${CMAKE_COMMAND}" -E env "CARGO_HOME=${registry}" "RUSTC=${RUSTC}"
      "${CARGO}" ${ARGN}
    WORKING_DIRECTORY "${directory}" OUTPUT_VARIABLE cargo_output
    ERROR_VARIABLE cargo_error RESULT_VARIABLE cargo_status)
  if(NOT cargo_status EQUAL 0 AND cargo_error MATCHES
     "failed to (download|query|get)|[Cc]ould not resolve|spurious network|Couldn't resolve|[Uu]nable to update")
    skip("crates.io is out of reach")
  elseif(NOT cargo_status EQUAL 0)
    message(FATAL_ERROR "cargo ${ARGN} fails:\n${cargo_error}")
  endif()
endmacro()

macro(require_rustc oldest)
  require_cargo()
  execute_process(COMMAND "${RUSTC}" --version OUTPUT_VARIABLE version)
  string(REGEX MATCH "[0-9]+\\.[0-9]+" version "${version}")
  if(version VERSION_LESS ${oldest})
    skip("rustc ${version} is too old for the crate, which wants ${oldest}")
  endif()
endmacro()

# Puts the sources of <crate> into the project, and those of what it needs beside.
macro(vendor crate crate_version)
  set(wanted "${case_dir}/wanted")
  file(WRITE "${wanted}/src/lib.rs" "")
  file(WRITE "${wanted}/Cargo.toml" "[package]\nname = \"wanted\"\nversion = \"0.0.0\"\nedition = \"2021\"
[dependencies]\n${crate} = \"=${crate_version}\"\n")
  cargo("${wanted}" fetch --quiet)
  file(GLOB found "${registry}/registry/src/*/${crate}-${crate_version}")
  file(COPY "${found}/" DESTINATION "${source}/${crate}")
  file(APPEND "${source}/${crate}/Cargo.toml" "\n[workspace]\n")
  vendor_what_it_needs("${source}/${crate}")
endmacro()

macro(vendor_what_it_needs directory)
  cargo("${directory}" vendor vendor)
  file(WRITE "${directory}/.cargo/config.toml" "${cargo_output}")
endmacro()

# Nothing but the vendored sources is at hand.
function(builds_offline_and_runs)
  set(ENV{CARGO_HOME} "${case_dir}/empty home")
  configure()
  build_step()
  get_property(status GLOBAL PROPERTY step_status)
  if(NOT status STREQUAL "0")
    fail("The step failed.")
  endif()
  find_output(program app)
  execute_process(COMMAND "${program}" RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE error)
  if(NOT status STREQUAL "0")
    fail("The program fails: ${status}\n${error}")
  endif()
  build_step() # CMake takes in the native libraries.
  build_step()
  expect_no_output("Building|Linking")
endfunction()

# Its own tests in C.
function(case_rure)
  require_rustc(1.65)
  vendor(rure 0.2.5)
  lists("polyffi_add_rust_staticlib(rure MANIFEST rure/Cargo.toml LOCKED OFFLINE
  EXPORTS rure_compile_must rure_find rure_free)
target_include_directories(rure INTERFACE rure/include)
add_executable(app rure/ctest/test.c)
target_link_libraries(app PRIVATE rure)
polyffi_check(app)")
  builds_offline_and_runs()
endfunction()

# A file goes through the compressor and back.
function(case_zlib)
  require_rustc(1.75)
  if(NOT EXISTS /usr/include/zlib.h)
    skip("no zlib.h")
  endif()
  vendor(libz-rs-sys-cdylib 0.6.8)
  write(zpipe.c "#include <stdio.h>
#include <string.h>
#include <zlib.h>
static unsigned char text[100000], packed[200000], back[100000];
int main(void)
{
  uLongf size = sizeof packed, length = sizeof back;
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = (unsigned char)(i * i / 7);
  z_stream s = {0};
  if (deflateInit(&s, 9) != Z_OK)
    return 1;
  s.next_in = text, s.avail_in = sizeof text, s.next_out = packed, s.avail_out = sizeof packed;
  if (deflate(&s, Z_FINISH) != Z_STREAM_END)
    return 2;
  size = s.total_out;
  deflateEnd(&s);
  if (size >= sizeof text || uncompress(back, &length, packed, size) != Z_OK)
    return 3;
  return length != sizeof text || memcmp(text, back, sizeof text) || !strstr(zlibVersion(), \"rs\");
}
")
  lists("polyffi_add_rust_staticlib(zlib_rs MANIFEST libz-rs-sys-cdylib/Cargo.toml OFFLINE
  EXPORTS deflate inflate zlibVersion uncompress)
polyffi_add_executable(app SOURCES zpipe.c LIBRARIES zlib_rs)")
  builds_offline_and_runs()
endfunction()

function(case_rustc_demangle)
  require_rustc(1.65)
  vendor(rustc-demangle-capi 0.1.2)
  write(main.c "#include <string.h>\n#include <rustc_demangle.h>\nint main(void)\n{\n  char name[64];
  return !rustc_demangle(\"_ZN3foo3barE\", name, sizeof name) || strcmp(name, \"foo::bar\");\n}\n")
  lists("polyffi_add_rust_staticlib(rustc_demangle MANIFEST rustc-demangle-capi/Cargo.toml OFFLINE
  EXPORTS rustc_demangle)
target_include_directories(rustc_demangle INTERFACE rustc-demangle-capi/include)
polyffi_add_executable(app SOURCES main.c LIBRARIES rustc_demangle)")
  builds_offline_and_runs()
endfunction()

# With a build script that compiles C and assembler.
function(case_rustls)
  require_rustc(1.73)
  vendor(rustls-ffi 0.15.7)
  write(main.c "#include <rustls.h>\n#include <stdio.h>\nint main(void)\n{
  struct rustls_client_config_builder *builder = rustls_client_config_builder_new();
  const struct rustls_client_config *config = NULL;
  rustls_result result = rustls_client_config_builder_build(builder, &config);
  char text[256];\n  size_t n;\n  rustls_error(result, text, sizeof text, &n);
  printf(\"%.*s\\n\", (int)n, text);\n  rustls_client_config_free(config);
  return rustls_version().len == 0;\n}\n")
  lists("polyffi_add_rust_staticlib(rustls MANIFEST rustls-ffi/Cargo.toml OFFLINE
  NO_DEFAULT_FEATURES FEATURES ring EXPORTS rustls_version)
target_include_directories(rustls INTERFACE rustls-ffi/src)
polyffi_add_executable(app SOURCES main.c LIBRARIES rustls)")
  builds_offline_and_runs()
endfunction()

# C++ on both sides: cxx makes headers for it, and asks for C++'s library.
function(case_cxx)
  require_rustc(1.88)
  package(demo "#[cxx::bridge(namespace = \"org::demo\")]
mod ffi {
    extern \"Rust\" {
        fn next_chunk(index: usize) -> &'static str;
        fn count(text: &str) -> usize;
    }
    unsafe extern \"C++\" {
        include!(\"store.h\");
        fn put(text: &str) -> usize;
    }
}
fn next_chunk(index: usize) -> &'static str {
    [\"fearless\", \"concurrency\"][index]
}
fn count(text: &str) -> usize {
    ffi::put(text)
}" MANIFEST "[dependencies]\ncxx = \"=1.0.205\"\n[build-dependencies]\ncxx-build = \"=1.0.205\"\n[workspace]"
    BUILD "cxx_build::bridge(\"src/lib.rs\").file(\"src/store.cc\").include(\"src\").std(\"c++14\").compile(\"demo-bridge\");")
  write(demo/src/store.h "#pragma once\n#include \"rust/cxx.h\"\n#include <cstddef>
namespace org { namespace demo { std::size_t put(rust::Str text); } }\n")
  write(demo/src/store.cc "#include \"store.h\"\n#include <string>\n#include <vector>
namespace org { namespace demo {\nstd::size_t put(rust::Str text)
{\n  static std::vector<std::string> all;\n  all.push_back(std::string(text));
  std::size_t n = 0;\n  for (auto &one : all) n += one.size();\n  return n;\n}\n} }\n")
  write(main.cc "#include \"demo/src/lib.rs.h\"\nint main()\n{
  org::demo::count(org::demo::next_chunk(0));
  return org::demo::count(org::demo::next_chunk(1)) != 19;\n}\n")
  vendor_what_it_needs("${source}/demo")
  lists("polyffi_add_rust_staticlib(demo MANIFEST demo/Cargo.toml OFFLINE)
get_target_property(cargo_directory demo POLYFFI_CARGO_TARGET_DIR)
target_include_directories(demo INTERFACE \"\${cargo_directory}/cxxbridge\" demo/src)
add_executable(app main.cc)
target_link_libraries(app PRIVATE demo)
polyffi_check(app)" CXX)
  builds_offline_and_runs()
endfunction()

function(case_imagequant)
  require_rustc(1.65)
  vendor(imagequant-sys 4.1.0)
  write(main.c "#include <libimagequant.h>\nstatic unsigned char pixels[64 * 64 * 4];\nint main(void)\n{
  for (unsigned i = 0; i < sizeof pixels; i++)\n    pixels[i] = (unsigned char)(i * 7);
  liq_attr *attributes = liq_attr_create();
  liq_image *image = liq_image_create_rgba(attributes, pixels, 64, 64, 0);
  liq_result *result;\n  if (liq_image_quantize(image, attributes, &result) != LIQ_OK)\n    return 1;
  const liq_palette *palette = liq_get_palette(result);\n  int bad = palette->count == 0;
  liq_result_destroy(result);\n  liq_image_destroy(image);\n  liq_attr_destroy(attributes);\n  return bad;\n}\n")
  lists("polyffi_add_rust_staticlib(imagequant MANIFEST imagequant-sys/Cargo.toml OFFLINE
  FEATURES capi EXPORTS liq_attr_create liq_image_quantize)
target_include_directories(imagequant INTERFACE imagequant-sys)
polyffi_add_executable(app SOURCES main.c LIBRARIES imagequant)")
  builds_offline_and_runs()
endfunction()

# A target that a file specifies, with a standard library of its own: cargo calls
# its directory by the name of the file.
function(case_target_of_a_file)
  require_rustc(1.80)
  execute_process(COMMAND "${RUSTC}" --print=sysroot OUTPUT_VARIABLE sysroot OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(ENV{RUSTC_BOOTSTRAP} 1)
  execute_process(COMMAND "${RUSTC}" -Zunstable-options --print=target-spec-json
      --target=x86_64-unknown-linux-gnu
    OUTPUT_VARIABLE specification RESULT_VARIABLE status ERROR_QUIET)
  if(NOT status EQUAL 0 OR NOT EXISTS "${sysroot}/lib/rustlib/src/rust/library/core")
    skip("no rust-src beside rustc, which makes the standard library of such a target")
  endif()
  string(REPLACE "\"is-builtin\": true" "\"is-builtin\": false" specification "${specification}")
  write("my-target.json" "${specification}")
  package(greet "" MANIFEST "[profile.dev]\npanic = \"abort\"")
  crate(greet/src/lib.rs "#[no_mangle]\npub extern \"C\" fn answer() -> i32 {\n    42\n}")
  write(main.c "int answer(void);\nint main(void)\n{\n  return answer() - 42;\n}\n")
  lists("polyffi_add_rust_staticlib(greet MANIFEST greet/Cargo.toml EXPORTS answer
  TARGET_TRIPLE my-target.json CARGO_FLAGS -Zbuild-std=core -Zjson-target-spec)
polyffi_add_executable(app SOURCES main.c LIBRARIES greet)")
  configure()
  execute_step("${CMAKE_COMMAND}" --build "${binary}")
  get_property(error GLOBAL PROPERTY step_error)
  if(error MATCHES "no matching package|failed to (download|get)|Could not resolve")
    skip("cargo has not the packages that the standard library needs")
  endif()
  run(app)
endfunction()

run_case()
