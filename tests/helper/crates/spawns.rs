//! Makes a thread.
#[no_mangle]
pub extern "C" fn spawn_one() {
    std::thread::spawn(|| {});
}
