//! A user's crate that is called like one of those that std is made of.
#[inline(never)]
pub extern "C" fn in_vendored(a: i32) -> i32 {
    unsafe { std::ptr::read_volatile(&a) }
}
