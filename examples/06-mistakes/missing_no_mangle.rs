// #[no_mangle] is missing.
pub extern "C" fn hello() {
    println!("Hello from Rust!");
}
