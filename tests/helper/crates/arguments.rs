//! Asks for the program's arguments.
#[no_mangle]
pub extern "C" fn arguments_count() -> i32 {
    std::env::args().count() as i32
}
