/* SPDX-License-Identifier: MIT */
/* Archives ("ar" files), walked with every bound checked.
 *
 *     "!<arch>\n"                       or "!<thin>\n"
 *     60-byte header  name[16] date[12] user[6] group[6] mode[8] size[10] "`\n"
 *     size bytes of content, then one '\n' if size is odd
 *     ...
 *
 * Special names: "/" the index (symbol -> member), "/SYM64/" the same with 64-bit offsets,
 * "//" the table of long names, which "/<offset>" points into, in thin archives, where the names
 * are paths, also "/<offset>:<origin>" for a member of an archive of that name; BSD writes
 * "#1/<length>" and puts the name in front of the content, and calls its index "__.SYMDEF".
 *
 * libelf's elf_getarsym is not used: it reads out of bounds when the index lies.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct archive {
    const unsigned char *bytes;
    size_t size;
    size_t offset; /* of the next header */
    const char *long_names;
    size_t long_names_size;
    const unsigned char *index; /* content of "/" or "/SYM64/", or NULL */
    size_t index_size;
    unsigned index_width; /* bytes of one number in it: 4 or 8 */
    bool thin;
    bool bsd_index;
};

struct archive_member {
    const char *name; /* not ended by NUL */
    size_t name_length;
    const unsigned char *bytes;
    size_t size;
    size_t header; /* the header's offset in the archive */
    size_t origin; /* of a thin archive: where in the archive of that name the member is, or 0 */
};

/* Walks the names of an index. */
struct archive_index {
    const unsigned char *offset; /* the next one, of so many bytes */
    unsigned width;
    size_t left;      /* names */
    const char *rest; /* the names that follow */
    const char *end;  /* of the index */
    const char *name;
    uint64_t member; /* the offset of the header of the member that defines the name */
    bool differs;    /* from what was expected */
};

enum archive_step { ARCHIVE_MEMBER, ARCHIVE_END, ARCHIVE_DAMAGED };

/* The bytes begin like an archive. */
bool archive_recognise(const unsigned char *bytes, size_t size);

/* Starts a walk over the bytes, which must be recognised and stay where they are. */
void archive_begin(struct archive *archive, const unsigned char *bytes, size_t size);

/* The next member; indexes and name tables are kept in the archive and not given out.
   ARCHIVE_DAMAGED: *reason (static text) says what is wrong with the header at archive->offset. */
enum archive_step archive_next(struct archive *archive, struct archive_member *member,
                               const char **reason);

/* rustc made the member, by its name: old versions leave no other trace. */
bool archive_member_is_rust(const struct archive_member *member);

/* The number of names that the index lists; 0 without an index or with a damaged one. */
size_t archive_index_count(const struct archive *archive);

/* Calls visit with each name of the index until it returns false. */
void archive_index_each(const struct archive *archive, bool (*visit)(const char *, void *),
                        void *context);

/* After the walk: calls visit with each member that the index says defines something, one of
   several names once where they stand together, until it returns false.  False: it did, or the
   index is damaged.  An index of BSD's kind is not looked at. */
bool archive_index_members(const struct archive *archive,
                           bool (*visit)(const struct archive_member *, void *), void *context);

/* The content of the member whose header is at the offset; its name only if the content has it.
   False: there is none. */
bool archive_content_at(const struct archive *archive, size_t offset,
                        struct archive_member *member);

/* Starts a walk over the names of the index.  False: there is no index but one of BSD's kind, or
   it does not have as many numbers as it says; the walk has no names then, and differs. */
bool archive_index_begin(struct archive_index *walk, const struct archive *archive);

/* Gives the names in their order until it returns false; only after archive_index_members found
   nothing wrong. */
bool archive_index_next(struct archive_index *walk);

/* A number of so many bytes, 4 or 8, as indexes have them. */
static inline uint64_t archive_number(const unsigned char *at, unsigned width)
{
    uint64_t number = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return width == 4 ? number : number << 32 | archive_number(at + 4, 4);
}

/* The walk goes on if the next name is this one, and the offset this one; from then on the walk
   differs if not.  Needs no check before: a walk that does not differ, up to its end, shows that
   the index is right. */
static inline void archive_index_expect(struct archive_index *walk, const char *name, size_t length,
                                        uint64_t member)
{
    if (walk->differs || !walk->left || length >= (size_t)(walk->end - walk->rest) ||
        archive_number(walk->offset, walk->width) != member ||
        memcmp(walk->rest, name, length + 1) != 0) {
        walk->differs = true;
        return;
    }
    walk->left--;
    walk->offset += walk->width;
    walk->rest += length + 1;
}

/* Whether all names were expected, and no others. */
static inline bool archive_index_agrees(const struct archive_index *walk)
{
    return !walk->differs && !walk->left;
}

#endif
