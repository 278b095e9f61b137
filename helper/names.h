/* SPDX-License-Identifier: MIT */
/* Names as such: a hash of them, and how near two of them are, for "did you mean". */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* For tables in memory; never 0.  Eight bytes at a time: names are hashed by the million. */
static inline uint32_t names_hash(const char *name, size_t length)
{
    uint64_t hash = length, word = 0;
    for (; length >= sizeof word; length -= sizeof word, name += sizeof word) {
        memcpy(&word, name, sizeof word);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    word = 0;
    memcpy(&word, name, length);
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash >> 32 ? (uint32_t)(hash >> 32) : 1;
}

#define NAMES_FAR ((size_t)-1)

/* Optimal string alignment distance: insertions, deletions, changes and swaps of neighbours;
   NAMES_FAR when it is above the limit.  Both names at most 255 characters, else NAMES_FAR. */
size_t names_distance(const char *a, const char *b, size_t limit);

/* What is cheap to compare of a name, without regard to case and leading underscores: its letters
   and digits, and its length, at most 255. */
struct name_outline {
    uint64_t letters;
    unsigned char length;
};

/* length 0: of a name that is near to none. */
struct name_outline names_outline(const char *name);

enum { NAMES_MOST_SLIPS = 2 };

/* names_nearness of two names with these outlines is more than so many slips of the pen, of which
   there are at most NAMES_MOST_SLIPS; false: it may not be.  Asked for each of millions of names.
   Each slip takes away one kind of letter and brings another one. */
static inline bool names_far_apart(struct name_outline a, struct name_outline b, int slips)
{
    int more = a.length - b.length;
    if (!a.length || !b.length || more > slips || -more > slips)
        return true;
    uint64_t different = a.letters ^ b.letters;
    for (int i = 0; different && i < 2 * slips; i++)
        different &= different - 1;
    return different != 0;
}

/* 0: equal but for case and leading underscores; 1, 2: so many slips of the pen; NAMES_FAR:
   not near.  Short names bear fewer slips. */
size_t names_nearness(const char *wanted, const char *candidate);

#endif
