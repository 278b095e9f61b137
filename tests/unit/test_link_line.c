/* SPDX-License-Identifier: MIT */
#include "link_line.h"

#include "unit.h"

struct line {
    struct arena arena;
    struct polyffi_request request;
    struct polyffi_problem problem;
    bool good, links;
};

/* Reads the command, a text with blanks between its words. */
static struct line *read_line(const char *command, enum polyffi_kind kind)
{
    struct line *line = calloc(1, sizeof *line);
    struct polyffi_words words = {0};
    char *text = arena_copy(&line->arena, command, strlen(command));
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        polyffi_words_add(&words, word);
    line->request.kind = kind;
    line->good =
        link_line_parse(&words, &line->arena, &line->request, &line->links, &line->problem);
    polyffi_words_free(&words);
    return line;
}

static void drop(struct line *line)
{
    polyffi_request_free(&line->request);
    arena_free(&line->arena);
    free(line);
}

/* "a.o -lgreet": the files as a link line would have them. */
static void files_are(const char *command, const char *expected)
{
    struct line *line = read_line(command, POLYFFI_KIND_PIE);
    char files[512] = "";
    assert_true(line->good);
    for (size_t i = 0; i < line->request.file_count; i++) {
        strcat(files, i ? " " : "");
        strcat(files, line->request.files[i].library ? "-l" : "");
        strcat(files, line->request.files[i].path);
    }
    assert_string_equal(files, expected);
    drop(line);
}

static void kind_is(const char *command, enum polyffi_kind given, enum polyffi_kind expected)
{
    struct line *line = read_line(command, given);
    assert_true(line->good);
    assert_int_equal(line->request.kind, expected);
    drop(line);
}

static void entry_is(const char *command, const char *expected)
{
    struct line *line = read_line(command, POLYFFI_KIND_PIE);
    assert_true(line->good);
    if (expected)
        assert_string_equal(line->request.entry, expected);
    else
        assert_null(line->request.entry);
    drop(line);
}

static void startup_is(const char *command, enum polyffi_startup expected)
{
    struct line *line = read_line(command, POLYFFI_KIND_PIE);
    assert_int_equal(line->request.startup, expected);
    drop(line);
}

TEST(words_without_a_dash_are_files)
{
    (void)state;
    files_are("cc a.o dir/libgreet.a b.o -o prog", "a.o dir/libgreet.a b.o");
}

TEST(libraries_are_files_in_their_place)
{
    (void)state;
    files_are("cc a.o -lgreet -l m -l:libx.a b.o", "a.o -lgreet -lm -l:libx.a b.o");
}

TEST(arguments_of_options_are_not_files)
{
    (void)state;
    files_are("cc -D X -I inc -isystem inc2 -include f.h -MF d -MT t -MQ q -x none -Xclang y "
              "-target t -B dir -L dir -u sym -z defs -T f.ld -Xassembler z a.o",
              "a.o");
    files_are("cc a.o -Wl,-rpath,/x -Wl,-soname,y -Wl,-Map,m -Wl,-dynamic-linker,/l -Wl,-m,e "
              "-Wl,--version-script,v -Wl,-z,now",
              "a.o");
    files_are("cc a.o --sysroot=/x --target=y -fuse-ld=lld -Wl,-Ttext=0x100 -Wl,--defsym,a=1",
              "a.o");
}

TEST(binary_data_is_no_file)
{
    (void)state;
    files_are("cc a.o -Wl,-b,binary,data.png,-b,default b.o", "a.o b.o");
    files_are("cc a.o -Wl,--format=binary -Wl,data.png -Wl,--format=default b.o", "a.o b.o");
}

TEST(linker_words_may_be_files)
{
    (void)state;
    files_are("cc a.o -Wl,--start-group,libb.a,--end-group -Xlinker c.o", "a.o libb.a c.o");
}

TEST(sources_are_noted_and_not_files)
{
    (void)state;
    struct line *line = read_line("cc main.c a.o -o prog", POLYFFI_KIND_PIE);
    assert_true(line->request.sources);
    assert_int_equal(line->request.file_count, 1);
    drop(line);
    line = read_line("cc -x c main -x none a.o", POLYFFI_KIND_PIE);
    assert_true(line->request.sources);
    assert_int_equal(line->request.file_count, 1);
    drop(line);
}

TEST(output_is_the_result)
{
    (void)state;
    static const struct {
        const char *command, *result;
    } cases[] = {{"cc a.o -o prog", "prog"},
                 {"cc a.o -oprog", "prog"},
                 {"cc a.o -Wl,--output=prog", "prog"},
                 {"cc a.o", "a.out"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct line *line = read_line(cases[i].command, POLYFFI_KIND_PIE);
        assert_string_equal(line->request.result, cases[i].result);
        drop(line);
    }
}

TEST(entry_is_found_in_every_spelling)
{
    (void)state;
    entry_is("cc a.o -e start", "start");
    entry_is("cc a.o -estart", "start");
    entry_is("cc a.o -Wl,-e,start", "start");
    entry_is("cc a.o -Wl,-estart", "start");
    entry_is("cc a.o -Wl,--entry=start", "start");
    entry_is("cc a.o -Wl,--entry,start", "start");
    entry_is("cc a.o -Wl,-entry=start", "start");
    entry_is("cc a.o --entry=start", "start");
    entry_is("cc a.o --entry start", "start");
    entry_is("cc a.o -Xlinker -e -Xlinker start", "start");
    entry_is("cc a.o -Wl,-e -Wl,start", "start");
}

TEST(words_that_begin_like_an_entry_are_none)
{
    (void)state;
    entry_is("cc a.o -Wl,-export-dynamic -Wl,--enable-new-dtags -Wl,-emit-relocs -Wl,-EL", NULL);
}

TEST(kind_is_the_drivers_default)
{
    (void)state;
    kind_is("cc a.o", POLYFFI_KIND_PIE, POLYFFI_KIND_PIE);
    kind_is("cc a.o", POLYFFI_KIND_EXECUTABLE, POLYFFI_KIND_EXECUTABLE);
    kind_is("cc a.o", POLYFFI_KIND_UNSET, POLYFFI_KIND_EXECUTABLE);
}

TEST(words_override_the_kind)
{
    (void)state;
    kind_is("cc a.o -no-pie", POLYFFI_KIND_PIE, POLYFFI_KIND_EXECUTABLE);
    kind_is("clang a.o -nopie", POLYFFI_KIND_PIE, POLYFFI_KIND_EXECUTABLE);
    kind_is("cc a.o -pie", POLYFFI_KIND_EXECUTABLE, POLYFFI_KIND_PIE);
    kind_is("cc a.o -static", POLYFFI_KIND_PIE, POLYFFI_KIND_STATIC);
    kind_is("cc a.o -static-pie", POLYFFI_KIND_EXECUTABLE, POLYFFI_KIND_STATIC_PIE);
    kind_is("cc a.o -shared", POLYFFI_KIND_PIE, POLYFFI_KIND_SHARED);
    kind_is("cc a.o -r", POLYFFI_KIND_PIE, POLYFFI_KIND_OBJECTS);
    kind_is("cc a.o -static-libgcc", POLYFFI_KIND_PIE, POLYFFI_KIND_PIE);
}

TEST(startup_is_derived)
{
    (void)state;
    startup_is("cc a.o", POLYFFI_STARTUP_CRT);
    startup_is("cc a.o -nostartfiles", POLYFFI_STARTUP_RAW);
    startup_is("cc a.o -nostdlib", POLYFFI_STARTUP_FREESTANDING);
    startup_is("cc a.o -nodefaultlibs", POLYFFI_STARTUP_CRT);
}

TEST(default_libraries_can_be_left_out)
{
    (void)state;
    struct line *line = read_line("cc a.o -nodefaultlibs", POLYFFI_KIND_PIE);
    assert_true(line->request.no_default_libraries);
    drop(line);
}

TEST(drivers_are_told_apart)
{
    (void)state;
    struct line *line = read_line("/usr/bin/x86_64-linux-gnu-g++-12 a.o", POLYFFI_KIND_PIE);
    assert_true(line->request.cxx);
    drop(line);
    line = read_line("gfortran a.o", POLYFFI_KIND_PIE);
    assert_true(line->request.unknown_libraries);
    drop(line);
}

TEST(launcher_before_the_driver_is_no_file)
{
    (void)state;
    files_are("/usr/bin/ccache cc a.o", "a.o");
}

TEST(files_of_a_group_share_its_number)
{
    struct line *line = read_line(
        "cc a.o -Wl,--start-group b.a c.a -Wl,--end-group d.a -Wl,-( e.a -Wl,-)", POLYFFI_KIND_PIE);
    const struct polyffi_file *files = line->request.files;
    assert_true(line->good && line->request.file_count == 5);
    assert_int_equal(files[0].group, 0);
    assert_int_equal(files[1].group, 1);
    assert_int_equal(files[2].group, 1);
    assert_int_equal(files[3].group, 0);
    assert_int_equal(files[4].group, 2);
    drop(line);
}

TEST(lld_and_mold_look_into_archives_again)
{
    static const struct {
        const char *command;
        bool any_order;
    } cases[] = {{"cc a.o", false},
                 {"cc -fuse-ld=bfd a.o", false},
                 {"cc -fuse-ld=gold a.o", false},
                 {"cc -fuse-ld=lld a.o", true},
                 {"cc -fuse-ld=mold a.o", true},
                 {"clang --ld-path=/opt/bin/ld.lld a.o", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct line *line = read_line(cases[i].command, POLYFFI_KIND_PIE);
        assert_true(line->good && line->request.any_order == cases[i].any_order);
        drop(line);
    }
}

TEST(linkers_that_surely_lack_a_plugin_are_known)
{
    static const struct {
        const char *command;
        bool no_bitcode, no_slim_objects;
    } cases[] = {{"gcc a.o", true, false},
                 {"x86_64-linux-gnu-g++-12 -fuse-ld=gold -flto a.o", true, false},
                 {"gcc -fuse-ld=mold a.o", true, false},
                 {"gcc -fuse-ld=lld a.o", false, true},
                 {"gcc -fuse-ld=other a.o", false, false},
                 {"gcc -Wl,-plugin,LLVMgold.so a.o", false, false},
                 {"clang a.o", false, true},
                 {"clang++-14 -fuse-ld=bfd a.o", true, true},
                 {"clang -fuse-ld=bfd -flto=thin a.o", false, true},
                 {"clang -fuse-ld=gold -flto -fno-lto a.o", true, true},
                 {"clang -fuse-ld=lld a.o", false, true},
                 {"some-cc a.o", false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct line *line = read_line(cases[i].command, POLYFFI_KIND_PIE);
        assert_true(line->good);
        assert_int_equal(line->request.no_bitcode, cases[i].no_bitcode);
        assert_int_equal(line->request.no_slim_objects, cases[i].no_slim_objects);
        drop(line);
    }
}

TEST(whole_archive_and_static_last_until_switched)
{
    (void)state;
    struct line *line = read_line("cc -Wl,--whole-archive a.a -Wl,--no-whole-archive b.a "
                                  "-Wl,--push-state,-Bstatic c.a -Wl,--pop-state d.a",
                                  POLYFFI_KIND_PIE);
    const struct polyffi_file *files = line->request.files;
    assert_true(files[0].whole_archive && !files[1].whole_archive);
    assert_true(files[2].only_static && !files[3].only_static && !files[1].only_static);
    drop(line);
}

TEST(symbols_of_the_line_are_defined)
{
    (void)state;
    struct line *line = read_line("cc -Wl,--defsym=a=b -Wl,--wrap=malloc a.o", POLYFFI_KIND_PIE);
    assert_int_equal(line->request.defined.count, 3);
    assert_string_equal(line->request.defined.items[0], "a");
    assert_string_equal(line->request.defined.items[1], "malloc");
    assert_string_equal(line->request.defined.items[2], "__real_malloc");
    drop(line);
}

TEST(keywords_are_read)
{
    (void)state;
    struct line *line =
        read_line("cc -z noexecstack -Wl,-z,defs -Wl,-zundefs a.o", POLYFFI_KIND_PIE);
    assert_true(line->request.no_executable_stack && line->request.undefined_refused &&
                line->request.undefined_allowed);
    drop(line);
}

TEST(compiling_is_not_linking)
{
    (void)state;
    struct line *line = read_line("cc -c main.c -o main.o", POLYFFI_KIND_PIE);
    assert_false(line->links);
    drop(line);
}

TEST(missing_argument_is_a_problem)
{
    (void)state;
    struct line *line = read_line("cc a.o -o", POLYFFI_KIND_PIE);
    assert_false(line->good);
    assert_non_null(strstr(line->problem.message, "'-o'"));
    drop(line);
}

RUN(cmocka_unit_test(words_without_a_dash_are_files),
    cmocka_unit_test(libraries_are_files_in_their_place),
    cmocka_unit_test(arguments_of_options_are_not_files), cmocka_unit_test(binary_data_is_no_file),
    cmocka_unit_test(linker_words_may_be_files), cmocka_unit_test(sources_are_noted_and_not_files),
    cmocka_unit_test(output_is_the_result), cmocka_unit_test(entry_is_found_in_every_spelling),
    cmocka_unit_test(words_that_begin_like_an_entry_are_none),
    cmocka_unit_test(kind_is_the_drivers_default), cmocka_unit_test(words_override_the_kind),
    cmocka_unit_test(startup_is_derived), cmocka_unit_test(default_libraries_can_be_left_out),
    cmocka_unit_test(drivers_are_told_apart),
    cmocka_unit_test(launcher_before_the_driver_is_no_file),
    cmocka_unit_test(files_of_a_group_share_its_number),
    cmocka_unit_test(lld_and_mold_look_into_archives_again),
    cmocka_unit_test(linkers_that_surely_lack_a_plugin_are_known),
    cmocka_unit_test(whole_archive_and_static_last_until_switched),
    cmocka_unit_test(symbols_of_the_line_are_defined), cmocka_unit_test(keywords_are_read),
    cmocka_unit_test(compiling_is_not_linking), cmocka_unit_test(missing_argument_is_a_problem))
