//! Exports whose names are near those of libc, libm, pthread and dl.
macro_rules! export {
    ($($name:ident)*) => {
        $(#[no_mangle] pub extern "C" fn $name() { println!(stringify!($name)); })*
    };
}

export! {
    reed writ opn clos sine cosine logg pows y11 j01 indx rindx putz print_f mallok fre exot
    abor_t memcpi strlem strcmq pthread_creatf pthread_joyn dlopem dlsyn hallo halo stat_ times_
    Read Write _write _read
}
