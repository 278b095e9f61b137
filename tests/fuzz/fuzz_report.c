/* SPDX-License-Identifier: MIT */
#include "fuzz_report.h"

#include <stdlib.h>
#include <string.h>

enum { NOTES = 3, FINDINGS = 2, STRINGS = 64 };

/* A report that owns its strings. */
struct maker {
    struct fuzz_input input;
    char *strings[STRINGS];
    size_t string_count;
    struct polyffi_request request;
    struct polyffi_finding findings[FINDINGS];
    const struct polyffi_finding *list[FINDINGS];
    struct polyffi_note notes[FINDINGS][NOTES], remark;
    struct polyffi_not_done not_done;
    struct polyffi_problem problem;
};

static const char *make_string(struct maker *maker)
{
    fuzz_expect(maker->string_count < STRINGS, "too few strings");
    return maker->strings[maker->string_count++] = fuzz_string(&maker->input);
}

static const char *make_optional(struct maker *maker, unsigned choice)
{
    return choice ? make_string(maker) : NULL;
}

static struct polyffi_place make_place(struct maker *maker)
{
    const char *file = make_string(maker);
    return (struct polyffi_place){
        .file = file, .line = fuzz_number(&maker->input), .column = fuzz_byte(&maker->input)};
}

static void make_finding(struct maker *maker, struct polyffi_finding *finding,
                         struct polyffi_note *notes)
{
    size_t rules = 0;
    while (polyffi_rule_at(rules))
        rules++;
    unsigned choices = fuzz_byte(&maker->input);
    finding->rule = polyffi_rule_at(fuzz_byte(&maker->input) % rules);
    finding->severity = (enum polyffi_severity)(POLYFFI_NOTE + choices % 3);
    finding->place = make_place(maker);
    finding->message = make_string(maker);
    finding->file = make_optional(maker, choices & 8);
    finding->symbol = make_optional(maker, choices & 16);
    finding->suppression = make_optional(maker, choices & 32);
    finding->notes = notes;
    finding->note_count = fuzz_byte(&maker->input) % (NOTES + 1);
    for (size_t i = 0; i < finding->note_count; i++) {
        if (i)
            notes[i].place = make_place(maker);
        notes[i].text = make_string(maker);
    }
}

static void make_problem(struct maker *maker)
{
    struct polyffi_problem *problem = &maker->problem;
    strncpy(problem->file, make_string(maker), sizeof problem->file - 1);
    strncpy(problem->message, make_string(maker), sizeof problem->message - 1);
    problem->line = fuzz_number(&maker->input);
}

static void make_request(struct maker *maker, unsigned choices)
{
    struct polyffi_request *request = &maker->request;
    struct polyffi_file file = {.path = make_string(maker)};
    struct polyffi_export wanted = {.name = make_string(maker), .file = make_string(maker)};
    fuzz_expect(polyffi_request_add_file(request, file) &&
                    polyffi_request_add_export(request, wanted),
                "no memory");
    request->target = make_optional(maker, choices & 4);
    request->place_file = make_optional(maker, choices & 8);
    request->place_line = choices & 8 ? fuzz_number(&maker->input) : 0;
    request->result = make_optional(maker, choices & 16);
}

static void make_report(struct maker *maker, struct polyffi_report *report)
{
    unsigned choices = fuzz_byte(&maker->input);
    for (size_t i = 0; i < FINDINGS; i++) {
        maker->list[i] = &maker->findings[i];
        make_finding(maker, &maker->findings[i], maker->notes[i]);
    }
    make_request(maker, choices);
    make_problem(maker);
    maker->remark = (struct polyffi_note){make_place(maker), make_string(maker)};
    maker->not_done.what = make_string(maker);
    maker->not_done.why = make_string(maker);
    *report = (struct polyffi_report){
        .request = &maker->request,
        .findings = maker->list,
        .finding_count = 1 + choices % FINDINGS,
        .remarks = &maker->remark,
        .remark_count = (choices & 2) != 0,
        .not_done = &maker->not_done,
        .not_done_count = (choices & 32) != 0,
        .problem = choices & 64 ? &maker->problem : NULL,
        .warn = choices & 128,
        .root = make_optional(maker, choices & 4),
        .directory = make_optional(maker, choices & 8),
    };
}

char *fuzz_report_write(enum polyffi_report_format format, const uint8_t *bytes, size_t size,
                        size_t *length)
{
    struct maker maker = {.input = {bytes, size}};
    struct polyffi_report report;
    char *text = NULL;
    make_report(&maker, &report);
    FILE *stream = open_memstream(&text, length);
    fuzz_expect(stream && polyffi_report_write(stream, format, &report) && fclose(stream) == 0,
                "the report can't be written");
    fuzz_expect_plain(text, *length);
    for (size_t i = 0; i < maker.string_count; i++)
        free(maker.strings[i]);
    polyffi_request_free(&maker.request);
    return text;
}

/* By the table of the Unicode standard (3.9, well-formed UTF-8), not as the product does it. */
static size_t character_length(const unsigned char *at, size_t left)
{
    static const struct {
        unsigned char first, last, low, high, length;
    } rows[] = {
        {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = rows[i].length;
        if (at[0] < rows[i].first || at[0] > rows[i].last || length > left)
            continue;
        if (length > 1 && (at[1] < rows[i].low || at[1] > rows[i].high))
            return 0;
        for (size_t j = 2; j < length; j++)
            if (at[j] < 0x80 || at[j] > 0xBF)
                return 0;
        return length;
    }
    return 0;
}

void fuzz_expect_plain(const char *text, size_t size)
{
    static const char *const hidden[] = {
        "\xD8\x9C",     "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F",
        "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA", "\xE2\x80\xAB",
        "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6",
        "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9", "\xEF\xBB\xBF",
    };
    const unsigned char *at = (const unsigned char *)text;
    for (size_t left = size, length; left; at += length, left -= length) {
        length = character_length(at, left);
        fuzz_expect(length > 0, "the output is not UTF-8");
        fuzz_expect(*at >= ' ' || *at == '\n', "a control character in the output");
        fuzz_expect(*at != 0x7F && !(at[0] == 0xC2 && at[1] < 0xA0), "a control character");
        for (size_t i = 0; length > 1 && i < sizeof hidden / sizeof *hidden; i++)
            fuzz_expect(strlen(hidden[i]) != length || memcmp(at, hidden[i], length) != 0,
                        "a character that is not what it looks like");
    }
}
