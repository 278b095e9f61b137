#[no_mangle]
pub extern "C" fn helo() {
    println!("Hello from Rust!");
}
