/* SPDX-License-Identifier: MIT */
#include "code_steps.h"

#include <stdlib.h>

unsigned char *code_new_seen(struct code_walk *walk, const struct code_region *region)
{
    unsigned char *seen = calloc(region->size / 8 + 1, 1);
    walk->failed = walk->failed || !seen;
    return seen;
}

bool code_see(unsigned char *seen, size_t offset)
{
    unsigned char bit = (unsigned char)(1u << (offset & 7));
    if (seen[offset / 8] & bit)
        return false;
    seen[offset / 8] = (unsigned char)(seen[offset / 8] | bit);
    return true;
}

enum code_request code_kernel_request(enum code_kind kind, struct code_value rax)
{
    /* asm/unistd_64.h: exit, exit_group, execve, execveat, rt_sigreturn; unistd_32.h: exit,
       exit_group, execve, execveat, sigreturn, rt_sigreturn. */
    static const uint32_t ends[] = {231, 59, 322, 15}, ends_32[] = {1, 252, 11, 358, 119, 173};
    enum { EXIT = 60 };
    uint32_t number = (uint32_t)rax.number;
    if (rax.kind != VALUE_NUMBER)
        return CODE_REQUEST_UNKNOWN;
    if (kind == CODE_SYSCALL && number == EXIT)
        return CODE_REQUEST_ENDS_THREAD;
    for (size_t i = 0; kind == CODE_SYSCALL && i < sizeof ends / sizeof *ends; i++)
        if (number == ends[i])
            return CODE_REQUEST_ENDS;
    for (size_t i = 0; kind == CODE_INTERRUPT && i < sizeof ends_32 / sizeof *ends_32; i++)
        if (number == ends_32[i])
            return CODE_REQUEST_ENDS;
    return CODE_REQUEST_RETURNS;
}

void code_decode(const struct code_region *region, size_t offset, struct code_state *state,
                 struct code_step *step)
{
    struct code_state before = *state;
    entry_code_step(region->bytes, region->size, offset, false, state, step);
    if (step->kind == CODE_INVALID ||
        !code_region_relocation(region, region->base + offset, step->length))
        return;
    *state = before;
    entry_code_step(region->bytes, region->size, offset, true, state, step);
}
