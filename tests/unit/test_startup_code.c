/* SPDX-License-Identifier: MIT */
/* Start-up code as distributions ship it. */
#include "startup_code.h"

#include "unit.h"

#define GLIBC_HEAD                                                                                 \
    0x31, 0xed, 0x49, 0x89, 0xd1, 0x5e, 0x48, 0x89, 0xe2, 0x48, 0x83, 0xe4, 0xf0, 0x50, 0x54

/* Debian 12's Scrt1.o, linked by bfd -pie. */
static const unsigned char glibc_pie[] = {GLIBC_HEAD, 0x45, 0x31, 0xc0, 0x31, 0xc9, 0x48,
                                          0x8d,       0x3d, 0xce, 0x00, 0x00, 0x00, 0xff,
                                          0x15,       0x5f, 0x2f, 0x00, 0x00, 0xf4};

/* Debian 12's crt1.o, linked by bfd -no-pie. */
static const unsigned char glibc_no_pie[] = {GLIBC_HEAD, 0x45, 0x31, 0xc0, 0x31, 0xc9, 0x48,
                                             0xc7,       0xc7, 0x06, 0x11, 0x40, 0x00, 0xff,
                                             0x15,       0x97, 0x2f, 0x00, 0x00, 0xf4};

/* The same, linked with --no-relax. */
static const unsigned char glibc_got[] = {GLIBC_HEAD, 0x45, 0x31, 0xc0, 0x31, 0xc9, 0x48,
                                          0x8b,       0x3d, 0xc4, 0x2f, 0x00, 0x00, 0xff,
                                          0x15,       0x5f, 0x2f, 0x00, 0x00, 0xf4};

/* Before glibc 2.34, of a distribution with -fcf-protection. */
static const unsigned char glibc_old[] = {
    0xf3, 0x0f, 0x1e, 0xfa, GLIBC_HEAD, 0x4c, 0x8d, 0x05, 0x66, 0x01, 0x00,
    0x00, 0x48, 0x8d, 0x0d, 0xef,       0x00, 0x00, 0x00, 0x48, 0x8d, 0x3d,
    0xc1, 0x00, 0x00, 0x00, 0xff,       0x15, 0x52, 0x2f, 0x00, 0x00, 0xf4};

static const unsigned char glibc_old_no_pie[] = {
    GLIBC_HEAD, 0x49, 0xc7, 0xc0, 0xb0, 0x05, 0x40, 0x00, 0x48, 0xc7, 0xc1, 0x40, 0x05, 0x40,
    0x00,       0x48, 0xc7, 0xc7, 0x2d, 0x05, 0x40, 0x00, 0xe8, 0xb7, 0xff, 0xff, 0xff, 0xf4};

/* Debian 12's musl 1.2.3: _start and _start_c. */
static const unsigned char musl[] = {0x48, 0x31, 0xed, 0x48, 0x89, 0xe7, 0x48, 0x8d,
                                     0x35, 0xc3, 0x2d, 0x00, 0x00, 0x48, 0x83, 0xe4,
                                     0xf0, 0xe8, 0x0a, 0x00, 0x00, 0x00};
static const unsigned char musl_next[] = {0x8b, 0x37, 0x48, 0x8d, 0x57, 0x08, 0x4c, 0x8d, 0x05,
                                          0xe7, 0x00, 0x00, 0x00, 0x45, 0x31, 0xc9, 0x48, 0x8d,
                                          0x0d, 0x89, 0xff, 0xff, 0xff, 0x48, 0x8d, 0x3d, 0xcb,
                                          0x00, 0x00, 0x00, 0xe9, 0x9d, 0xff, 0xff, 0xff};

static void expect(const unsigned char *bytes, size_t size, uint64_t address, const char *library,
                   uint64_t main)
{
    struct startup_code code;
    uint64_t next;
    assert_true(startup_code_matches(bytes, size, address, &code, &next));
    assert_string_equal(code.library, library);
    assert_int_equal(code.main, main);
    assert_int_equal(next, 0);
}

TEST(knows_glibc)
{
    (void)state;
    expect(glibc_pie, sizeof glibc_pie, 0x1050, "glibc", 0x1139);
    expect(glibc_no_pie, sizeof glibc_no_pie, 0x401020, "glibc", 0x401106);
    expect(glibc_got, sizeof glibc_got, 0x1050, "glibc", 0);
}

TEST(knows_older_glibc)
{
    (void)state;
    expect(glibc_old, sizeof glibc_old, 0x1060, "glibc before 2.34", 0x1149);
    expect(glibc_old_no_pie, sizeof glibc_old_no_pie, 0x400430, "glibc before 2.34", 0x40052d);
}

TEST(knows_musl)
{
    (void)state;
    struct startup_code code;
    uint64_t next;
    assert_true(startup_code_matches(musl, sizeof musl, 0x1040, &code, &next));
    assert_string_equal(code.library, "musl");
    assert_int_equal(code.main, 0);
    assert_int_equal(next, 0x1060);
    assert_true(startup_code_matches_next(musl_next, sizeof musl_next, next, &code));
    assert_int_equal(code.main, 0x1149);
}

/* Every byte matters that is not an address, and nothing is read behind the end. */
TEST(does_not_take_other_code_for_it)
{
    (void)state;
    struct startup_code code;
    uint64_t next;
    unsigned char changed[sizeof glibc_pie];
    for (size_t i = 0; i < 23; i++) {
        memcpy(changed, glibc_pie, sizeof changed);
        changed[i] ^= 0x10;
        assert_false(startup_code_matches(changed, sizeof changed, 0x1050, &code, &next));
    }
    for (size_t size = 0; size < 27; size++) {
        unsigned char *exact = malloc(size + 1);
        assert_non_null(exact);
        memcpy(exact + 1, glibc_pie, size);
        assert_false(startup_code_matches(exact + 1, size, 0x1050, &code, &next));
        free(exact);
    }
}

RUN(cmocka_unit_test(knows_glibc), cmocka_unit_test(knows_older_glibc),
    cmocka_unit_test(knows_musl), cmocka_unit_test(does_not_take_other_code_for_it))
