//! Exports a name that greet.rs exports too.
#[no_mangle]
pub extern "C" fn rust_add(a: i32, b: i32) -> i32 {
    println!("the other one");
    a.wrapping_sub(b)
}
