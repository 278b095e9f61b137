# SPDX-License-Identifier: MIT
#
# What a generated header declares is what its library exports; and what goes
# wrong.
include("${CMAKE_CURRENT_LIST_DIR}/Tally.cmake")

#-----------------------------------------------------------------------
# The header and the library agree

function(absent_is_missed)
  write(part.rs "${doubled}${absent}")
  configure()
  build_fails("error: .*'absent'.*\\[PF00[0-9] ")
  build_fails("error: .*'absent'.*\\[PF00[0-9] ")
  edit(part.rs "${doubled}")
  build()
  run(app)
endfunction()

function(case_declared_and_absent)
  watch_cbindgen()
  tally("")
  absent_is_missed()
endfunction()

# A condition of the header, which the target's definitions decide.
function(case_declared_on_a_condition)
  watch_tools()
  watch_cbindgen()
  tally("" "CONFIG own.toml)\ntarget_compile_definitions(tally INTERFACE FIRST=1 \${DEFINITIONS}")
  write(part.rs "${doubled}${absent}")
  write(own.toml "[defines]\n\"feature = more\" = \"WITH_MORE\"\n")
  configure()
  build()
  run(app)
  configure(-DDEFINITIONS=WITH_MORE=1)
  build_fails("error: .*'absent'.*\\[PF00[0-9] ")
  configure(-DDEFINITIONS=OTHER)
  build()
  run(app)
  build()
  expect_nothing_ran()
endfunction()

# The same for what CMake links; also for several configurations.
function(case_shared_library)
  watch_tools()
  watch_cbindgen()
  tally("")
  file(READ "${source}/CMakeLists.txt" text)
  string(REPLACE "staticlib(tally ROOT tally.rs NO_STD" "cdylib(tally ROOT tally.rs" text "${text}")
  write(CMakeLists.txt "${text}")
  file(READ "${source}/tally.rs" text)
  string(REGEX REPLACE ".*mod part" "mod part" text "${text}") # with std
  write(tally.rs "${text}")
  absent_is_missed()
  build()
  expect_nothing_ran()
  configure(-DPOLYFFI_CHECK=OFF)
  edit(part.rs "${doubled}${absent}")
  build_warns() # cbindgen, of the feature
  run(app)
endfunction()

function(case_declared_data)
  watch_cbindgen()
  tally("")
  write(cbindgen.toml "trailer = \"extern const int ANSWER[2];\\nextern int (*const CALL)(int);\\nint answered(void);\"\n")
  configure()
  build_fails("'ANSWER'.*\\[PF00.*'CALL'.*\\[PF00.*'answered'.*\\[PF00")
  expect_no_output("error: '(answer|doubled|SIZE)'")
  string(CONCAT text "mod part;\n#[no_mangle]\npub static SIZE: i32 = 2;\n"
    "#[no_mangle]\npub extern \"C\" fn answer(n: i32) -> i32 {\n    n + 1\n}\n"
    "#[no_mangle]\npub extern \"C\" fn ANSWER() {}\n")
  crate(tally.rs "${text}")
  write(cbindgen.toml "trailer = \"extern const int ANSWER[2];\"\n[export]\nexclude = [\"ANSWER\"]\n")
  configure()
  build_fails("'ANSWER' .*function.*\\[PF00")
endfunction()

function(case_own_exports)
  watch_cbindgen()
  tally("EXPORTS answer doubled SIZE:data")
  write(part.rs "${doubled}${absent}")
  configure()
  build_warns() # cbindgen, of the feature
  run(app)
endfunction()

# C functions that the crate calls are in the header, too.
function(case_imported)
  watch_cbindgen()
  tally("")
  write(part.rs "extern \"C\" {\n    fn abs(n: i32) -> i32;\n}\n#[no_mangle]
pub extern \"C\" fn doubled(n: i32) -> i32 {\n    unsafe { abs(n + n) }\n}\n")
  configure()
  build()
  run(app)
  header_of(header)
  file(READ "${header}" text)
  if(NOT text MATCHES "\nextern int32_t abs\\(int32_t n\\);\n")
    fail("The header lacks abs():\n${text}")
  endif()
endfunction()

function(case_check_off)
  watch_cbindgen()
  tally("")
  write(part.rs "${doubled}${absent}")
  configure(-DPOLYFFI_CHECK=OFF)
  build_warns()
  run(app)
endfunction()

# What a header may hold beside declarations.
function(case_declarations)
  require(gcc)
  write(all.h "#ifndef ALL_H
#define ALL_H
#include \"nowhere.h\"
#if !defined(FROM_NOWHERE)
#error \"nowhere.h is missing\"
#endif
#define API
#define TEXT \"int not_1(void);\"
#ifdef __cplusplus
namespace a { inline namespace b {
extern \"C\" {
#endif
API WR_FUNC int one(void) WR_SWIFT(one());
WR_DEPRECATED(\"x;{\") int two(int (*cb)(int), struct P *p); // int not_2(void);
extern struct P *const three[4];
__attribute__((deprecated(\"no\"), visibility(\"default\"))) void four(void);
typedef int (*T)(int);
typedef struct P { int a; int (*f)(void); } P;
struct Q;
static inline int not_3(void) { return one(); }
int five(void);
enum E { A = '{', B = '\\'', C = '\"' };
extern enum E six;
union U { int (*x)(void); struct { int y; } z; };
const char *const *seven(void);
unsigned
  long eight
  (void);
_Noreturn void nine(void);
extern int (*const ten)(int);
_Static_assert(sizeof(int) == 4, \"int\");
int (*eleven(int n))[3];
#if defined(__linux__) && !defined(WITHOUT)
void twelve(void);
#endif
extern const char *not_4(int n);
#ifdef __cplusplus
}
}}
#endif
#endif
")
  foreach(language IN ITEMS c c++)
    execute(sh "${POLYFFI_SOURCE}/cmake/PolyFFIHeaderExports.sh" "${source}/all.h"
      "${case_dir}/all exports" "${found_gcc}" -x ${language})
    file(STRINGS "${case_dir}/all exports" exports REGEX "^[^#]")
    expect_equal("${exports}"
      "one;two;three:data;four;five;six:data;seven;eight;nine;ten:data;eleven;twelve")
  endforeach()
  execute(sh "${POLYFFI_SOURCE}/cmake/PolyFFIHeaderExports.sh" "${source}/all.h"
    "${case_dir}/all exports" "${found_gcc}" -x c -DWITHOUT)
  file(STRINGS "${case_dir}/all exports" exports REGEX "twelve")
  expect_equal("${exports}" "")
endfunction()

#-----------------------------------------------------------------------
# What goes wrong

function(case_mistake_in_the_crate)
  watch_cbindgen()
  tally("")
  write(part.rs "fn (\n")
  configure()
  foreach(i RANGE 1 2)
    build_fails("ERROR: Parsing crate" "tally.rs:1: error: cbindgen can't make tally.h of this crate")
    header_of(header)
    expect_no_file("${header}")
    expect_no_file("${header}.part")
  endforeach()
  edit(part.rs "${doubled}")
  build()
  run(app)
  file(READ "${header}" before)
  edit(part.rs "fn (\n")
  build_fails("ERROR: Parsing crate")
  file(READ "${header}" after)
  expect_equal("${after}" "${before}")
endfunction()

function(case_mistake_in_the_configuration)
  watch_cbindgen()
  tally("" CONFIG own.toml)
  write(own.toml "no_such_key = 1\n")
  configure()
  build_fails("unknown field `no_such_key`" "error: cbindgen can't make tally.h of this crate, with [^\n]*own.toml")
  build_fails("unknown field `no_such_key`")
  edit(own.toml "")
  build()
  run(app)
endfunction()

function(refuses text message)
  lists("polyffi_add_rust_staticlib(tally ROOT tally.rs NO_STD)\n${text}")
  configure_fails("polyffi_generate_header: ${message}")
endfunction()

function(case_refused)
  tally("")
  write(below/CMakeLists.txt "polyffi_generate_header(tally HEADER tally.h)\n")
  write(program.rs "fn main() {}\n")
  refuses("polyffi_generate_header(other HEADER a.h)" "there is no target 'other'. Add it first.")
  refuses("add_executable(plain plain.c)\npolyffi_generate_header(plain HEADER a.h)" "'plain' is no Rust library.")
  refuses("polyffi_add_rust_executable(program ROOT program.rs)\npolyffi_generate_header(program HEADER a.h)" "'program' is no Rust library.")
  refuses("add_subdirectory(below)" "'tally' was added in .*source. Ask for its header there.")
  refuses("polyffi_generate_header(tally)" "HEADER is missing.*polyffi_generate_header\\(tally HEADER tally.h\\)")
  refuses("polyffi_generate_header(tally HEADER /a.h)" "HEADER '/a.h' can't be included by that name")
  refuses("polyffi_generate_header(tally HEADER ../a.h)" "HEADER '../a.h' can't be included by that name")
  refuses("polyffi_generate_header(tally HEADER a.h LANGUAGE D)" "LANGUAGE 'D' is neither C nor C\\+\\+")
  refuses("polyffi_generate_header(tally HEADER a.h CONFIG no.toml)" "CONFIG 'no.toml' of tally does not exist: .*source/no.toml")
  refuses("polyffi_generate_header(tally HEADER a.h to.toml)" "unknown argument 'to.toml'")
  set(text "polyffi_generate_header(tally HEADER a.h)")
  lists("polyffi_add_rust_staticlib(tally ROOT tally.rs NO_STD)\n${text}")
  configure_fails("POLYFFI_CBINDGEN is '/no/cbindgen', which does not exist. Install it \\(Debian: apt-get install cbindgen; anywhere: cargo install cbindgen\\)"
    ARGS -DPOLYFFI_CBINDGEN=/no/cbindgen)
  write_script("${case_dir}/tools/cbindgen" "echo cbindgen 0.20.0")
  configure_fails("is cbindgen 0.20.0; PolyFFI wants 0.24 or newer"
    ARGS "-DPOLYFFI_CBINDGEN=${case_dir}/tools/cbindgen")
  write_script("${case_dir}/tools/cbindgen" "echo broken >&2; exit 1")
  configure_fails("cbindgen --version' does not tell a version: broken")
  write_script("${case_dir}/tools/cbindgen" "echo cbindgen 0.26.0")
  refuses("${text}\n${text}" "'tally' has a header 'a.h' already")
endfunction()

function(case_no_cbindgen)
  unset(ENV{POLYFFI_CBINDGEN})
  tally("")
  lists("polyffi_add_rust_staticlib(tally ROOT tally.rs NO_STD)
string(REPLACE \":\" \";\" CMAKE_IGNORE_PATH \"\$ENV{PATH}:\$ENV{HOME}/.cargo/bin:/usr/bin:/bin:/usr/local/bin\")
polyffi_generate_header(tally HEADER tally.h)")
  configure_fails("no cbindgen found. Install it \\(Debian: apt-get install cbindgen; anywhere: cargo install cbindgen\\)")
endfunction()

#-----------------------------------------------------------------------
# Other headers

function(case_cxx)
  watch_cbindgen()
  require(g++)
  tally("" LANGUAGE C++)
  write(main.cpp "#include <tally/tally.h>\n#include <string>\nint main()\n{
  return std::to_string(answer(doubled(20))) == \"41\" ? 0 : 1;\n}\n")
  lists("polyffi_add_rust_staticlib(tally ROOT tally.rs NO_STD)
polyffi_generate_header(tally HEADER tally/tally.h LANGUAGE C++)
add_executable(app main.cpp)
target_link_libraries(app PRIVATE tally)" CXX)
  configure()
  build()
  run(app)
  write(part.rs "${doubled}${absent}")
  build_fails("'absent'.*\\[PF00")
endfunction()

# Two of one library, one of them as the configuration says.
function(case_two_headers)
  watch_tools()
  watch_cbindgen()
  tally("")
  write(cbindgen.toml "language = \"C++\"\nnamespace = \"all\"\n")
  lists("polyffi_add_rust_staticlib(tally ROOT tally.rs NO_STD)
polyffi_generate_header(tally HEADER tally/tally.h LANGUAGE C CONFIG \"\${CMAKE_SOURCE_DIR}/c.toml\")
polyffi_generate_header(tally HEADER tally.hpp)
add_executable(app main.c)
target_link_libraries(app PRIVATE tally)")
  write(c.toml "[export]\nexclude = [\"absent\"]\n")
  configure()
  build()
  expect_ran("cbindgen tally.h" "cbindgen tally.hpp" "rustc polyffi_no_std" "rustc tally" "check tally" "cc main.c" "link app")
  run(app)
  build()
  expect_nothing_ran()
  header_of(header)
  file(STRINGS "${binary}/CMakeFiles/tally.dir/include/tally.hpp" lines REGEX "^namespace all")
  expect_equal("${lines}" "namespace all {")
  write(part.rs "${doubled}${absent}")
  build_fails("'absent'.*\\[PF00")
endfunction()

run_case()
