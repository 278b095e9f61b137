use std::ffi::CStr;
use std::os::raw::c_char;

/// The number that `text` holds, or `otherwise`.
///
/// # Safety
/// `text` ends with a NUL.
#[no_mangle]
pub unsafe extern "C" fn parse_number(text: *const c_char, otherwise: f64) -> f64 {
    let text = CStr::from_ptr(text).to_string_lossy();
    text.trim().parse().unwrap_or(otherwise)
}
