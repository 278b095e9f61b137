//! A library that allocates, panics and catches the panic: half of a pair with one runtime each.
#[no_mangle]
pub extern "C" fn pair_run(count: i32) -> i32 {
    let numbers: Vec<i32> = (0..count).collect();
    let caught = std::panic::catch_unwind(|| {
        if numbers.len() > 100 {
            panic!("too many");
        }
        numbers.len() as i32
    });
    caught.unwrap_or(-1)
}
