//! Uses its dependency far.
#[no_mangle]
pub extern "C" fn near_export(a: i32) -> i32 {
    far::from_dependency(a)
}
