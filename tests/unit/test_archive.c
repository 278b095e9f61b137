/* SPDX-License-Identifier: MIT */
#include "archive.h"

#include "unit.h"

struct bytes {
    char data[2048];
    size_t size;
};

static void put(struct bytes *bytes, const void *data, size_t size)
{
    assert_true(size <= sizeof bytes->data - bytes->size);
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

static void put_header(struct bytes *bytes, const char *name, const char *size)
{
    char header[61];
    snprintf(header, sizeof header, "%-16s%-12s%-6s%-6s%-8s%-10s`\n", name, "0", "0", "0", "644",
             size);
    put(bytes, header, 60);
}

static void put_member(struct bytes *bytes, const char *name, const void *data, size_t size)
{
    char number[16];
    snprintf(number, sizeof number, "%zu", size);
    put_header(bytes, name, number);
    put(bytes, data, size);
    if (size % 2)
        put(bytes, "\n", 1);
}

static struct bytes begin(void)
{
    struct bytes bytes = {0};
    put(&bytes, "!<arch>\n", 8);
    return bytes;
}

/* The walk reads a copy of the exact size, so that a memory checker sees each step outside. */
static unsigned char *copy(const struct bytes *bytes)
{
    unsigned char *data = malloc(bytes->size);
    assert_non_null(data);
    memcpy(data, bytes->data, bytes->size);
    return data;
}

/* Walks to the end; "name=content;" for each member, "!reason" for damage. */
static void walk(const struct bytes *bytes, char *out, size_t size)
{
    unsigned char *data = copy(bytes);
    struct archive archive;
    struct archive_member member;
    const char *reason;
    enum archive_step step;
    size_t used = 0;
    out[0] = '\0';
    archive_begin(&archive, data, bytes->size);
    while ((step = archive_next(&archive, &member, &reason)) == ARCHIVE_MEMBER)
        used += (size_t)snprintf(out + used, size - used, "%.*s=%.*s;", (int)member.name_length,
                                 member.name, (int)member.size, (const char *)member.bytes);
    if (step == ARCHIVE_DAMAGED)
        snprintf(out + used, size - used, "!%s", reason);
    free(data);
}

static void reads_as(const struct bytes *bytes, const char *expected)
{
    char out[1024];
    walk(bytes, out, sizeof out);
    assert_string_equal(out, expected);
}

TEST(magic_is_recognised)
{
    (void)state;
    assert_true(archive_recognise((const unsigned char *)"!<arch>\n", 8));
    assert_true(archive_recognise((const unsigned char *)"!<thin>\n", 8));
    assert_false(archive_recognise((const unsigned char *)"!<arch>", 7));
    assert_false(archive_recognise((const unsigned char *)"!<arch> ", 8));
}

TEST(empty_archive_has_no_members)
{
    (void)state;
    struct bytes bytes = begin();
    reads_as(&bytes, "");
}

TEST(members_are_read_in_order)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "a.o/", "even", 4);
    put_member(&bytes, "b.o/", "odd", 3);
    put_member(&bytes, "a.o/", "again", 5);
    reads_as(&bytes, "a.o=even;b.o=odd;a.o=again;");
}

TEST(last_member_may_lack_its_padding)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "b.o/", "odd", 3);
    bytes.size--;
    reads_as(&bytes, "b.o=odd;");
}

TEST(long_names_are_looked_up)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "//", "first_long_name.o/\nsecond_long_name.o/\n", 39);
    put_member(&bytes, "/19", "x", 1);
    put_member(&bytes, "/0", "y", 1);
    reads_as(&bytes, "second_long_name.o=x;first_long_name.o=y;");
}

TEST(long_name_outside_of_the_table_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "//", "name.o/\n", 8);
    put_member(&bytes, "/8", "x", 1);
    reads_as(&bytes, "!a member's name lies outside the table of long names");
}

TEST(long_name_without_a_table_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "/0", "x", 1);
    reads_as(&bytes, "!a member's name lies outside the table of long names");
}

static struct bytes begin_thin(void)
{
    struct bytes bytes = {0};
    put(&bytes, "!<thin>\n", 8);
    return bytes;
}

TEST(thin_members_may_be_members_of_archives)
{
    (void)state;
    struct bytes bytes = begin_thin();
    put_member(&bytes, "//", "inner.a/\n", 9);
    put_header(&bytes, "/0:100", "5000");
    reads_as(&bytes, "inner.a=;");
    unsigned char *data = copy(&bytes);
    struct archive archive;
    struct archive_member member;
    const char *reason;
    archive_begin(&archive, data, bytes.size);
    assert_int_equal(archive_next(&archive, &member, &reason), ARCHIVE_MEMBER);
    assert_int_equal(member.origin, 100);
    free(data);
}

TEST(origin_that_is_not_a_number_is_damage)
{
    (void)state;
    static const char *const names[] = {"/0:", "/0:x", "/0:1x", "/0:-1", "/0:1:2"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct bytes bytes = begin_thin();
        put_member(&bytes, "//", "inner.a/\n", 9);
        put_header(&bytes, names[i], "5000");
        reads_as(&bytes, "!a member's name lies outside the table of long names");
    }
}

TEST(origin_outside_of_thin_archives_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "//", "inner.a/\n", 9);
    put_member(&bytes, "/0:100", "x", 1);
    reads_as(&bytes, "!a member's name lies outside the table of long names");
}

TEST(content_is_found_by_its_place)
{
    (void)state;
    struct bytes bytes = begin();
    size_t first = bytes.size;
    put_member(&bytes, "a.o/", "even", 4);
    size_t second = bytes.size;
    put_member(&bytes, "#1/8", "name.o\0\0abc", 11);
    unsigned char *data = copy(&bytes);
    struct archive archive;
    struct archive_member member;
    archive_begin(&archive, data, bytes.size);
    assert_true(archive_content_at(&archive, first, &member));
    assert_int_equal(member.size, 4);
    assert_true(archive_content_at(&archive, second, &member));
    assert_int_equal(member.size, 3);
    assert_memory_equal(member.bytes, "abc", 3);
    assert_false(archive_content_at(&archive, 0, &member));
    assert_false(archive_content_at(&archive, first + 1, &member));
    assert_false(archive_content_at(&archive, bytes.size, &member));
    assert_false(archive_content_at(&archive, bytes.size + 1, &member));
    assert_false(archive_content_at(&archive, (size_t)-1, &member));
    free(data);
}

TEST(long_name_that_is_not_a_number_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "//", "name.o/\n", 8);
    put_member(&bytes, "/1x", "x", 1);
    reads_as(&bytes, "!a member's name lies outside the table of long names");
}

TEST(unended_long_name_stops_at_the_table)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "//", "name.o", 6);
    put_member(&bytes, "/2", "x", 1);
    reads_as(&bytes, "me.o=x;");
}

TEST(bsd_name_stands_before_the_content)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "#1/8", "long.o\0\0content", 15);
    reads_as(&bytes, "long.o=content;");
}

TEST(bsd_name_longer_than_the_member_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "#1/99", "long.o\0\0content", 15);
    reads_as(&bytes, "!a member's name is longer than the member");
}

TEST(bsd_index_is_not_a_member)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "#1/20", "__.SYMDEF SORTED\0\0\0\0data", 24);
    put_member(&bytes, "a.o/", "x", 1);
    reads_as(&bytes, "a.o=x;");
}

TEST(header_cut_short_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "a.o/", "even", 4);
    put(&bytes, "b.o/", 4);
    reads_as(&bytes, "a.o=even;!it ends within a member's header");
}

TEST(member_cut_short_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "a.o/", "even", 4);
    bytes.size--;
    reads_as(&bytes, "!it ends within a member");
}

TEST(size_of_the_largest_number_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_header(&bytes, "a.o/", "9999999999");
    reads_as(&bytes, "!it ends within a member");
}

TEST(size_that_is_not_a_number_is_damage)
{
    (void)state;
    static const char *const sizes[] = {"", "-1", "0x10", "1 2", "4a"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct bytes bytes = begin();
        put_header(&bytes, "a.o/", sizes[i]);
        put(&bytes, "data", 4);
        reads_as(&bytes, "!a member's size is not a number");
    }
}

TEST(wrong_end_of_header_is_damage)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "a.o/", "even", 4);
    bytes.data[8 + 58] = 'x';
    reads_as(&bytes, "!a member's header is not where it should be");
}

/* An index of one name at offset 0, in numbers of that many bytes. */
static size_t index_count(const char *name, const void *data, size_t size)
{
    struct bytes bytes = begin();
    put_member(&bytes, name, data, size);
    unsigned char *exact = copy(&bytes);
    struct archive archive;
    struct archive_member member;
    const char *reason;
    archive_begin(&archive, exact, bytes.size);
    assert_int_equal(archive_next(&archive, &member, &reason), ARCHIVE_END);
    size_t count = archive_index_count(&archive);
    free(exact);
    return count;
}

TEST(index_counts_its_names)
{
    (void)state;
    assert_int_equal(index_count("/", "\0\0\0\1\0\0\0\0name", 13), 1);
}

TEST(index_with_wide_numbers_counts_its_names)
{
    (void)state;
    assert_int_equal(index_count("/SYM64/", "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0name", 21), 1);
}

TEST(index_that_claims_too_much_counts_none)
{
    (void)state;
    assert_int_equal(index_count("/", "\0\0\0\2\0\0\0\0", 8), 0);
    assert_int_equal(index_count("/", "\xff\xff\xff\xff\0\0\0\0", 8), 0);
    assert_int_equal(index_count("/", "\0\0", 2), 0);
    assert_int_equal(index_count("/SYM64/", "\xff\xff\xff\xff\xff\xff\xff\xff", 8), 0);
}

static bool collect(const char *name, void *context)
{
    strcat(context, name);
    strcat(context, ";");
    return true;
}

static void index_names(const void *data, size_t size, char *names)
{
    struct bytes bytes = begin();
    put_member(&bytes, "/", data, size);
    unsigned char *exact = copy(&bytes);
    struct archive archive;
    struct archive_member member;
    const char *reason;
    archive_begin(&archive, exact, bytes.size);
    archive_next(&archive, &member, &reason);
    names[0] = '\0';
    archive_index_each(&archive, collect, names);
    free(exact);
}

/* The index has "a" of the member at 0x101 and "bc" of that at 2, each ended by NUL. */
static bool index_agrees(const void *data, size_t size, const char *const names[], size_t count)
{
    static const uint64_t members[] = {0x101, 2, 2};
    struct bytes bytes = begin();
    put_member(&bytes, "/", data, size);
    unsigned char *exact = copy(&bytes);
    struct archive archive;
    struct archive_member member;
    struct archive_index walk;
    const char *reason;
    archive_begin(&archive, exact, bytes.size);
    archive_next(&archive, &member, &reason);
    archive_index_begin(&walk, &archive);
    for (size_t i = 0; i < count; i++)
        archive_index_expect(&walk, names[i], strlen(names[i]), members[i]);
    bool agrees = archive_index_agrees(&walk);
    free(exact);
    return agrees;
}

TEST(index_is_as_expected)
{
    (void)state;
    static const char index[] = "\0\0\0\2\0\0\1\1\0\0\0\2a\0bc";
    static const char *const right[] = {"a", "bc"}, *const longer[] = {"a", "bc", "d"},
                             *const other[] = {"b", "bc"}, *const beginning[] = {"a", "b"};
    assert_true(index_agrees(index, sizeof index, right, 2));
    assert_false(index_agrees(index, sizeof index, right, 1));
    assert_false(index_agrees(index, sizeof index, longer, 3));
    assert_false(index_agrees(index, sizeof index, other, 2));
    assert_false(index_agrees(index, sizeof index, beginning, 2));
}

TEST(index_that_is_cut_off_is_not_as_expected)
{
    (void)state;
    static const char index[] = "\0\0\0\2\0\0\1\1\0\0\0\2a\0bc";
    static const char *const right[] = {"a", "bc"};
    for (size_t size = 1; size < sizeof index; size++)
        assert_false(index_agrees(index, size, right, 2));
}

TEST(index_of_another_member_is_not_as_expected)
{
    (void)state;
    static const char index[] = "\0\0\0\2\0\0\1\1\0\0\0\3a\0bc";
    static const char *const right[] = {"a", "bc"};
    assert_false(index_agrees(index, sizeof index, right, 2));
}

TEST(index_gives_its_names)
{
    (void)state;
    char names[64];
    index_names("\0\0\0\2\0\0\0\0\0\0\0\0one\0two\0", 20, names);
    assert_string_equal(names, "one;two;");
}

TEST(index_name_without_an_end_is_not_given)
{
    (void)state;
    char names[64];
    index_names("\0\0\0\2\0\0\0\0\0\0\0\0one\0two", 19, names);
    assert_string_equal(names, "one;");
    index_names("\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0one\0", 20, names);
    assert_string_equal(names, "one;");
}

TEST(thin_archive_says_so_and_holds_no_content)
{
    (void)state;
    struct bytes bytes = {0};
    put(&bytes, "!<thin>\n", 8);
    put_member(&bytes, "//", "dir/a.o/\n", 9);
    put_header(&bytes, "/0", "123456");
    put_header(&bytes, "/0", "999999");
    reads_as(&bytes, "dir/a.o=;dir/a.o=;");
}

TEST(every_cut_of_a_good_archive_ends)
{
    (void)state;
    struct bytes bytes = begin();
    put_member(&bytes, "/", "\0\0\0\1\0\0\0\0name", 13);
    put_member(&bytes, "//", "first_long_name.o/\n", 19);
    put_member(&bytes, "/0", "x", 1);
    put_member(&bytes, "#1/8", "long.o\0\0content", 15);
    char out[1024];
    for (size_t size = 8; size < bytes.size; size++) {
        struct bytes cut = bytes;
        cut.size = size;
        walk(&cut, out, sizeof out);
    }
}

RUN(cmocka_unit_test(magic_is_recognised), cmocka_unit_test(empty_archive_has_no_members),
    cmocka_unit_test(members_are_read_in_order), cmocka_unit_test(last_member_may_lack_its_padding),
    cmocka_unit_test(long_names_are_looked_up),
    cmocka_unit_test(long_name_outside_of_the_table_is_damage),
    cmocka_unit_test(long_name_without_a_table_is_damage),
    cmocka_unit_test(long_name_that_is_not_a_number_is_damage),
    cmocka_unit_test(unended_long_name_stops_at_the_table),
    cmocka_unit_test(bsd_name_stands_before_the_content),
    cmocka_unit_test(bsd_name_longer_than_the_member_is_damage),
    cmocka_unit_test(bsd_index_is_not_a_member), cmocka_unit_test(header_cut_short_is_damage),
    cmocka_unit_test(member_cut_short_is_damage),
    cmocka_unit_test(size_of_the_largest_number_is_damage),
    cmocka_unit_test(size_that_is_not_a_number_is_damage),
    cmocka_unit_test(wrong_end_of_header_is_damage), cmocka_unit_test(index_counts_its_names),
    cmocka_unit_test(index_with_wide_numbers_counts_its_names),
    cmocka_unit_test(index_that_claims_too_much_counts_none),
    cmocka_unit_test(index_is_as_expected),
    cmocka_unit_test(index_that_is_cut_off_is_not_as_expected),
    cmocka_unit_test(index_of_another_member_is_not_as_expected),
    cmocka_unit_test(index_gives_its_names),
    cmocka_unit_test(index_name_without_an_end_is_not_given),
    cmocka_unit_test(thin_archive_says_so_and_holds_no_content),
    cmocka_unit_test(thin_members_may_be_members_of_archives),
    cmocka_unit_test(origin_that_is_not_a_number_is_damage),
    cmocka_unit_test(origin_outside_of_thin_archives_is_damage),
    cmocka_unit_test(content_is_found_by_its_place),
    cmocka_unit_test(every_cut_of_a_good_archive_ends))
