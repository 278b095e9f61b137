/* SPDX-License-Identifier: MIT */
#include "startup_code.h"

#include <string.h>

#include "linked_file.h"

/* Bytes in hexadecimal; ".." stands for any byte, a blank for nothing. Four letters M say how
   main is handed over in rdi:
     RRRR  lea rdi, [rip + RRRR]: the address of main, relative to the end of the field
     AAAA  mov rdi, AAAA: the address of main
     NNNN  lea, mov or call to what comes next, relative to the end of the field */
struct pattern {
    const char *library;
    const char *bytes;
};

/* xor ebp,ebp; mov r9,rdx; pop rsi; mov rdx,rsp; and rsp,-16; push rax; push rsp */
#define GLIBC_HEAD "31ed 4989d1 5e 4889e2 4883e4f0 50 54 "
/* xor r8d,r8d; xor ecx,ecx: neither init nor fini */
#define GLIBC_NEW GLIBC_HEAD "4531c0 31c9 "
/* r8 and rcx are __libc_csu_fini and __libc_csu_init: mov immediate, lea, or from the GOT */
#define GLIBC_OLD_MOV GLIBC_HEAD "49c7c0........ 48c7c1........ "
#define GLIBC_OLD_LEA GLIBC_HEAD "4c8d05........ 488d0d........ "
#define GLIBC_OLD_GOT GLIBC_HEAD "4c8b05........ 488b0d........ "
#define MAIN_LEA      "488d3dRRRRRRRR"
#define MAIN_MOV      "48c7c7AAAAAAAA"
#define MAIN_GOT      "488b3d........"

/* glibc: sysdeps/x86_64/start.S, before and since 2.34.  musl: arch/x86_64/crt_arch.h. */
static const struct pattern patterns[] = {
    {"glibc", GLIBC_NEW MAIN_LEA},
    {"glibc", GLIBC_NEW MAIN_MOV},
    {"glibc", GLIBC_NEW MAIN_GOT},
    {"glibc before 2.34", GLIBC_OLD_MOV MAIN_MOV},
    {"glibc before 2.34", GLIBC_OLD_MOV MAIN_LEA},
    {"glibc before 2.34", GLIBC_OLD_LEA MAIN_LEA},
    {"glibc before 2.34", GLIBC_OLD_GOT MAIN_GOT},
    {"glibc before 2.34", GLIBC_OLD_GOT MAIN_LEA},
    /* xor rbp,rbp; mov rdi,rsp; lea rsi,[rip+_DYNAMIC]; and rsp,-16; call _start_c */
    {"musl", "4831ed 4889e7 488d35........ 4883e4f0 e8NNNNNNNN"},
};

/* musl: crt/crt1.c, compiled. mov esi,[rdi]; lea rdx,[rdi+8]; r8 is _fini; xor r9d,r9d;
   rcx is _init */
#define MUSL_NEXT "8b37 488d5708 .............. 4531c9 .............. "
static const struct pattern next_patterns[] = {
    {"musl", MUSL_NEXT MAIN_LEA},
    {"musl", MUSL_NEXT MAIN_MOV},
};

static const unsigned char endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};

/* What the fields of a pattern hold; 0: it has no such field. */
struct fields {
    uint64_t main, next;
};

static unsigned hexadecimal(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static int64_t read_field(const unsigned char *bytes)
{
    uint32_t number = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                      (uint32_t)bytes[3] << 24;
    return (int32_t)number;
}

/* The field at the offset, which the letter names. */
static void take_field(char letter, const unsigned char *bytes, size_t offset, uint64_t address,
                       struct fields *fields)
{
    uint64_t value = (uint64_t)read_field(bytes + offset);
    uint64_t end = address + offset + 4;
    if (letter == 'A')
        fields->main = value;
    else if (letter == 'R')
        fields->main = end + value;
    else
        fields->next = end + value;
}

static bool matches(const char *pattern, const unsigned char *bytes, size_t size, uint64_t address,
                    struct fields *fields)
{
    size_t offset = 0;
    *fields = (struct fields){0};
    while (*pattern) {
        if (*pattern == ' ') {
            pattern++;
            continue;
        }
        bool field = *pattern == 'R' || *pattern == 'A' || *pattern == 'N';
        size_t length = field ? 4 : 1;
        if (offset > size || length > size - offset)
            return false;
        if (field)
            take_field(*pattern, bytes, offset, address, fields);
        else if (*pattern != '.' &&
                 bytes[offset] != (hexadecimal(pattern[0]) << 4 | hexadecimal(pattern[1])))
            return false;
        offset += length;
        pattern += 2 * length;
    }
    return true;
}

bool startup_code_matches(const unsigned char *bytes, size_t size, uint64_t address,
                          struct startup_code *code, uint64_t *next)
{
    size_t skipped = 0;
    struct fields fields;
    if (size >= sizeof endbr64 && memcmp(bytes, endbr64, sizeof endbr64) == 0)
        skipped = sizeof endbr64;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (!matches(patterns[i].bytes, bytes + skipped, size - skipped, address + skipped,
                     &fields))
            continue;
        *code = (struct startup_code){patterns[i].library, fields.main};
        *next = fields.next;
        return true;
    }
    return false;
}

bool startup_code_matches_next(const unsigned char *bytes, size_t size, uint64_t address,
                               struct startup_code *code)
{
    struct fields fields;
    for (size_t i = 0; i < sizeof next_patterns / sizeof *next_patterns; i++)
        if (matches(next_patterns[i].bytes, bytes, size, address, &fields)) {
            code->main = fields.main;
            return true;
        }
    return false;
}

bool startup_code_at(const struct object *program, uint64_t address, struct startup_code *code)
{
    size_t size;
    uint64_t next;
    const unsigned char *bytes =
        linked_is_x86_64(program) ? linked_bytes(program, address, &size) : NULL;
    if (!bytes || !startup_code_matches(bytes, size, address, code, &next))
        return false;
    bytes = next ? linked_bytes(program, next, &size) : NULL;
    if (bytes)
        startup_code_matches_next(bytes, size, next, code);
    return true;
}

/* In the bytes that lie at the address. */
static bool find_in(const struct object *program, const unsigned char *bytes, size_t size,
                    uint64_t address, uint64_t *found)
{
    /* What all patterns of a library begin with. */
    static const unsigned char heads[][5] = {{0x31, 0xed, 0x49, 0x89, 0xd1},
                                             {0x48, 0x31, 0xed, 0x48, 0x89}};
    struct startup_code code;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const unsigned char *at = bytes;
        while ((at = memmem(at, size - (size_t)(at - bytes), heads[i], sizeof heads[i]))) {
            *found = address + (uint64_t)(at - bytes);
            if (startup_code_at(program, *found, &code))
                return true;
            at++;
        }
    }
    return false;
}

bool startup_code_find(const struct object *program, uint64_t *address)
{
    GElf_Phdr segment;
    size_t size;
    if (!linked_is_x86_64(program))
        return false;
    for (size_t i = 0; object_segment_at(program, i, &segment); i++) {
        if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_X))
            continue;
        const unsigned char *bytes = linked_bytes(program, segment.p_vaddr, &size);
        if (bytes && find_in(program, bytes, size, segment.p_vaddr, address))
            return true;
    }
    return false;
}
