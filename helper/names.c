/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 255 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t cell(const char *a, const char *b, size_t i, size_t j, uint16_t rows[3][LONGEST + 1])
{
    uint16_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
    size_t best = least((size_t)before[j] + 1, (size_t)now[j - 1] + 1);
    best = least(best, (size_t)before[j - 1] + (a[i - 1] != b[j - 1]));
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = least(best, (size_t)earlier[j - 2] + 1);
    return best;
}

size_t names_distance(const char *a, const char *b, size_t limit)
{
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > LONGEST || b_length > LONGEST)
        return NAMES_FAR;
    if ((a_length > b_length ? a_length - b_length : b_length - a_length) > limit)
        return NAMES_FAR;
    uint16_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = (uint16_t)j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t best = i;
        rows[i % 3][0] = (uint16_t)i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t value = cell(a, b, i, j, rows);
            rows[i % 3][j] = (uint16_t)value;
            best = least(best, value);
        }
        if (best > limit)
            return NAMES_FAR;
    }
    size_t distance = rows[a_length % 3][b_length];
    return distance <= limit ? distance : NAMES_FAR;
}

static void fold(const char *name, char folded[LONGEST + 1])
{
    while (*name == '_')
        name++;
    size_t i = 0;
    for (; name[i]; i++)
        folded[i] = (char)tolower((unsigned char)name[i]);
    folded[i] = '\0';
}

size_t names_nearness(const char *wanted, const char *candidate)
{
    if (strlen(wanted) > LONGEST || strlen(candidate) > LONGEST)
        return NAMES_FAR;
    char a[LONGEST + 1], b[LONGEST + 1];
    fold(wanted, a);
    fold(candidate, b);
    size_t shorter = least(strlen(a), strlen(b));
    if (!shorter)
        return NAMES_FAR;
    size_t limit = least(NAMES_MOST_SLIPS, shorter / 3);
    if (!limit && shorter > 1)
        limit = 1;
    return names_distance(a, b, limit);
}

/* Several bytes share a bit: then names look nearer than they are. */
struct name_outline names_outline(const char *name)
{
    struct name_outline outline = {0};
    while (*name == '_')
        name++;
    size_t length = strlen(name);
    if (length > LONGEST)
        return outline;
    for (size_t i = 0; i < length; i++)
        outline.letters |= (uint64_t)1 << tolower((unsigned char)name[i]) % 64;
    outline.length = (unsigned char)length;
    return outline;
}
