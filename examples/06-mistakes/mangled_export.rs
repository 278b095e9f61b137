// #[no_mangle] is missing here, not below.
pub extern "C" fn hello() {
    println!("Hello from Rust!");
}

#[no_mangle]
pub extern "C" fn hello_twice() {
    hello();
    hello();
}
