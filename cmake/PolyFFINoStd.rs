// SPDX-License-Identifier: MIT
//
// Private to PolyFFI: goes into the archive of every NO_STD crate. Rust's core
// comes compiled with references to the personality routine, which only std
// defines, although nothing unwinds where a panic aborts. It is never called;
// weak, so that a definition of the crate's own wins.
#![no_std]

core::arch::global_asm!(
    ".weak rust_eh_personality",
    ".hidden rust_eh_personality",
    ".type rust_eh_personality, %function",
    "rust_eh_personality:",
    ".4byte 0",
    ".size rust_eh_personality, 4",
);
