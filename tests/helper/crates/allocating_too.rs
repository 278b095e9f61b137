//! Has another allocator.
use std::alloc::{GlobalAlloc, Layout, System};

struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        System.alloc(layout)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        System.dealloc(memory, layout)
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[no_mangle]
pub extern "C" fn allocating_too(count: i32) -> i32 {
    let numbers: Vec<i32> = (0..count).collect();
    numbers.len() as i32
}
