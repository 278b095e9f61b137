pub struct Tally {
    amounts: Vec<u32>,
}

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static tally_limit: u64 = 1_000_000;

#[no_mangle]
pub extern "C" fn tally_new() -> Box<Tally> {
    Box::new(Tally { amounts: Vec::new() })
}

#[no_mangle]
pub extern "C" fn tally_add(tally: &mut Tally, amount: u32) {
    tally.amounts.push(amount);
}

#[no_mangle]
pub extern "C" fn tally_total(tally: &Tally) -> u64 {
    let total: u64 = tally.amounts.iter().copied().map(u64::from).sum();
    total.min(tally_limit)
}

#[no_mangle]
pub extern "C" fn tally_free(_tally: Option<Box<Tally>>) {}
