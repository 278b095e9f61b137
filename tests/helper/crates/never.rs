//! Ends the program by itself.
#[no_mangle]
pub extern "C" fn never_returns() -> ! {
    println!("The end");
    std::process::exit(0)
}
