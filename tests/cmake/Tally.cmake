# SPDX-License-Identifier: MIT
#
# A crate with a header, for Header.cmake and HeaderExports.cmake. Which cbindgen
# makes it is said by POLYFFI_CBINDGEN, or PATH.
include("${CMAKE_CURRENT_LIST_DIR}/Harness.cmake")

# Puts a wrapper in cbindgen's place. With TELLS it tells what it reads even if
# the real one can't: then it says what is in the file "told"; with SILENT it
# has the version of one that does not.
macro(watch_cbindgen)
  cmake_parse_arguments(watch "TELLS;SILENT" "" "" ${ARGN})
  set(cbindgen "$ENV{POLYFFI_CBINDGEN}")
  if(NOT cbindgen)
    require(cbindgen)
    set(cbindgen "${found_cbindgen}")
  endif()
  execute("${cbindgen}" --version)
  get_property(version GLOBAL PROPERTY step_output)
  string(REGEX MATCH "[0-9.]+" version "${version}")
  set(body "exec '${cbindgen}' \"$@\"")
  if(watch_TELLS AND version VERSION_LESS 0.25)
    set(version 0.29.0)
    set(body "for word; do
  shift
  case $word in
  --depfile=*) (printf '%s: \\\\\\n' header; cat '${case_dir}/told') >\"\${word#*=}\";;
  *) set -- \"$@\" \"$word\";;
  esac
done
exec '${cbindgen}' \"$@\"")
  elseif(watch_SILENT)
    set(version 0.24.3)
  endif()
  write_script("${case_dir}/tools/cbindgen" "case \" $* \" in
*' --version '*) echo 'query cbindgen' >> '${case_dir}/ran'; echo 'cbindgen ${version}'; exit;;
esac
for word; do
  case $word in --output=*) part=\${word##*/}; echo \"cbindgen \${part%.part}\" >> '${case_dir}/ran';; esac
done
${body}")
  set(ENV{POLYFFI_CBINDGEN} "${case_dir}/tools/cbindgen")
endmacro()

set(doubled "#[no_mangle]
pub extern \"C\" fn doubled(n: i32) -> i32 {
    n + n
}
")

# A program that includes a generated header and one that does not.
function(tally rust)
  crate(tally.rs "mod part;\n#[no_mangle]
pub static SIZE: i32 = 2;
#[no_mangle]
pub extern \"C\" fn answer(n: i32) -> i32 {
    n + 1
}")
  write(part.rs "${doubled}")
  write(main.c "#include <tally/tally.h>\nint main(void)\n{\n  return answer(doubled(20)) + SIZE - 43;\n}\n")
  write(plain.c "int main(void)\n{\n  return 0;\n}\n")
  lists("polyffi_add_rust_staticlib(tally ROOT tally.rs NO_STD ${rust})
polyffi_generate_header(tally HEADER tally/tally.h ${ARGN})
add_executable(app main.c)
target_link_libraries(app PRIVATE tally)
add_executable(plain plain.c)
target_link_libraries(plain PRIVATE tally)")
endfunction()

set(absent "#[cfg(feature = \"more\")]\n#[no_mangle]\npub extern \"C\" fn absent() {}\n")

function(header_of variable)
  set(${variable} "${binary}/CMakeFiles/tally.dir/include/tally/tally.h" PARENT_SCOPE)
endfunction()
