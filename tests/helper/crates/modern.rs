//! As edition 2024 writes it.
#[unsafe(no_mangle)]
pub extern "C" fn modern_add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}

#[cfg(feature = "never")]
#[unsafe(no_mangle)]
pub extern "C" fn modern_conditional(a: i32) -> i32 {
    a
}
