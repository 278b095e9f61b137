#ifndef TALLY_H
#define TALLY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tally;

/* No sum is larger than this. */
extern const uint64_t tally_limit;

/* A new, empty tally, to be freed with tally_free(). */
struct tally *tally_new(void);

/* Adds `amount`, and stops at tally_limit. */
void tally_add(struct tally *tally, uint32_t amount);

/* The sum so far. */
uint64_t tally_total(const struct tally *tally);

/* Frees `tally`, which may be NULL. */
void tally_free(struct tally *tally);

#ifdef __cplusplus
}
#endif

#endif
