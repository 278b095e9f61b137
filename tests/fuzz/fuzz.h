/* SPDX-License-Identifier: MIT */
/* What the fuzz harnesses share.  A harness is one LLVMFuzzerTestOneInput: linked with
   libFuzzer it invents inputs, linked with replay.c it reads those that are kept. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The harness.  Returns 0; ends the program where the input shows a defect. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Ends the program with the message unless the condition holds. */
void fuzz_expect(bool condition, const char *message);

/* Reads every byte, so that a sanitizer sees what lies outside of its memory. */
void fuzz_touch(const void *bytes, size_t size);

/* A cursor over an input: takes apart what the harness wants to be arbitrary. */
struct fuzz_input {
    const uint8_t *at;
    size_t left;
};

/* The next byte; 0 behind the end. */
uint8_t fuzz_byte(struct fuzz_input *input);

/* The next number of two bytes, the lower one first. */
uint16_t fuzz_number(struct fuzz_input *input);

/* The next string without its NUL, copied into memory of just its size: free() it. */
char *fuzz_string(struct fuzz_input *input);

/* A file of these bytes that has no name in any directory: its path, which is valid until the
   next call with the same slot (below FUZZ_FILES). */
enum { FUZZ_FILES = 2 };
const char *fuzz_file(size_t slot, const void *bytes, size_t size);

#endif
