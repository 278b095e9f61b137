/* SPDX-License-Identifier: MIT */
#include "characters.h"

#include "utf8.h"

static bool is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

/* Changes the writing direction, breaks lines, can't be seen, or is no character. */
static bool is_treacherous(uint32_t character)
{
    return (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) ||
           (character >= 0x200B && character <= 0x200F) || character == 0x061C ||
           character == 0x2028 || character == 0x2029 || character == 0xFEFF ||
           (character >= 0xE0000 && character <= 0xE007F) || (character & 0xFFFE) == 0xFFFE ||
           (character >= 0xFDD0 && character <= 0xFDEF);
}

bool character_is_plain(uint32_t character)
{
    return !is_control(character) && !is_treacherous(character);
}

void characters_write(FILE *stream, const char *text, character_replacer *replacer)
{
    const char *begin = text; /* of what stays and is not yet written */
    while (*text) {
        uint32_t character = 0;
        size_t length = utf8_read(text, &character);
        bool plain = length && character_is_plain(character);
        const char *replacement = plain && replacer ? replacer(character) : NULL;
        if (!plain || replacement) {
            fwrite(begin, 1, (size_t)(text - begin), stream);
            begin = text + (length ? length : 1);
            if (replacement)
                fputs(replacement, stream);
            else if (length > 1)
                fprintf(stream, "\\u{%x}", (unsigned)character);
            else
                fprintf(stream, "\\x%02x", (unsigned char)*text);
        }
        text += length ? length : 1;
    }
    fwrite(begin, 1, (size_t)(text - begin), stream);
}
