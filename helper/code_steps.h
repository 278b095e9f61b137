/* SPDX-License-Identifier: MIT */
/* What all ways of following code share: one instruction, and what was seen. */
#ifndef CODE_STEPS_H
#define CODE_STEPS_H

#include "code_region.h"

/* One bit for each byte of the region: an instruction that begins there was seen.  Free it with
   free.  NULL: no memory, which the walk remembers. */
unsigned char *code_new_seen(struct code_walk *walk, const struct code_region *region);

/* False: it was seen before. */
bool code_see(unsigned char *seen, size_t offset);

/* What the kernel does when it is asked for the number in rax. */
enum code_request {
    CODE_REQUEST_UNKNOWN,
    CODE_REQUEST_RETURNS,
    CODE_REQUEST_ENDS,
    CODE_REQUEST_ENDS_THREAD
};

enum code_request code_kernel_request(enum code_kind kind, struct code_value rax);

/* Decodes the instruction at the offset; what the linker fills in is no number. */
void code_decode(const struct code_region *region, size_t offset, struct code_state *state,
                 struct code_step *step);

#endif
