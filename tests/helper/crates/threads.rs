//! A variable that each thread has for itself.
#![feature(thread_local)]

#[no_mangle]
#[thread_local]
pub static mut rust_own: i32 = 7;

#[no_mangle]
pub extern "C" fn thread_run() -> i32 {
    unsafe { rust_own }
}
