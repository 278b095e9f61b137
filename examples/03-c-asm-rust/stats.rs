/// The struct that main.c declares.
#[repr(C)]
pub struct Sample {
    pub value: i32,
    pub weight: u16,
}

pub type Callback = extern "C" fn(sample: *const Sample, total: i64);

/// Calls `callback` with each of `count` samples and the weighted sum up to it,
/// and returns the sum.
///
/// # Safety
/// `samples` points to `count` samples.
#[no_mangle]
pub unsafe extern "C" fn stats_each(samples: *const Sample, count: usize, callback: Callback) -> i64 {
    let mut total = 0;
    for sample in std::slice::from_raw_parts(samples, count) {
        total += i64::from(sample.value) * i64::from(sample.weight);
        callback(sample, total);
    }
    total
}
