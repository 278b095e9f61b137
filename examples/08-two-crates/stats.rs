#[derive(Default)]
pub struct Stats {
    numbers: Vec<f64>,
}

#[no_mangle]
pub extern "C" fn stats_new() -> Box<Stats> {
    Box::default()
}

#[no_mangle]
pub extern "C" fn stats_add(stats: &mut Stats, number: f64) {
    stats.numbers.push(number);
}

#[no_mangle]
pub extern "C" fn stats_print(stats: &Stats) {
    let sum: f64 = stats.numbers.iter().sum();
    let count = stats.numbers.len();
    println!("{count} numbers, {} on average", sum / count as f64);
}

#[no_mangle]
pub extern "C" fn stats_free(_stats: Option<Box<Stats>>) {}
