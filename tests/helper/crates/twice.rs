//! Exports what its dependency far exports, too.
#[no_mangle]
pub extern "C" fn far_export(a: i32) -> i32 {
    far::from_dependency(a) + 1
}
