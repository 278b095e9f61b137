/* SPDX-License-Identifier: MIT */
#include "entry_code.h"

#include "unit.h"

/* Runs through all the bytes, and returns the last step. */
static struct code_step run(struct code_state *state, const char *bytes, size_t size)
{
    struct code_step step = {.kind = CODE_INVALID};
    unsigned char *exact = malloc(size);
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    for (size_t offset = 0; offset < size; offset += step.length) {
        entry_code_step(exact, size, offset, false, state, &step);
        if (step.kind == CODE_INVALID)
            break;
        if (step.kind == CODE_CALL)
            entry_code_called(state);
    }
    free(exact);
    return step;
}

#define RUN_CODE(state, bytes) run(state, bytes, sizeof bytes - 1)

static void require_zydis(void)
{
    if (!entry_code_available())
        skip();
}

TEST(knows_how_code_goes_on)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        enum code_kind kind;
    } cases[] = {
        {"\x90", 1, CODE_PLAIN},
        {"\xf3\x0f\x1e\xfa", 4, CODE_PLAIN}, /* endbr64 */
        {"\xe8\x10\x00\x00\x00", 5, CODE_CALL},
        {"\xff\x15\x10\x00\x00\x00", 6, CODE_CALL}, /* call [rip + 16] */
        {"\xff\xd0", 2, CODE_CALL},                 /* call rax */
        {"\xeb\xfe", 2, CODE_JUMP},
        {"\xff\xe0", 2, CODE_JUMP},
        {"\x74\x05", 2, CODE_BRANCH},
        {"\xe2\xfe", 2, CODE_BRANCH}, /* loop */
        {"\xc3", 1, CODE_RETURN},
        {"\xc2\x08\x00", 3, CODE_RETURN},
        {"\x0f\x05", 2, CODE_SYSCALL},
        {"\xcd\x80", 2, CODE_INTERRUPT},
        {"\xf4", 1, CODE_STOP},
        {"\x0f\x0b", 2, CODE_STOP},
        {"\xcc", 1, CODE_STOP},
        {"\x06", 1, CODE_INVALID},
        {"\xcd\x21", 2, CODE_INVALID},
        {"\x6c", 1, CODE_INVALID}, /* ins: the letter l */
        {"\xfa", 1, CODE_INVALID}, /* cli */
        {"\0\0\0\0", 4, CODE_INVALID},
        {"\xe8\x10\x00", 3, CODE_INVALID}, /* cut off */
        {"\x48", 1, CODE_INVALID},
    };
    require_zydis();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct code_state registers;
        entry_code_begin(&registers, 0);
        assert_int_equal(run(&registers, cases[i].bytes, cases[i].size).kind, cases[i].kind);
    }
}

TEST(knows_where_code_goes)
{
    (void)state;
    struct code_state registers;
    require_zydis();
    entry_code_begin(&registers, 0);
    struct code_step step = RUN_CODE(&registers, "\x90\xe8\x10\x00\x00\x00");
    assert_true(step.direct);
    assert_int_equal(step.target, 22);
    step = RUN_CODE(&registers, "\x90\xeb\xfe");
    assert_true(step.direct);
    assert_int_equal(step.target, 1);
    step = RUN_CODE(&registers, "\xff\x15\x10\x00\x00\x00");
    assert_true(step.indirect && step.slot && !step.direct);
    assert_int_equal(step.address, 22);
    step = RUN_CODE(&registers, "\x48\x8d\x3d\x10\x00\x00\x00"); /* lea rdi, [rip + 16] */
    assert_true(step.slot && !step.indirect);
    assert_int_equal(step.address, 23);
    step = RUN_CODE(&registers, "\xff\xd0");
    assert_false(step.direct || step.indirect || step.slot);
}

/* What rax is behind the code; -1: not known. */
static void expect_rax(const char *bytes, size_t size, int64_t number)
{
    struct code_state registers;
    entry_code_begin(&registers, 0);
    run(&registers, bytes, size);
    struct code_value rax = registers.registers[CODE_RAX];
    assert_int_equal(rax.kind, number < 0 ? VALUE_UNKNOWN : VALUE_NUMBER);
    if (number >= 0)
        assert_int_equal(rax.number, number);
}

#define EXPECT_RAX(bytes, number) expect_rax(bytes, sizeof bytes - 1, number)

TEST(knows_numbers)
{
    (void)state;
    require_zydis();
    EXPECT_RAX("\xb8\x3c\x00\x00\x00", 60);          /* mov eax, 60 */
    EXPECT_RAX("\x48\xc7\xc0\xe7\x00\x00\x00", 231); /* mov rax, 231 */
    EXPECT_RAX("\x31\xc0\xb0\x3c", 60);              /* xor eax, eax; mov al, 60 */
    EXPECT_RAX("\xb0\x3c", -1);                      /* mov al, 60 */
    EXPECT_RAX("\x6a\x3c\x58", 60);                  /* push 60; pop rax */
    EXPECT_RAX("\x6a\x3c\x53\x5b\x58", 60);          /* push 60; push rbx; pop rbx; */
    EXPECT_RAX("\x31\xff\x8d\x47\x3c", 60);          /* xor edi, edi; lea eax, [rdi+60] */
    EXPECT_RAX("\xbf\x3c\x00\x00\x00\x89\xf8", 60);  /* mov edi, 60; mov eax, edi */
    EXPECT_RAX("\xb8\x3b\x00\x00\x00\xff\xc0", 60);  /* mov eax, 59; inc eax */
    EXPECT_RAX("\xb8\x3c\x00\x00\x00\x0f\x05", -1);  /* syscall */
    EXPECT_RAX("\xb8\x3c\x00\x00\x00\xe8\x00\x00\x00\x00", -1); /* call */
    EXPECT_RAX("\xb8\x3c\x00\x00\x00\x8b\x07", -1);             /* mov eax, [rdi] */
    EXPECT_RAX("\xb8\x3c\x00\x00\x00\x48\x93", -1);             /* xchg rax, rbx */
    EXPECT_RAX("\xb8\x3c\x00\x00\x00\x0f\xa2", -1);             /* cpuid */
    EXPECT_RAX("\x6a\x3c\xc7\x04\x24\x00\x00\x00\x00\x58", -1); /* mov dword [rsp], 0 */
    EXPECT_RAX("\xbb\x3c\x00\x00\x00\x0f\x05\x89\xd8", 60);     /* ebx is kept by the kernel */
}

TEST(a_field_that_the_linker_fills_in_is_no_number)
{
    (void)state;
    struct code_state registers;
    struct code_step step;
    require_zydis();
    entry_code_begin(&registers, 0);
    entry_code_step((const unsigned char *)"\xb8\x3c\x00\x00\x00", 5, 0, true, &registers, &step);
    assert_int_equal(step.kind, CODE_PLAIN);
    assert_int_equal(registers.registers[CODE_RAX].kind, VALUE_UNKNOWN);
}

/* The stack pointer modulo 16 behind the code; -1: not known. */
static void expect_alignment(unsigned misalignment, const char *bytes, size_t size, int expected)
{
    struct code_state registers;
    unsigned alignment = 0;
    entry_code_begin(&registers, misalignment);
    run(&registers, bytes, size);
    assert_int_equal(entry_code_alignment(&registers, &alignment), expected >= 0);
    if (expected >= 0)
        assert_int_equal(alignment, expected);
}

#define EXPECT_ALIGNMENT(first, bytes, expected)                                                   \
    expect_alignment(first, bytes, sizeof bytes - 1, expected)

TEST(follows_the_stack_pointer)
{
    (void)state;
    require_zydis();
    EXPECT_ALIGNMENT(0, "\x90", 0);
    EXPECT_ALIGNMENT(8, "\x90", 8);
    EXPECT_ALIGNMENT(0, "\x55", 8); /* push rbp */
    EXPECT_ALIGNMENT(8, "\x55", 0);
    EXPECT_ALIGNMENT(0, "\x55\x53", 0);
    EXPECT_ALIGNMENT(0, "\x5f", 8);                         /* pop rdi */
    EXPECT_ALIGNMENT(8, "\x48\x83\xec\x08", 0);             /* sub rsp, 8 */
    EXPECT_ALIGNMENT(0, "\x48\x83\xc4\x18", 8);             /* add rsp, 24 */
    EXPECT_ALIGNMENT(8, "\x48\x83\xe4\xf0", 0);             /* and rsp, -16 */
    EXPECT_ALIGNMENT(8, "\x48\x83\xe4\xc0\x50", 8);         /* and rsp, -64; push rax */
    EXPECT_ALIGNMENT(0, "\x48\x8d\x64\x24\xf8", 8);         /* lea rsp, [rsp - 8] */
    EXPECT_ALIGNMENT(0, "\x48\x89\xe5\x53\x48\x89\xec", 0); /* mov rbp, rsp ... back */
    EXPECT_ALIGNMENT(8, "\x55\x48\x89\xe5\x53\xc9", 8);     /* push rbp ... leave */
    EXPECT_ALIGNMENT(0, "\xff\x34\x24", 8);                 /* push [rsp] */
    EXPECT_ALIGNMENT(0, "\x6a\x01", 8);
    EXPECT_ALIGNMENT(0, "\x9c", 8);                             /* pushfq */
    EXPECT_ALIGNMENT(0, "\x66\x50", -1);                        /* push ax */
    EXPECT_ALIGNMENT(0, "\x48\x29\xc4", -1);                    /* sub rsp, rax */
    EXPECT_ALIGNMENT(0, "\x5c", -1);                            /* pop rsp */
    EXPECT_ALIGNMENT(0, "\x48\x8b\x24\x24", -1);                /* mov rsp, [rsp] */
    EXPECT_ALIGNMENT(0, "\xc8\x10\x00\x00", -1);                /* enter 16, 0 */
    EXPECT_ALIGNMENT(0, "\x48\x29\xc4\x48\x83\xe4\xf0\x50", 8); /* sub rsp, rax; and; push */
    EXPECT_ALIGNMENT(0, "\x55\xe8\x00\x00\x00\x00", 8);         /* a call keeps it */
}

RUN(cmocka_unit_test(knows_how_code_goes_on), cmocka_unit_test(knows_where_code_goes),
    cmocka_unit_test(knows_numbers),
    cmocka_unit_test(a_field_that_the_linker_fills_in_is_no_number),
    cmocka_unit_test(follows_the_stack_pointer))
