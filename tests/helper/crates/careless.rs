//! Has far as a dependency, but never mentions it: it is left out.
#[no_mangle]
pub extern "C" fn careless_export(a: i32) -> i32 {
    a
}
