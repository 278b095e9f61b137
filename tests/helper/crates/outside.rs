//! Reads a variable of C.
extern "C" {
    static c_own: i32;
}

#[no_mangle]
pub extern "C" fn read_outside() -> i32 {
    unsafe { c_own }
}
