/* SPDX-License-Identifier: MIT */
#include "formats.h"

#include <stdint.h>
#include <string.h>

static bool begins(const unsigned char *bytes, size_t size, const char *magic, size_t length)
{
    return size >= length && memcmp(bytes, magic, length) == 0;
}

static uint32_t read_little(const unsigned char *bytes, size_t count)
{
    uint32_t number = 0;
    while (count--)
        number = number << 8 | bytes[count];
    return number;
}

/* COFF has no magic but its machine: the numbers in its header must make sense too. */
static bool is_coff(const unsigned char *bytes, size_t size)
{
    enum {
        HEADER = 20,
        SECTION = 40,
        MACHINE_X86_64 = 0x8664,
        MACHINE_386 = 0x14c,
        MACHINE_ARM_64 = 0xaa64
    };
    if (size < HEADER)
        return false;
    uint32_t machine = read_little(bytes, 2);
    uint32_t sections = read_little(bytes + 2, 2);
    uint32_t symbols = read_little(bytes + 8, 4);
    uint32_t options = read_little(bytes + 16, 2);
    return (machine == MACHINE_X86_64 || machine == MACHINE_386 || machine == MACHINE_ARM_64) &&
           sections && !options && sections <= (size - HEADER) / SECTION && symbols <= size;
}

const struct format *formats_foreign(const unsigned char *bytes, size_t size)
{
    static const char windows[] = "assemble or compile it for this system: 'nasm -f elf64', rustc "
                                  "for a linux target";
    static const struct format coff = {"a Windows (COFF) object", windows};
    static const struct {
        const char *magic;
        size_t length;
        struct format format;
    } kinds[] = {
        {"\0\0\xff\xff", 4, {"a Windows (COFF) object", windows}},
        {"MZ\x90\0", 4, {"a Windows program or library", "build it for this system"}},
        {"\xcf\xfa\xed\xfe", 4, {"a macOS (Mach-O) object", windows}},
        {"\xce\xfa\xed\xfe", 4, {"a macOS (Mach-O) object", windows}},
        {"\0asm", 4, {"a WebAssembly object", "build it for this system"}},
        {"\x07\x01\x64\0", 4, {"an a.out object", "assemble it with 'nasm -f elf64'"}},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (begins(bytes, size, kinds[i].magic, kinds[i].length))
            return &kinds[i].format;
    return is_coff(bytes, size) ? &coff : NULL;
}

bool formats_bitcode(const unsigned char *bytes, size_t size)
{
    return begins(bytes, size, "BC\xC0\xDE", 4) || begins(bytes, size, "\xDE\xC0\x17\x0B", 4);
}

const char *formats_describe(const unsigned char *bytes, size_t size)
{
    static const struct {
        const char *magic;
        size_t length;
        const char *what;
    } kinds[] = {
        {"\xca\xfe\xba\xbe", 4, "a Mach-O object or Java class; build it for this system"},
        {"rust\0\0\0", 7, "Rust metadata; name the static library that rustc wrote beside it"},
        {"\x1f\x8b", 2, "a compressed file; unpack it"},
        {"#!", 2, "a script for an interpreter; name what it builds"},
    };
    if (!size)
        return "an empty file; build it again";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (begins(bytes, size, kinds[i].magic, kinds[i].length))
            return kinds[i].what;
    if (memchr(bytes, '\0', size < 4096 ? size : 4096))
        return "raw binary data; if NASM wrote it, assemble with '-f elf64'";
    return "other text; name what was compiled from it";
}
