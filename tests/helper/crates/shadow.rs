//! Exports names that libc and libm have.
#[no_mangle]
pub extern "C" fn write(_: i32, _: *const u8, count: usize) -> isize {
    count as isize
}

#[no_mangle]
pub extern "C" fn y1(x: f64) -> f64 {
    x
}

/// libc has it only for programs that were linked long ago.
#[no_mangle]
pub extern "C" fn advance(a: i32) -> i32 {
    a
}

#[no_mangle]
pub extern "C" fn shadow_run() -> i32 {
    println!("This is lost.");
    advance(3)
}
