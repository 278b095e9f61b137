//! A crate that others depend on.
#[inline(never)]
pub extern "C" fn from_dependency(a: i32) -> i32 {
    unsafe { std::ptr::read_volatile(&a) }
}

#[no_mangle]
pub extern "C" fn far_export(a: i32) -> i32 {
    a
}
