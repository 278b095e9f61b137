/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_expect(bool condition, const char *message)
{
    if (condition)
        return;
    fprintf(stderr, "fuzz: %s\n", message);
    abort();
}

void fuzz_touch(const void *bytes, size_t size)
{
    const volatile unsigned char *at = bytes;
    unsigned char all = 0;
    for (size_t i = 0; i < size; i++)
        all |= at[i];
    volatile unsigned char used = all;
    (void)used;
}

uint8_t fuzz_byte(struct fuzz_input *input)
{
    if (!input->left)
        return 0;
    input->left--;
    return *input->at++;
}

uint16_t fuzz_number(struct fuzz_input *input)
{
    unsigned low = fuzz_byte(input);
    return (uint16_t)(low | (unsigned)fuzz_byte(input) << 8);
}

char *fuzz_string(struct fuzz_input *input)
{
    size_t length = input->left ? strnlen((const char *)input->at, input->left) : 0;
    char *text = calloc(1, length + 1);
    fuzz_expect(text != NULL, "no memory");
    if (length)
        memcpy(text, input->at, length);
    input->at += length;
    input->left -= length;
    fuzz_byte(input);
    return text;
}

/* One file for each slot serves all inputs: making new ones costs more than most checks. */
const char *fuzz_file(size_t slot, const void *bytes, size_t size)
{
    static struct {
        int descriptor;
        char path[40];
    } files[FUZZ_FILES];
    fuzz_expect(slot < FUZZ_FILES, "no such slot");
    if (!files[slot].path[0]) {
        files[slot].descriptor = memfd_create("polyffi-fuzz", MFD_CLOEXEC);
        fuzz_expect(files[slot].descriptor >= 0, "no file in memory");
        snprintf(files[slot].path, sizeof files[slot].path, "/proc/self/fd/%d",
                 files[slot].descriptor);
    }
    fuzz_expect(ftruncate(files[slot].descriptor, 0) == 0 &&
                    pwrite(files[slot].descriptor, bytes, size, 0) == (ssize_t)size,
                "the file in memory can't be written");
    return files[slot].path;
}
