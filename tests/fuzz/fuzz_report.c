/* SPDX-License-Identifier: MIT */
#include "fuzz_report.h"

#include <stdlib.h>
#include <string.h>

static struct polyffi_place make_place(struct fuzz_input *input)
{
    return (struct polyffi_place){
        .file = fuzz_string(input), .line = fuzz_number(input), .column = fuzz_byte(input)};
}

static void make_problem(struct polyffi_problem *problem, struct fuzz_input *input)
{
    char *file = fuzz_string(input), *message = fuzz_string(input);
    strncpy(problem->file, file, sizeof problem->file - 1);
    strncpy(problem->message, message, sizeof problem->message - 1);
    problem->line = fuzz_number(input);
    free(file);
    free(message);
}

void fuzz_report_make(struct fuzz_report *report, struct fuzz_input *input)
{
    *report = (struct fuzz_report){0};
    size_t rules = 0;
    while (polyffi_rule_at(rules))
        rules++;
    struct polyffi_finding *finding = &report->finding;
    uint8_t choices = fuzz_byte(input);
    finding->rule = polyffi_rule_at(fuzz_byte(input) % rules);
    finding->severity = (enum polyffi_severity)(POLYFFI_NOTE + choices % 3);
    report->style.warn = choices & 4;
    finding->place = make_place(input);
    finding->message = fuzz_string(input);
    finding->file = choices & 8 ? fuzz_string(input) : NULL;
    finding->symbol = choices & 16 ? fuzz_string(input) : NULL;
    report->style.target = choices & 32 ? fuzz_string(input) : NULL;
    if (choices & 64)
        report->style.target_place = make_place(input);
    finding->notes = report->notes;
    finding->note_count = fuzz_byte(input) % (FUZZ_NOTES + 1);
    for (size_t i = 0; i < finding->note_count; i++) {
        if (i)
            report->notes[i].place = make_place(input);
        report->notes[i].text = fuzz_string(input);
    }
    make_problem(&report->problem, input);
}

static void free_text(const char *text)
{
    free((void *)(uintptr_t)text);
}

void fuzz_report_free(struct fuzz_report *report)
{
    free_text(report->finding.place.file);
    free_text(report->finding.message);
    free_text(report->finding.file);
    free_text(report->finding.symbol);
    free_text(report->style.target);
    free_text(report->style.target_place.file);
    for (size_t i = 0; i < FUZZ_NOTES; i++) {
        free_text(report->notes[i].place.file);
        free_text(report->notes[i].text);
    }
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
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
            fuzz_expect(strlen(hidden[i]) != length || memcmp(at, hidden[i], length) != 0,
                        "a character that is not what it looks like");
    }
}
