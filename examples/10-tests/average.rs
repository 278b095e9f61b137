//! The average of what the sensors say.
//!
//! ```
//! assert_eq!(average::average_of(0), 0.0);
//! ```

extern "C" {
    fn sensor_read(number: u32) -> i32;
}

/// The reading of a sensor, in degrees.
pub fn degrees(number: u32) -> f64 {
    f64::from(unsafe { sensor_read(number) }) / 10.0
}

/// The average of the first `count` sensors; that of none is 0.
#[no_mangle]
pub extern "C" fn average_of(count: u32) -> f64 {
    (0..count).map(degrees).sum::<f64>() / f64::from(count.max(1))
}

#[cfg(test)]
mod tests {
    use super::average_of;

    #[test]
    fn of_none() {
        assert_eq!(average_of(0), 0.0);
    }

    #[test]
    fn of_three() {
        assert!((average_of(3) - 21.5).abs() < 1e-9);
    }

    #[test]
    #[ignore = "takes long"]
    fn of_many() {
        assert!((average_of(3_000_000) - 21.5).abs() < 1e-6);
    }
}
