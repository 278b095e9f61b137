/* SPDX-License-Identifier: MIT */
/* Writes large archives for check.sh: bench-generate FILE MEMBERS FUNCTIONS [GIGABYTES]

   The archive has MEMBERS objects for x86-64 as a C compiler and GNU ar write them.  Each has
   FUNCTIONS functions that return 42: f_000000, f_000001 and so on through all members; and each
   refers to the first function of the next one.  With GIGABYTES a member of so many zeros, a hole
   in the file, stands before each object, and the index has numbers of 64 bits. */
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE = 16, NAME = 9, HEADER = 60 }; /* NAME: of "f_000001" with its NUL */

static const char section_names[] = "\0.text\0.symtab\0.strtab\0.shstrtab\0.note.GNU-stack";

struct job {
    FILE *file;
    size_t members, functions;
    uint64_t hole;  /* bytes before each object, or 0 */
    unsigned width; /* of a number in the index */
    /* Where the parts of an object begin, in their order. */
    uint64_t symbols, strings, names, sections, object_size;
};

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(2);
}

static void put(const struct job *job, const void *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, job->file) != size)
        fail("bench-generate");
}

/* The name with its NUL. */
static void put_name(const struct job *job, size_t number)
{
    char name[32];
    snprintf(name, sizeof name, "f_%06zu", number);
    put(job, name, NAME);
}

static void lay_out(struct job *job)
{
    size_t symbols = job->functions + 3;
    job->symbols = sizeof(Elf64_Ehdr) + CODE * job->functions;
    job->strings = job->symbols + symbols * sizeof(Elf64_Sym);
    job->names = job->strings + 1 + NAME * (job->functions + 1) + sizeof "m.c";
    job->sections = (job->names + sizeof section_names + 7) / 8 * 8;
    job->object_size = job->sections + 6 * sizeof(Elf64_Shdr);
}

static void put_sections(const struct job *job)
{
    Elf64_Shdr sections[6] = {
        {0},
        {.sh_name = 1,
         .sh_type = SHT_PROGBITS,
         .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
         .sh_offset = sizeof(Elf64_Ehdr),
         .sh_size = CODE * job->functions,
         .sh_addralign = 16},
        {.sh_name = 7,
         .sh_type = SHT_SYMTAB,
         .sh_offset = job->symbols,
         .sh_size = job->strings - job->symbols,
         .sh_link = 3,
         .sh_info = 2,
         .sh_addralign = 8,
         .sh_entsize = sizeof(Elf64_Sym)},
        {.sh_name = 15,
         .sh_type = SHT_STRTAB,
         .sh_offset = job->strings,
         .sh_size = job->names - job->strings,
         .sh_addralign = 1},
        {.sh_name = 23,
         .sh_type = SHT_STRTAB,
         .sh_offset = job->names,
         .sh_size = sizeof section_names,
         .sh_addralign = 1},
        {.sh_name = 33, .sh_type = SHT_PROGBITS, .sh_offset = job->names, .sh_addralign = 1},
    };
    put(job, sections, sizeof sections);
}

static void put_symbols(const struct job *job)
{
    size_t file_name = 1 + NAME * (job->functions + 1);
    Elf64_Sym symbols[2] = {{0},
                            {.st_name = (Elf64_Word)file_name,
                             .st_info = ELF64_ST_INFO(STB_LOCAL, STT_FILE),
                             .st_shndx = SHN_ABS}};
    put(job, symbols, sizeof symbols);
    for (size_t i = 0; i <= job->functions; i++) {
        bool own = i < job->functions;
        Elf64_Sym symbol = {.st_name = (Elf64_Word)(1 + NAME * i),
                            .st_info = ELF64_ST_INFO(STB_GLOBAL, own ? STT_FUNC : STT_NOTYPE),
                            .st_shndx = own ? 1 : SHN_UNDEF,
                            .st_value = own ? CODE * i : 0,
                            .st_size = own ? 10 : 0};
        put(job, &symbol, sizeof symbol);
    }
}

static void put_object(const struct job *job, size_t member)
{
    static const unsigned char code[CODE] = {0xf3, 0x0f, 0x1e, 0xfa, 0xb8, 42, 0, 0, 0, 0xc3};
    static const char zeros[8];
    Elf64_Ehdr header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                         .e_type = ET_REL,
                         .e_machine = EM_X86_64,
                         .e_version = EV_CURRENT,
                         .e_shoff = job->sections,
                         .e_ehsize = sizeof header,
                         .e_shentsize = sizeof(Elf64_Shdr),
                         .e_shnum = 6,
                         .e_shstrndx = 4};
    size_t first = member * job->functions, all = job->members * job->functions;
    put(job, &header, sizeof header);
    for (size_t i = 0; i < job->functions; i++)
        put(job, code, sizeof code);
    put_symbols(job);
    put(job, "", 1);
    for (size_t i = 0; i <= job->functions; i++)
        put_name(job, (first + i) % all);
    put(job, "m.c", sizeof "m.c");
    put(job, section_names, sizeof section_names);
    put(job, zeros, (size_t)(job->sections - job->names - sizeof section_names));
    put_sections(job);
}

static void put_member_header(const struct job *job, const char *name, uint64_t size)
{
    char header[2 * HEADER]; /* more than it takes */
    snprintf(header, sizeof header, "%-16s%-12d%-6d%-6d%-8o%-10llu`\n", name, 0, 0, 0, 0644u,
             (unsigned long long)size);
    put(job, header, HEADER);
}

static void put_number(const struct job *job, uint64_t number)
{
    unsigned char bytes[8];
    for (unsigned i = 0; i < job->width; i++)
        bytes[i] = (unsigned char)(number >> 8 * (job->width - 1 - i));
    put(job, bytes, job->width);
}

/* Of even size, as all members. */
static void put_index(const struct job *job)
{
    size_t all = job->members * job->functions, size = (all + 1) * job->width + all * NAME;
    uint64_t before = job->hole ? HEADER + job->hole : 0;
    uint64_t at = 8 + HEADER + size + size % 2;
    put_member_header(job, job->width == 4 ? "/" : "/SYM64/", size + size % 2);
    put_number(job, all);
    for (size_t i = 0; i < job->members; i++) {
        at += before;
        for (size_t j = 0; j < job->functions; j++)
            put_number(job, at);
        at += HEADER + job->object_size;
    }
    for (size_t i = 0; i < all; i++)
        put_name(job, i);
    put(job, "", size % 2);
}

static void put_archive(struct job *job)
{
    char name[32];
    lay_out(job);
    put(job, "!<arch>\n", 8);
    put_index(job);
    for (size_t i = 0; i < job->members; i++) {
        if (job->hole) {
            put_member_header(job, "zeros/", job->hole);
            if (fseeko(job->file, (off_t)job->hole, SEEK_CUR) != 0)
                fail("bench-generate");
        }
        snprintf(name, sizeof name, "m%zu.o/", i);
        put_member_header(job, name, job->object_size);
        put_object(job, i);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: bench-generate FILE MEMBERS FUNCTIONS [GIGABYTES]\n");
        return 2;
    }
    struct job job = {.file = fopen(argv[1], "wb"),
                      .members = strtoul(argv[2], NULL, 10),
                      .functions = strtoul(argv[3], NULL, 10),
                      .hole = argc == 5 ? strtoul(argv[4], NULL, 10) << 30 : 0,
                      .width = argc == 5 ? 8 : 4};
    if (!job.file)
        fail(argv[1]);
    put_archive(&job);
    if (fclose(job.file) != 0)
        fail(argv[1]);
    return 0;
}
