/* SPDX-License-Identifier: MIT */
/* The C library's start-up code, recognised by its bytes: crt1.o's '_start', which calls main.
   It is there in stripped programs too. */
#ifndef STARTUP_CODE_H
#define STARTUP_CODE_H

#include "objects.h"

struct startup_code {
    const char *library; /* whose it is */
    uint64_t main;       /* the address of main that it hands over; 0: not known */
};

/* The bytes, which lie at the address, begin with start-up code; that of musl goes on at another
   address, *next, with a function that startup_code_matches_next knows, or not; *next is 0 for
   others.  False: they are something else. */
bool startup_code_matches(const unsigned char *bytes, size_t size, uint64_t address,
                          struct startup_code *code, uint64_t *next);
bool startup_code_matches_next(const unsigned char *bytes, size_t size, uint64_t address,
                               struct startup_code *code);

/* The x86-64 program begins with start-up code at the address.  False: with something else, or
   it is for another machine. */
bool startup_code_at(const struct object *program, uint64_t address, struct startup_code *code);

/* The address of start-up code that the program has anywhere in its code, as its entry or not.
   False: it has none. */
bool startup_code_find(const struct object *program, uint64_t *address);

#endif
