#![no_std]

use core::panic::PanicInfo;

const NAMES: [&[u8]; 2] = [b"Hello from", b" Rust without std!\n"];

/// Writes a line of text into `buffer`, which has room for `size` bytes, and
/// returns its length.
///
/// # Safety
/// `buffer` points to `size` bytes that may be written.
#[no_mangle]
pub unsafe extern "C" fn greeting(buffer: *mut u8, size: usize) -> usize {
    let buffer = core::slice::from_raw_parts_mut(buffer, size);
    let mut length = 0;
    for name in NAMES.iter() {
        buffer[length..length + name.len()].copy_from_slice(name);
        length += name.len();
    }
    length
}

#[panic_handler]
fn panic(_info: &PanicInfo) -> ! {
    loop {}
}
