//! Calls a function of the program's.
extern "C" {
    fn helper();
}

#[no_mangle]
pub extern "C" fn calls_helper() {
    unsafe { helper() }
}
