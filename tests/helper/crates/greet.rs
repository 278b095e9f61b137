//! What the planted programs link: all of it is right.
#![allow(non_upper_case_globals)]

#[no_mangle]
pub extern "C" fn hello() {
    println!("Hello from Rust!");
}

#[no_mangle]
pub extern "C" fn rust_add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}

#[no_mangle]
pub static rust_table: [i32; 4] = [10, 20, 30, 40];

#[no_mangle]
pub static mut rust_counter: i32 = 7;
