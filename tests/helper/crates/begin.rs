//! Exports a main.
#[no_mangle]
#[rustfmt::skip]
pub extern "C" fn main() -> i32 { 3 }

#[no_mangle]
pub extern "C" fn begin_help() -> i32 {
    4
}
