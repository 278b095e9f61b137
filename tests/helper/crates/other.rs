//! A second library of the same rustc, with std and names of its own.
#[no_mangle]
pub extern "C" fn other_hello() {
    println!("Hello again!");
}
