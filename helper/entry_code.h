/* SPDX-License-Identifier: MIT */
/* Hand-written x86-64 code, instruction by instruction, with what is known for certain of the
   registers on the way.  Zydis decodes; without it nothing is known. */
#ifndef ENTRY_CODE_H
#define ENTRY_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How the program goes on behind an instruction. */
enum code_kind {
    CODE_PLAIN,     /* with the next one */
    CODE_CALL,      /* in a function, and with the next one if that returns */
    CODE_JUMP,      /* elsewhere */
    CODE_BRANCH,    /* elsewhere, or with the next one */
    CODE_RETURN,    /* where the address on the stack says */
    CODE_SYSCALL,   /* in the kernel, and with the next one if that returns */
    CODE_INTERRUPT, /* the same for int 0x80, the 32-bit kernel interface */
    CODE_STOP,      /* not at all: hlt, ud2, int3 */
    CODE_INVALID,   /* these bytes are no code that a program can run */
};

enum code_value_kind {
    VALUE_UNKNOWN,
    VALUE_NUMBER,  /* the number itself */
    VALUE_STACK,   /* so many bytes above the first stack pointer */
    VALUE_ALIGNED, /* so many bytes above some address that 16 divides */
};

struct code_value {
    enum code_value_kind kind;
    int64_t number;
};

enum {
    CODE_RAX = 0,
    CODE_RSP = 4,
    CODE_REGISTERS = 16, /* in the order of their numbers: rax, rcx, rdx, rbx, rsp, ... */
    CODE_PUSHED = 8,
};

struct code_state {
    struct code_value registers[CODE_REGISTERS];
    struct code_value pushed[CODE_PUSHED]; /* the youngest last */
    size_t pushed_count;
    unsigned misalignment; /* of the first stack pointer, in bytes, at most 15 */
};

struct code_step {
    enum code_kind kind;
    size_t length;
    bool direct;    /* a call, jump or branch to the target */
    int64_t target; /* relative to the first byte of the code */
    bool slot;      /* an operand is addressed relative to the instruction: at the address */
    int64_t address;
    bool indirect;       /* a call or jump to what the slot holds */
    uint64_t numbers[2]; /* in its operands: they may be addresses */
    size_t number_count;
};

/* This build can decode. */
bool entry_code_available(void);

/* At the beginning of code: of the stack pointer only its alignment is known. */
void entry_code_begin(struct code_state *state, unsigned misalignment);

/* Decodes the instruction at the offset, which is below the size, and follows what it does to the
   registers.  relocated: the linker fills in a part of it, so that no number in it means
   anything. */
void entry_code_step(const unsigned char *bytes, size_t size, size_t offset, bool relocated,
                     struct code_state *state, struct code_step *step);

/* What a function does to the registers that it need not keep, after a call. */
void entry_code_called(struct code_state *state);

/* The stack pointer modulo 16.  False: not known. */
bool entry_code_alignment(const struct code_state *state, unsigned *alignment);

#endif
