//! Also without std.
#![no_std]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
pub extern "C" fn bare_subtract(a: i32, b: i32) -> i32 {
    a.wrapping_sub(b)
}
