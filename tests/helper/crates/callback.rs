//! Calls back into C.
extern "C" {
    fn c_callback(a: i32) -> i32;
}

#[no_mangle]
pub extern "C" fn call_back(a: i32) -> i32 {
    unsafe { c_callback(a) }
}
