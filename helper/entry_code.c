/* SPDX-License-Identifier: MIT */
#include "entry_code.h"

#include <string.h>

#ifdef POLYFFI_HAVE_ZYDIS
#include <Zydis/Zydis.h>
#endif

void entry_code_begin(struct code_state *state, unsigned misalignment)
{
    *state = (struct code_state){.misalignment = misalignment};
    state->registers[CODE_RSP].kind = VALUE_STACK;
}

void entry_code_called(struct code_state *state)
{
    /* psABI, 3.2.1: rax, rcx, rdx, rsi, rdi and r8 to r11. */
    static const unsigned char lost[] = {0, 1, 2, 6, 7, 8, 9, 10, 11};
    for (size_t i = 0; i < sizeof lost; i++)
        state->registers[lost[i]] = (struct code_value){0};
    state->pushed_count = 0;
}

/* Of a value modulo 16.  False: not known. */
static bool alignment_of(const struct code_state *state, struct code_value value,
                         unsigned *alignment)
{
    uint64_t number = (uint64_t)value.number;
    if (value.kind == VALUE_STACK)
        number += state->misalignment;
    *alignment = (unsigned)(number & 15);
    return value.kind != VALUE_UNKNOWN;
}

bool entry_code_alignment(const struct code_state *state, unsigned *alignment)
{
    return alignment_of(state, state->registers[CODE_RSP], alignment);
}

#ifndef POLYFFI_HAVE_ZYDIS

bool entry_code_available(void)
{
    return false;
}

void entry_code_step(const unsigned char *bytes, size_t size, size_t offset, bool relocated,
                     struct code_state *state, struct code_step *step)
{
    (void)bytes;
    (void)size;
    (void)offset;
    (void)relocated;
    (void)state;
    *step = (struct code_step){.kind = CODE_INVALID};
}

#else

bool entry_code_available(void)
{
    return true;
}

/* What is decoded, and what is known before it. */
struct decoded {
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    int64_t end; /* of the instruction, relative to the first byte of the code */
    bool relocated;
};

static const struct code_value unknown = {VALUE_UNKNOWN, 0};

static struct code_value add(struct code_value value, int64_t number)
{
    if (value.kind != VALUE_UNKNOWN)
        value.number = (int64_t)((uint64_t)value.number + (uint64_t)number);
    return value;
}

/* The number of a general register of 32 or 64 bits.  False: another register. */
static bool register_number(ZydisRegister name, size_t *number)
{
    if (name >= ZYDIS_REGISTER_RAX && name <= ZYDIS_REGISTER_R15)
        *number = (size_t)(name - ZYDIS_REGISTER_RAX);
    else if (name >= ZYDIS_REGISTER_EAX && name <= ZYDIS_REGISTER_R15D)
        *number = (size_t)(name - ZYDIS_REGISTER_EAX);
    else
        return false;
    return true;
}

/* Zero-extended, as an instruction of 32 bits leaves it. */
static struct code_value narrowed(struct code_value value)
{
    if (value.kind != VALUE_NUMBER)
        return unknown;
    value.number = (int64_t)((uint64_t)value.number & 0xffffffff);
    return value;
}

static struct code_value read_operand(const struct code_state *state, const struct decoded *decoded,
                                      size_t index)
{
    const ZydisDecodedOperand *operand = &decoded->operands[index];
    size_t number;
    if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && !decoded->relocated)
        return (struct code_value){VALUE_NUMBER, operand->imm.value.s};
    if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER &&
        register_number(operand->reg.value, &number))
        return operand->size == 64 ? state->registers[number] : narrowed(state->registers[number]);
    return unknown;
}

/* lea: a register and a displacement; else not known. */
static struct code_value read_address(const struct code_state *state, const struct decoded *decoded)
{
    const ZydisDecodedOperandMem *memory = &decoded->operands[1].mem;
    size_t number;
    if (decoded->relocated || memory->index != ZYDIS_REGISTER_NONE ||
        !register_number(memory->base, &number))
        return unknown;
    return add(state->registers[number], memory->disp.has_displacement ? memory->disp.value : 0);
}

/* and: clears low bits, such as -16. */
static struct code_value masked(const struct code_state *state, struct code_value value,
                                struct code_value mask)
{
    unsigned over;
    if (mask.kind != VALUE_NUMBER)
        return unknown;
    if (value.kind == VALUE_NUMBER) {
        value.number &= mask.number;
        return value;
    }
    if (mask.number == -16 && alignment_of(state, value, &over))
        return add(value, -(int64_t)over);
    /* -16 of anything, -32 and so on: how far down is not known, but that 16 divides it. */
    if (mask.number <= -16 && (mask.number & 15) == 0)
        return (struct code_value){VALUE_ALIGNED, 0};
    return unknown;
}

static bool same_register(const struct decoded *decoded)
{
    return decoded->operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
           decoded->operands[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
           decoded->operands[0].reg.value == decoded->operands[1].reg.value;
}

/* The value that the instruction gives to its first operand; not known for most. */
static struct code_value result_of(const struct code_state *state, const struct decoded *decoded)
{
    struct code_value before = read_operand(state, decoded, 0);
    struct code_value source = read_operand(state, decoded, 1);
    switch (decoded->instruction.mnemonic) {
    case ZYDIS_MNEMONIC_MOV:
        return source;
    case ZYDIS_MNEMONIC_LEA:
        return read_address(state, decoded);
    case ZYDIS_MNEMONIC_XOR:
    case ZYDIS_MNEMONIC_SUB:
        if (same_register(decoded))
            return (struct code_value){VALUE_NUMBER, 0};
        if (decoded->instruction.mnemonic == ZYDIS_MNEMONIC_SUB && source.kind == VALUE_NUMBER)
            return add(before, -source.number);
        return unknown;
    case ZYDIS_MNEMONIC_ADD:
        return source.kind == VALUE_NUMBER ? add(before, source.number) : unknown;
    case ZYDIS_MNEMONIC_INC:
        return add(before, 1);
    case ZYDIS_MNEMONIC_DEC:
        return add(before, -1);
    case ZYDIS_MNEMONIC_AND:
        return masked(state, before, source);
    default:
        return unknown;
    }
}

/* mov al, 60 behind xor eax, eax: the low byte of a known number. */
static bool set_low_byte(struct code_state *state, const struct decoded *decoded)
{
    const ZydisDecodedOperand *operand = &decoded->operands[0];
    struct code_value source = read_operand(state, decoded, 1);
    if (decoded->instruction.mnemonic != ZYDIS_MNEMONIC_MOV ||
        operand->type != ZYDIS_OPERAND_TYPE_REGISTER || operand->reg.value != ZYDIS_REGISTER_AL)
        return false;
    struct code_value *rax = &state->registers[CODE_RAX];
    if (rax->kind != VALUE_NUMBER || source.kind != VALUE_NUMBER)
        *rax = unknown;
    else
        rax->number = (rax->number & ~(int64_t)0xff) | (source.number & 0xff);
    return true;
}

/* Everything that the instruction writes is lost; memory may be what was pushed. */
static void forget_written(struct code_state *state, const struct decoded *decoded)
{
    size_t number;
    for (size_t i = 0; i < decoded->instruction.operand_count; i++) {
        const ZydisDecodedOperand *operand = &decoded->operands[i];
        if (!(operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE))
            continue;
        if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY)
            state->pushed_count = 0;
        if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER &&
            register_number(
                ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, operand->reg.value),
                &number))
            state->registers[number] = unknown;
    }
}

static void follow_plain(struct code_state *state, const struct decoded *decoded)
{
    const ZydisDecodedOperand *first = &decoded->operands[0];
    struct code_value result = result_of(state, decoded);
    size_t number;
    if (set_low_byte(state, decoded))
        return;
    forget_written(state, decoded);
    if (decoded->instruction.operand_count && first->type == ZYDIS_OPERAND_TYPE_REGISTER &&
        first->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE &&
        register_number(first->reg.value, &number)) {
        state->registers[number] = first->size == 64 ? result : narrowed(result);
        if (number == CODE_RSP)
            state->pushed_count = 0;
    }
}

static void push(struct code_state *state, struct code_value value)
{
    if (state->pushed_count == CODE_PUSHED) {
        memmove(state->pushed, state->pushed + 1, sizeof state->pushed - sizeof *state->pushed);
        state->pushed_count--;
    }
    state->pushed[state->pushed_count++] = value;
    state->registers[CODE_RSP] = add(state->registers[CODE_RSP], -8);
}

static struct code_value pop(struct code_state *state)
{
    state->registers[CODE_RSP] = add(state->registers[CODE_RSP], 8);
    return state->pushed_count ? state->pushed[--state->pushed_count] : unknown;
}

/* push and pop; false: it is neither, or one of 16 bits. */
static bool follow_stack(struct code_state *state, const struct decoded *decoded)
{
    const ZydisDecodedOperand *operand = &decoded->operands[0];
    size_t number;
    if (decoded->instruction.operand_width != 64)
        return false;
    switch (decoded->instruction.mnemonic) {
    case ZYDIS_MNEMONIC_PUSH:
        push(state, read_operand(state, decoded, 0));
        return true;
    case ZYDIS_MNEMONIC_PUSHFQ:
        push(state, unknown);
        return true;
    case ZYDIS_MNEMONIC_POPFQ:
        pop(state);
        return true;
    case ZYDIS_MNEMONIC_POP: {
        struct code_value value = pop(state);
        if (operand->type != ZYDIS_OPERAND_TYPE_REGISTER)
            state->pushed_count = 0;
        else if (register_number(operand->reg.value, &number))
            state->registers[number] = value;
        return true;
    }
    case ZYDIS_MNEMONIC_LEAVE: {
        enum { RBP = 5 };
        state->registers[CODE_RSP] = add(state->registers[RBP], 8);
        state->registers[RBP] = unknown;
        state->pushed_count = 0;
        return true;
    }
    default:
        return false;
    }
}

/* Instructions of the kernel's: in a program they are data that is taken for code, like text,
   whose l, m, n and o are ins and outs. */
static bool is_privileged(const ZydisDecodedInstruction *instruction)
{
    return instruction->attributes & ZYDIS_ATTRIB_IS_PRIVILEGED ||
           instruction->meta.category == ZYDIS_CATEGORY_IO ||
           instruction->meta.category == ZYDIS_CATEGORY_IOSTRINGOP ||
           instruction->mnemonic == ZYDIS_MNEMONIC_CLI ||
           instruction->mnemonic == ZYDIS_MNEMONIC_STI;
}

static enum code_kind kind_of(const struct decoded *decoded)
{
    const ZydisDecodedInstruction *instruction = &decoded->instruction;
    switch (instruction->mnemonic) {
    case ZYDIS_MNEMONIC_HLT:
    case ZYDIS_MNEMONIC_UD0:
    case ZYDIS_MNEMONIC_UD1:
    case ZYDIS_MNEMONIC_UD2:
    case ZYDIS_MNEMONIC_INT3:
        return CODE_STOP;
    case ZYDIS_MNEMONIC_SYSCALL:
        return CODE_SYSCALL;
    case ZYDIS_MNEMONIC_INT:
        return decoded->operands[0].imm.value.u == 0x80 ? CODE_INTERRUPT : CODE_INVALID;
    case ZYDIS_MNEMONIC_XABORT:
    case ZYDIS_MNEMONIC_XBEGIN:
        return CODE_BRANCH;
    default:
        break;
    }
    switch (instruction->meta.category) {
    case ZYDIS_CATEGORY_CALL:
        return CODE_CALL;
    case ZYDIS_CATEGORY_UNCOND_BR:
        return CODE_JUMP;
    case ZYDIS_CATEGORY_COND_BR:
        return CODE_BRANCH;
    case ZYDIS_CATEGORY_RET:
        return CODE_RETURN;
    default:
        return is_privileged(instruction) ? CODE_INVALID : CODE_PLAIN;
    }
}

static void add_number(struct code_step *step, int64_t number)
{
    if (step->number_count < sizeof step->numbers / sizeof *step->numbers)
        step->numbers[step->number_count++] = (uint64_t)number;
}

/* Where a call, jump or branch goes, and what is addressed relative to the instruction. */
static void find_places(const struct decoded *decoded, struct code_step *step)
{
    bool control = step->kind == CODE_CALL || step->kind == CODE_JUMP || step->kind == CODE_BRANCH;
    for (size_t i = 0; i < decoded->instruction.operand_count_visible; i++) {
        const ZydisDecodedOperand *operand = &decoded->operands[i];
        if (control && operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && operand->imm.is_relative) {
            step->direct = true;
            step->target = decoded->end + operand->imm.value.s;
        } else if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
            add_number(step, operand->imm.value.s);
        }
        if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY && operand->mem.base == ZYDIS_REGISTER_RIP) {
            step->slot = true;
            step->address = decoded->end + operand->mem.disp.value;
            step->indirect = control;
        } else if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY) {
            add_number(step, operand->mem.disp.value);
        }
    }
}

/* The kernel keeps all registers but three. */
static void follow_kernel(struct code_state *state)
{
    enum { RCX = 1, R11 = 11 };
    state->registers[CODE_RAX] = unknown;
    state->registers[RCX] = unknown;
    state->registers[R11] = unknown;
    state->pushed_count = 0;
}

void entry_code_step(const unsigned char *bytes, size_t size, size_t offset, bool relocated,
                     struct code_state *state, struct code_step *step)
{
    ZydisDecoder decoder;
    struct decoded decoded = {.relocated = relocated};
    *step = (struct code_step){.kind = CODE_INVALID};
    /* Two bytes of nothing are an add; more of them are data. */
    if (size - offset >= 4 && memcmp(bytes + offset, "\0\0\0\0", 4) == 0)
        return;
    if (!ZYAN_SUCCESS(
            ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)) ||
        !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes + offset, size - offset,
                                             &decoded.instruction, decoded.operands)))
        return;
    step->length = decoded.instruction.length;
    step->kind = kind_of(&decoded);
    decoded.end = (int64_t)(offset + step->length);
    find_places(&decoded, step);
    if (step->kind == CODE_PLAIN && !follow_stack(state, &decoded))
        follow_plain(state, &decoded);
    else if (step->kind == CODE_SYSCALL || step->kind == CODE_INTERRUPT)
        follow_kernel(state);
}

#endif
