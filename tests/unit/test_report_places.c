/* SPDX-License-Identifier: MIT */
#include "report_places.h"

#include "unit.h"

static const struct polyffi_request no_request;

static void check_path(const char *directory, const char *root, const char *file,
                       const char *expected, bool expected_inside)
{
    struct polyffi_report report = {.request = &no_request, .root = root, .directory = directory};
    bool inside;
    char *path = report_path(&report, file, &inside);
    assert_string_equal(path, expected);
    assert_int_equal(inside, expected_inside);
    free(path);
}

TEST(files_below_the_root_are_relative_to_it)
{
    (void)state;
    check_path("/src/build", "/src", "/src/a/b.c", "a/b.c", true);
    check_path("/src/build", "/src/", "../a/./b.c", "a/b.c", true);
    check_path("/src/build", "..", "x//y.c", "build/x/y.c", true);
    check_path("/src", NULL, "a.c", "a.c", true);
    check_path("/src", NULL, "/src/a.c", "a.c", true);
    check_path("/src", "/", "a.c", "src/a.c", true);
}

TEST(files_elsewhere_are_absolute)
{
    (void)state;
    check_path("/src/build", "/src", "/usr/include/a.h", "/usr/include/a.h", false);
    check_path("/src/build", "/src", "../../other/a.c", "/other/a.c", false);
    check_path("/src", "/src", "/srcs/a.c", "/srcs/a.c", false);
    check_path("/src", "/src", "/src/../a.c", "/a.c", false);
    check_path("/src", "/src", "/../../a.c", "/a.c", false);
    check_path("/src", "/src", "/src", "/src", false);
    check_path("/src", "/src", "", "/src", false);
    check_path("/", "/", "/", "/", false);
}

TEST(without_a_directory_names_stay_relative)
{
    (void)state;
    check_path(NULL, NULL, "a/../b.c", "b.c", true);
    check_path(NULL, "/src", "b.c", "b.c", true);
    check_path(NULL, NULL, "a/../../b.c", "../b.c", false);
    check_path(NULL, NULL, "../../b.c", "../../b.c", false);
    check_path(NULL, NULL, "../a/../../b.c", "../../b.c", false);
    check_path(NULL, NULL, "", "", true);
    check_path(NULL, "/src", "/src/b.c", "b.c", true);
    check_path(NULL, NULL, "/b.c", "/b.c", false);
}

static void check_uri(const char *path, const char *expected)
{
    char *uri = report_uri(path);
    assert_string_equal(uri, expected);
    free(uri);
}

TEST(uris_are_encoded)
{
    (void)state;
    check_uri("a b/c.rs", "a%20b/c.rs");
    check_uri("/a/b-_.~c", "file:///a/b-_.~c");
    check_uri("a:b#?%", "a%3Ab%23%3F%25");
    check_uri("\n\xff\xe6\xbc\xa2", "%0A%FF%E6%BC%A2");
}

TEST(the_place_to_show_has_a_line_where_one_is_known)
{
    (void)state;
    struct polyffi_request request = {.place_file = "CMakeLists.txt", .place_line = 3};
    struct polyffi_report report = {.request = &request};
    struct polyffi_finding finding = {.place = {"a.c", 7, 2}, .file = "a.o"};
    assert_string_equal(report_place(&report, &finding).file, "a.c");
    finding.place = (struct polyffi_place){"lib.a(a.o)", 0, 0};
    assert_string_equal(report_place(&report, &finding).file, "CMakeLists.txt");
    assert_int_equal(report_place(&report, &finding).line, 3);
    report.request = &no_request;
    assert_string_equal(report_place(&report, &finding).file, "a.o");
    finding.file = NULL;
    assert_string_equal(report_place(&report, &finding).file, "lib.a(a.o)");
}

RUN(cmocka_unit_test(files_below_the_root_are_relative_to_it),
    cmocka_unit_test(files_elsewhere_are_absolute),
    cmocka_unit_test(without_a_directory_names_stay_relative), cmocka_unit_test(uris_are_encoded),
    cmocka_unit_test(the_place_to_show_has_a_line_where_one_is_known))
