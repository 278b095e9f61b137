//! Depends on crates that are called like those that std is made of.
#[no_mangle]
pub extern "C" fn vendored_sum(a: i32) -> i32 {
    let mut map = std::collections::HashMap::new();
    map.insert(a, memchr::in_vendored(a));
    map[&a] + hashbrown::in_vendored(a)
}
