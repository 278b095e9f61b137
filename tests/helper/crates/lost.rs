//! Functions that C can't call, each for a reason of its own.
#[inline(never)]
pub extern "C" fn lost(a: i32) -> i32 {
    unsafe { std::ptr::read_volatile(&a) }
}

pub mod v1 {
    pub mod away {
        #[inline(never)]
        pub extern "C" fn remote(a: i32) -> i32 {
            unsafe { std::ptr::read_volatile(&a) + 1 }
        }
    }
}

pub struct Shape;

impl Shape {
    #[inline(never)]
    pub extern "C" fn method_only(a: i32) -> i32 {
        unsafe { std::ptr::read_volatile(&a) + 2 }
    }
}

#[no_mangle]
pub extern "C" fn uses(a: i32) -> i32 {
    lost(a) + v1::away::remote(a) + Shape::method_only(a)
}

pub extern "C" fn absent_one(a: i32) -> i32 {
    a
}

#[no_mangle]
#[cfg(feature = "never")]
pub extern "C" fn conditional_one(a: i32) -> i32 {
    a
}

#[allow(no_mangle_generic_items)]
#[no_mangle]
pub extern "C" fn generic_one<T>(_: &T) -> i32 {
    1
}
