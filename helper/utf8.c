/* SPDX-License-Identifier: MIT */
#include "utf8.h"

size_t utf8_read(const char *text, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (bytes[0] >= 0xF8 || (bytes[0] >= 0x80 && bytes[0] < 0xC0))
        return 0;
    *character = length == 1 ? bytes[0] : bytes[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) /* stops at NUL, too */
            return 0;
        *character = *character << 6 | (bytes[i] & 0x3F);
    }
    bool surrogate = *character >= 0xD800 && *character <= 0xDFFF;
    return *character < least[length] || *character > 0x10FFFF || surrogate ? 0 : length;
}

bool utf8_is_valid(const char *text)
{
    uint32_t character;
    while (*text) {
        size_t length = utf8_read(text, &character);
        if (!length)
            return false;
        text += length;
    }
    return true;
}
