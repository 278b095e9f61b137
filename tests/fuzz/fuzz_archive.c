/* SPDX-License-Identifier: MIT
   The input is an archive: walk its members and its index, and read all they are said to be. */
#include <string.h>

#include "archive.h"
#include "fuzz.h"

static bool visit_name(const char *name, void *context)
{
    size_t *names = context;
    for (; *name; name++)
        fuzz_touch(name, 1);
    (*names)++;
    return true;
}

/* Its ends are enough: the walk has read the members. */
static bool visit_member(const struct archive_member *member, void *context)
{
    size_t *members = context;
    fuzz_touch(member->name, member->name_length);
    fuzz_touch(member->bytes, member->size ? 1 : 0);
    fuzz_touch(member->bytes + member->size, 0);
    if (member->size)
        fuzz_touch(member->bytes + member->size - 1, 1);
    (*members)++;
    return true;
}

static void check_member(const struct archive *archive, const struct archive_member *member)
{
    const unsigned char *end = archive->bytes + archive->size;
    fuzz_expect(member->bytes >= archive->bytes && member->bytes <= end &&
                    member->size <= (size_t)(end - member->bytes),
                "a member is not within the archive");
    fuzz_touch(member->name, member->name_length);
    fuzz_touch(member->bytes, member->size);
}

static void walk_index(const struct archive *archive)
{
    size_t members = 0;
    struct archive_index walk;
    struct archive_member member;
    archive_index_begin(&walk, archive);
    while (archive_index_next(&walk)) {
        fuzz_touch(walk.name, strlen(walk.name) + 1);
        if (archive_content_at(archive, (size_t)walk.member, &member))
            visit_member(&member, &members);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct archive archive;
    struct archive_member member;
    const char *reason = NULL;
    size_t names = 0, members = 0, last = 0;
    enum archive_step step;
    if (!archive_recognise(bytes, size))
        return 0;
    archive_begin(&archive, bytes, size);
    while ((step = archive_next(&archive, &member, &reason)) == ARCHIVE_MEMBER) {
        fuzz_expect(archive.offset > last, "the walk does not advance");
        last = archive.offset;
        check_member(&archive, &member);
    }
    fuzz_expect((step == ARCHIVE_DAMAGED) == (reason != NULL), "damage without a reason");
    archive_index_each(&archive, visit_name, &names);
    fuzz_expect(names <= archive_index_count(&archive), "more names than the index has");
    if (archive_index_members(&archive, visit_member, &members))
        walk_index(&archive);
    fuzz_expect(members <= archive_index_count(&archive), "more members than the index has");
    return 0;
}
