#[no_mangle]
pub static GREETINGS: u32 = 1;

#[no_mangle]
pub extern "C" fn hello() {
    println!("Hello from Rust!");
}
