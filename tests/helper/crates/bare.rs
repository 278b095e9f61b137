//! Without std.
#![no_std]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
pub extern "C" fn bare_add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}
