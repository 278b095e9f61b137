/* SPDX-License-Identifier: MIT */
/* Mangled names, as far as a checker needs them: is it one, and what is the function called?
 *
 * Rust, legacy:  _ZN <length><identifier>... 17h<16 hexadecimal digits> E [.llvm.<digits>]
 * Rust, v0:      _R <path> [<instantiating crate>] [.llvm.<digits>]
 * C++ (Itanium): _Z <length><identifier> <types>, or _ZN <length><identifier>... E <types>
 *
 * A Rust v0 path is read by its grammar: a test of the name's end only would take the last
 * identifier of "...2v18rust_add" (module v1, function rust_add) for "rust_add" of length 18.
 */
#ifndef MANGLING_H
#define MANGLING_H

#include <stdbool.h>
#include <stddef.h>

struct mangled_name {
    const char *crate; /* all pointers are into the symbol, or NULL: of a method not all is read */
    size_t crate_length;
    const char *name; /* the last identifier of the path */
    size_t name_length;
    bool method;   /* of a type or a trait */
    bool closure;  /* or another thing without a name of its own */
    bool generic;  /* an instance of a generic function */
    bool punycode; /* the last identifier is not ASCII */
};

/* Looks like a mangled Rust name (cheap: may be wrong for C++'s _ZN). */
bool mangling_maybe_rust(const char *symbol);

/* Reads a mangled Rust name.  False: it is none. */
bool mangling_parse(const char *symbol, struct mangled_name *parsed);

/* Whose crates of that name are. */
enum crate_origin {
    CRATE_USERS,
    CRATE_VENDORED, /* of crates.io, and a copy is a part of std: memchr, hashbrown */
    CRATE_RUSTC,    /* comes with rustc: std, core, alloc */
};

enum crate_origin mangling_crate_origin(const char *crate, size_t length);

/* A mangled Rust name of a plain function or static that is called name, in a crate that does
   not come with rustc.  crate: the one that the symbol's object was compiled from, which counts
   as the user's, or NULL. */
bool mangling_names(const char *symbol, const char *name, const char *crate, size_t crate_length);

/* The function's own name in a mangled C++ name, without namespaces and types.  False: it is
   none, or one without a plain name (operators, constructors). */
bool mangling_cxx_name(const char *symbol, const char **name, size_t *length);

/* Writes the name as the language writes it; the symbol itself if it can't be read.  False: it
   looks mangled, but this is a build without libiberty. */
bool mangling_show(const char *symbol, char *buffer, size_t size);

#endif
