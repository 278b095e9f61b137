/* SPDX-License-Identifier: MIT */
#include "archive.h"

#include <string.h>

enum { MAGIC_SIZE = 8, HEADER_SIZE = 60, NAME_SIZE = 16, SIZE_OFFSET = 48, END_OFFSET = 58 };

bool archive_recognise(const unsigned char *bytes, size_t size)
{
    return size >= MAGIC_SIZE && (memcmp(bytes, "!<arch>\n", MAGIC_SIZE) == 0 ||
                                  memcmp(bytes, "!<thin>\n", MAGIC_SIZE) == 0);
}

void archive_begin(struct archive *archive, const unsigned char *bytes, size_t size)
{
    *archive = (struct archive){.bytes = bytes, .size = size, .offset = MAGIC_SIZE};
    archive->thin = bytes[2] == 't';
}

/* The decimal digits at the beginning of the field, of which there are at most fifteen: it can't
   overflow.  The result is their number. */
static size_t read_digits(const char *field, size_t width, uint64_t *number)
{
    size_t i = 0;
    *number = 0;
    for (; i < width && field[i] >= '0' && field[i] <= '9'; i++)
        *number = *number * 10 + (uint64_t)(field[i] - '0');
    return i;
}

/* A decimal number padded with blanks. */
static bool read_number(const char *field, size_t width, uint64_t *number)
{
    size_t i = read_digits(field, width, number);
    if (i == 0)
        return false;
    for (; i < width; i++)
        if (field[i] != ' ')
            return false;
    return true;
}

/* "/123" or, in a thin archive, "/123:456". */
static bool read_long_number(const struct archive *archive, const char *field, uint64_t *offset,
                             struct archive_member *member)
{
    uint64_t origin;
    size_t digits = read_digits(field, NAME_SIZE - 1, offset);
    if (!archive->thin || digits + 1 >= NAME_SIZE || field[digits] != ':')
        return read_number(field, NAME_SIZE - 1, offset);
    if (!read_number(field + digits + 1, NAME_SIZE - 2 - digits, &origin))
        return false;
    member->origin = (size_t)origin;
    return true;
}

/* "/123": the name at offset 123 of the long names, ended by "/\n". */
static bool read_long_name(const struct archive *archive, const char *field,
                           struct archive_member *member)
{
    uint64_t offset;
    if (!read_long_number(archive, field + 1, &offset, member) ||
        offset >= archive->long_names_size)
        return false;
    const char *name = archive->long_names + offset;
    size_t rest = archive->long_names_size - (size_t)offset;
    const char *end = memchr(name, '\n', rest);
    size_t length = end ? (size_t)(end - name) : rest;
    if (length && name[length - 1] == '/')
        length--;
    member->name = name;
    member->name_length = length;
    return true;
}

/* "#1/20": the first 20 bytes of the content are the name, padded with NULs. */
static bool read_bsd_name(const char *field, struct archive_member *member)
{
    uint64_t length;
    if (!read_number(field + 3, NAME_SIZE - 3, &length) || length > member->size)
        return false;
    member->name = (const char *)member->bytes;
    member->name_length = strnlen(member->name, (size_t)length);
    member->bytes += length;
    member->size -= (size_t)length;
    return true;
}

static void read_short_name(const char *field, struct archive_member *member)
{
    size_t length = NAME_SIZE;
    while (length && field[length - 1] == ' ')
        length--;
    if (length > 1 && field[length - 1] == '/')
        length--;
    member->name = field;
    member->name_length = length;
}

static bool is_name(const char *field, const char *name)
{
    size_t length = strlen(name);
    if (memcmp(field, name, length) != 0)
        return false;
    for (size_t i = length; i < NAME_SIZE; i++)
        if (field[i] != ' ')
            return false;
    return true;
}

/* Keeps what is not a member.  True: it was kept. */
static bool keep_special(struct archive *archive, const char *field,
                         const struct archive_member *member)
{
    if (is_name(field, "/") || is_name(field, "/SYM64/")) {
        if (archive->index)
            return true; /* the second one of Windows' archives */
        archive->index = member->bytes;
        archive->index_size = member->size;
        archive->index_width = is_name(field, "/") ? 4 : 8;
        return true;
    }
    if (is_name(field, "//")) {
        archive->long_names = (const char *)member->bytes;
        archive->long_names_size = member->size;
        return true;
    }
    return false;
}

static const char *read_name(struct archive *archive, const char *field,
                             struct archive_member *member)
{
    if (field[0] == '/' && (field[1] == '-' || (field[1] >= '0' && field[1] <= '9'))) {
        if (!read_long_name(archive, field, member))
            return "a member's name lies outside the table of long names";
    } else if (memcmp(field, "#1/", 3) == 0) {
        if (!read_bsd_name(field, member))
            return "a member's name is longer than the member";
    } else {
        read_short_name(field, member);
    }
    return NULL;
}

/* The extent of a member, and not its name. */
static const char *read_extent(const struct archive *archive, size_t offset,
                               struct archive_member *member)
{
    if (archive->size - offset < HEADER_SIZE)
        return "it ends within a member's header";
    const char *header = (const char *)archive->bytes + offset;
    uint64_t size;
    if (memcmp(header + END_OFFSET, "`\n", 2) != 0)
        return "a member's header is not where it should be";
    if (!read_number(header + SIZE_OFFSET, 10, &size))
        return "a member's size is not a number";
    size_t start = offset + HEADER_SIZE;
    bool tables = header[0] == '/' && (header[1] == ' ' || header[1] == '/' || header[1] == 'S');
    uint64_t stored = archive->thin && !tables ? 0 : size;
    if (stored > archive->size - start)
        return "it ends within a member";
    *member = (struct archive_member){
        .bytes = archive->bytes + start, .size = (size_t)stored, .header = offset};
    return NULL;
}

static const char *read_header(struct archive *archive, struct archive_member *member,
                               bool *special)
{
    const char *header = (const char *)archive->bytes + archive->offset;
    const char *reason = read_extent(archive, archive->offset, member);
    if (reason)
        return reason;
    size_t next = archive->offset + HEADER_SIZE + member->size;
    *special = keep_special(archive, header, member);
    reason = *special ? NULL : read_name(archive, header, member);
    if (reason)
        return reason;
    archive->offset = next + (next < archive->size ? next % 2 : 0);
    return NULL;
}

bool archive_content_at(const struct archive *archive, size_t offset, struct archive_member *member)
{
    const char *header = (const char *)archive->bytes + offset;
    return offset >= MAGIC_SIZE && offset <= archive->size &&
           !read_extent(archive, offset, member) &&
           (memcmp(header, "#1/", 3) != 0 || read_bsd_name(header, member));
}

static bool is_bsd_index(const struct archive_member *member)
{
    const char *name = "__.SYMDEF";
    return member->name_length >= strlen(name) && memcmp(member->name, name, strlen(name)) == 0;
}

enum archive_step archive_next(struct archive *archive, struct archive_member *member,
                               const char **reason)
{
    while (archive->offset < archive->size) {
        bool special = false;
        *reason = read_header(archive, member, &special);
        if (*reason)
            return ARCHIVE_DAMAGED;
        if (!special && is_bsd_index(member))
            archive->bsd_index = special = true;
        if (!special)
            return ARCHIVE_MEMBER;
    }
    return ARCHIVE_END;
}

/* The index begins with the number of its names; as many offsets follow. */
static uint64_t index_number(const struct archive *archive, size_t which)
{
    return archive_number(archive->index + which * archive->index_width, archive->index_width);
}

bool archive_member_is_rust(const struct archive_member *member)
{
    static const char ending[] = ".rcgu.o";
    size_t length = strlen(ending);
    return member->name_length >= length &&
           memcmp(member->name + member->name_length - length, ending, length) == 0;
}

size_t archive_index_count(const struct archive *archive)
{
    if (!archive->index || archive->index_size < archive->index_width)
        return 0;
    uint64_t count = index_number(archive, 0);
    size_t room = archive->index_size / archive->index_width - 1;
    return count <= room ? (size_t)count : 0;
}

/* The index has a number, and behind the offsets as many names as it says. */
static bool index_is_whole(const struct archive *archive)
{
    if (archive->index_size < archive->index_width)
        return false;
    size_t count = archive_index_count(archive);
    if (!count)
        return index_number(archive, 0) == 0;
    const unsigned char *end = archive->index + archive->index_size;
    size_t ends = 0;
    for (const unsigned char *at = archive->index + (count + 1) * archive->index_width; at < end;)
        ends += *at++ == '\0';
    return ends >= count;
}

static bool read_member_at(const struct archive *archive, uint64_t offset,
                           struct archive_member *member)
{
    struct archive at = *archive;
    bool special;
    if (offset < MAGIC_SIZE || offset > archive->size)
        return false;
    at.offset = (size_t)offset;
    return !read_header(&at, member, &special) && !special;
}

bool archive_index_members(const struct archive *archive,
                           bool (*visit)(const struct archive_member *, void *), void *context)
{
    if (!archive->index)
        return true;
    if (!index_is_whole(archive))
        return false;
    uint64_t last = 0;
    for (size_t i = 1, count = archive_index_count(archive); i <= count; i++) {
        struct archive_member member;
        uint64_t offset = index_number(archive, i);
        if (i > 1 && offset == last)
            continue;
        if (!read_member_at(archive, offset, &member) || !visit(&member, context))
            return false;
        last = offset;
    }
    return true;
}

void archive_index_each(const struct archive *archive, bool (*visit)(const char *, void *),
                        void *context)
{
    size_t count = archive_index_count(archive);
    if (!count)
        return;
    size_t offset = (count + 1) * archive->index_width;
    while (count-- && offset < archive->index_size) {
        const char *name = (const char *)archive->index + offset;
        size_t length = strnlen(name, archive->index_size - offset);
        if (length == archive->index_size - offset || !visit(name, context))
            return;
        offset += length + 1;
    }
}

bool archive_index_begin(struct archive_index *walk, const struct archive *archive)
{
    size_t count = archive_index_count(archive);
    *walk = (struct archive_index){.width = archive->index_width, .differs = true};
    if (!archive->index || archive->index_size < archive->index_width ||
        index_number(archive, 0) != count)
        return false;
    walk->differs = false;
    walk->left = count;
    walk->offset = archive->index + archive->index_width;
    walk->rest = (const char *)walk->offset + count * archive->index_width;
    walk->end = (const char *)archive->index + archive->index_size;
    return true;
}

bool archive_index_next(struct archive_index *walk)
{
    if (!walk->left)
        return false;
    walk->left--;
    walk->member = archive_number(walk->offset, walk->width);
    walk->offset += walk->width;
    walk->name = walk->rest;
    walk->rest += strlen(walk->rest) + 1;
    return true;
}
