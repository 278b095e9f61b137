/// A rectangle, from its left upper corner on.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Rectangle {
    pub left: i32,
    pub top: i32,
    pub width: u32,
    pub height: u32,
}

/// How much of a line of `length` from `from` on is on another one.
fn common(from: i32, length: u32, other: i32, other_length: u32) -> i64 {
    let end = (i64::from(from) + i64::from(length)).min(i64::from(other) + i64::from(other_length));
    (end - i64::from(from.max(other))).max(0)
}

/// The area that two rectangles have in common.
#[no_mangle]
pub extern "C" fn shape_overlap(a: Rectangle, b: Rectangle) -> u64 {
    let width = common(a.left, a.width, b.left, b.width);
    let height = common(a.top, a.height, b.top, b.height);
    (width * height) as u64
}
