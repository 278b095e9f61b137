#!/bin/sh
# SPDX-License-Identifier: MIT
# seeds.sh DIRECTORY CHECK: makes small good inputs of each harness there, with the tools of this
# machine and CHECK, polyffi-check; those of a tool that is missing are left out.
set -eu
check=$2
mkdir -p "$1/made"
cd "$1"
for harness in archive elf dwarf options names check merge report; do
  mkdir -p "$harness"
done
cd made

have() {
  command -v "$1" >/dev/null
}

# The size, low byte first, as printf writes it.
two_bytes() {
  printf "\\$(printf %03o $(($1 % 256)))\\$(printf %03o $(($1 / 256)))"
}

# check_seed NAME CHOICES FIRST [SECOND]
check_seed() {
  {
    printf "\\$(printf %03o "$2")"
    two_bytes "$(wc -c <"$3")"
    cat "$3" ${4+"$4"}
  } >"../check/$1"
}

cat >main.c <<'EOF'
int hello(int);
extern int table[2];
int *address = table;
static int twice(int a) { return hello(a) + hello(a + table[1]); }
int main(void) { return twice(3); }
EOF
cat >hello.c <<'EOF'
struct pair { int a, b; };
int table[2] = {1, 2};
_Thread_local int local;
__attribute__((weak)) int hello(int a) { struct pair p = {a, local}; return p.a + p.b; }
EOF
cat >near.c <<'EOF'
int helo(int a) { return a; }
int common[4];
EOF
cat >start.asm <<'EOF'
extern hello
global _start
global table:data 8
section .text
_start:
  mov rax, table
  mov edi, 1
  call hello
  mov eax, 60
  syscall
section .data
table: dd 1, 2
EOF
cat >greet.rs <<'EOF'
#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
pub struct Pair { a: i32, b: i32 }
#[no_mangle] pub extern "C" fn hello(a: i32) -> i32 { sum(&Pair { a, b: 2 }) }
#[inline(never)] fn sum(p: &Pair) -> i32 { p.a.wrapping_add(p.b) }
#[no_mangle] pub static table: [i32; 2] = [1, 2];
EOF

gcc -c -O1 main.c -o main.o
gcc -c -O1 hello.c -o hello.o
gcc -c -O1 -fcommon near.c -o near.o
gcc -c -O1 -fPIE -ffunction-sections main.c -o sections.o
gcc -shared -nostdlib -Wl,-z,noseparate-code -Wl,--build-id=none hello.o -fPIC -o libhello.so 2>/dev/null ||
  { gcc -c -O1 -fPIC hello.c -o pic.o && gcc -shared -nostdlib -Wl,-z,noseparate-code pic.o -o libhello.so; }
gcc -nostdlib -no-pie -Wl,-e,main -Wl,-z,noseparate-code main.o hello.o -o program
gcc -nostdlib -static-pie -Wl,-e,main -Wl,-z,noseparate-code sections.o hello.o -o pie
cp main.o hello.o near.o sections.o libhello.so program pie ../elf
strip -s -o ../elf/stripped program
for flags in -gdwarf-2 -gdwarf-3 -gdwarf-4 -gdwarf-5 '-gdwarf-5 -gz' '-gdwarf-4 -gsplit-dwarf' \
  '-gdwarf-5 -fdebug-types-section' '-gdwarf-5 -O0'; do
  # shellcheck disable=SC2086 # several flags
  gcc -c -O1 $flags main.c -o debug.o
  cp debug.o "../dwarf/gcc$(echo "$flags" | tr -d ' ')"
done
gcc -g -nostdlib -no-pie -Wl,-e,main -Wl,-z,noseparate-code main.c hello.c -o ../dwarf/program
gcc -g -c -O1 main.c -o debug.o
check_seed debug 20 debug.o
if have clang; then
  clang -c -O1 main.c -o ../elf/clang.o
  clang -c -O1 -gdwarf-5 main.c -o ../dwarf/clang5
  clang -c -O1 -gdwarf-4 main.c -o ../dwarf/clang4
fi
gcc -m32 -c -O1 main.c -o ../elf/i386.o 2>/dev/null || rm -f ../elf/i386.o
gcc -mx32 -c -O1 main.c -o ../elf/x32.o 2>/dev/null || rm -f ../elf/x32.o
if have nasm; then
  nasm -f elf64 start.asm -o start.o
  nasm -f elf64 -g -F dwarf start.asm -o ../dwarf/nasm
  cp start.o ../elf
  check_seed start 6 start.o
fi
if have rustc; then
  rustc --crate-type=staticlib --emit=obj -Cpanic=abort -O greet.rs -o greet.o
  rustc --crate-type=staticlib --emit=obj -Cpanic=abort -Cdebuginfo=2 greet.rs -o ../dwarf/rust
  cp greet.o ../elf
  check_seed greet 26 main.o greet.o
fi

cp hello.o a_long_name_of_a_member.o
ar rcs libhello.a a_long_name_of_a_member.o near.o
ar rcsT libthin.a near.o
ar rcS libplain.a near.o
cp libhello.a libthin.a libplain.a ../archive
if have llvm-ar; then
  llvm-ar rcs --format=bsd ../archive/libbsd.a a_long_name_of_a_member.o near.o
  llvm-ar rcs --format=darwin ../archive/libdarwin.a a_long_name_of_a_member.o
  SYM64_THRESHOLD=1 llvm-ar rcs ../archive/libwide.a near.o a_long_name_of_a_member.o
  check_seed bsd 8 main.o ../archive/libbsd.a
  check_seed wide 9 main.o ../archive/libwide.a
fi
check_seed object 2 main.o
check_seed pair 11 main.o near.o
check_seed archive 27 main.o libhello.a
check_seed exports 16 libhello.a
check_seed program 0 program
check_seed pie 2 pie
check_seed shared 48 libhello.so
check_seed provider 8 main.o libhello.so
printf 'ENTRY(main)\nSECTIONS { .text : { *(.text) } table = 1; }\n' >script
check_seed script 8 main.o script

"$check" --format sarif --output first.sarif --export hallo near.o 2>check.err || :
"$check" --format sarif --output second.sarif main.o near.o 2>check.err || :
# The rules are most of a report, and the merged one has its own.
sed -zi 's/"rules": *\[.*\]\([^]]*"columnKind"\)/"rules":[]\1/' first.sarif second.sarif
{
  cat first.sarif
  printf '\0'
  cat second.sarif
} >../merge/two
cp first.sarif ../merge/one

cd ../options
printf '0--export hello:function --kind pie --entry=_start "main.o" '\''a b.o'\'' --place C.txt:3 --allow PF001:x*' >response
printf '0--link cc -o p main.o -Wl,-e,_start -Wl,--start-group liba.a -lb -Wl,--end-group -static' >link
printf '1hello\nworld:data # comment\n\nmain:function\n' >exports
printf '6# allowed\nPF001 hello* until=2030-01-31 later\nmissing-export * for C\n' >suppressions
printf '2-o prog a.o -L dir -lgreet -Wl,--push-state,-Bstatic -lx -Wl,--pop-state -Xlinker -T -Xlinker s.ld -z defs' >line
printf '3/* PolyFFI: dep-info greet.d */\nINPUT(libgreet.real.a -lgcc_s)\nGROUP ( /lib/libc.so.6 AS_NEEDED ( x ) )' >script
printf '3ENTRY(_start) SECTIONS { .text : { *(.text) } "q" = . ; }' >sections
printf '4libgreet.a: greet.rs src/a\\ b.rs \\\n  $$x.rs\n\ngreet.rs:\n' >dep-info
{
  printf '5hello\n'
  cat ../made/greet.rs
} >source
printf '5a\n#[cfg(x)]\n/* /* */ */ impl<T> X { pub const unsafe extern "C" fn a<T>(c: char) {} }\nmod m { #[unsafe(export_name = "a")] pub static mut b: &str = r#"}"#; }\n' >item
cd ../names
printf '_ZN5hello3sum17h0123456789abcdefE\0sum' >legacy
printf '_RNvCs5a42DAGlD6v_1a8rust_add\0rust_add' >v0
printf '_RINvMs_NtCs1_4core3fmtNtB5_9Arguments3newKj2_EB7_\0new' >generic
printf '_Z8rust_addii\0rust_add' >cxx
printf 'rust_add\0rust_ad' >plain
cd ../report
printf '\377\001main.c\0\003\000\005'"'"'hello'"'"' is not exported\0lib.a\0hello\0greet\0C.txt\0\001\000\000\003write\0x.rs\0\001\000\001#[no_mangle]\0y.rs\0\0\0\0n\0f\0m\0' >full
printf '\000\002a.o\0\000\000\000m\0\000\0' >short
printf '\025\003caf\303\251\0\001\000\000\342\200\256x\033[31m\0s\nym\0\001n\0f\0\377\0' >hostile
cd ..
# No path of this machine gets into an input that is kept.
here=$PWD
find . -path ./made -prune -o -type f -exec sed -i "s|$here|$(echo "$here" | tr -c '/\n' x)|g" {} +
rm -rf made
