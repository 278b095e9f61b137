/* SPDX-License-Identifier: MIT
   The input is the strings of a report: as JUnit's XML it must be well-formed. */
#include <stdlib.h>
#include <string.h>

#include "fuzz_report.h"

enum { DEPTH_LIMIT = 16 };

struct xml {
    const char *at;
    const char *names[DEPTH_LIMIT]; /* of the elements that are open */
    size_t lengths[DEPTH_LIMIT];
    size_t depth, roots;
};

static size_t name_length(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/* "&lt;" and the like. */
static void read_reference(struct xml *xml)
{
    static const char *const references[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;", "&#10;"};
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        if (strncmp(xml->at, references[i], strlen(references[i])) == 0) {
            xml->at += strlen(references[i]);
            return;
        }
    fuzz_expect(false, "an unknown reference");
}

/* Up to one of the signs, which a string must not have brought along. */
static void read_text(struct xml *xml, const char *stop)
{
    while (*xml->at && !strchr(stop, *xml->at)) {
        fuzz_expect(strncmp(xml->at, "]]>", 3) != 0, "the end of a section that has no begin");
        fuzz_expect(strncmp(xml->at, "\xEF\xBF\xBE", 3) != 0 &&
                        strncmp(xml->at, "\xEF\xBF\xBF", 3) != 0,
                    "a character that XML does not have");
        if (*xml->at == '&')
            read_reference(xml);
        else
            xml->at++;
    }
}

static void read_attributes(struct xml *xml)
{
    while (*xml->at == ' ') {
        xml->at += strspn(xml->at, " ");
        size_t length = name_length(xml->at);
        if (!length)
            break;
        xml->at += length;
        fuzz_expect(strncmp(xml->at, "=\"", 2) == 0, "an attribute without a value");
        xml->at += 2;
        read_text(xml, "\"<");
        fuzz_expect(*xml->at == '"', "a value without an end");
        xml->at++;
    }
}

static void read_end(struct xml *xml)
{
    size_t length = name_length(xml->at);
    fuzz_expect(xml->depth > 0, "the end of nothing");
    xml->depth--;
    fuzz_expect(length == xml->lengths[xml->depth] &&
                    memcmp(xml->at, xml->names[xml->depth], length) == 0,
                "the end of another element");
    xml->at += length;
    fuzz_expect(*xml->at == '>', "an end tag without an end");
    xml->at++;
}

static void read_element(struct xml *xml)
{
    const char *name = xml->at;
    size_t length = name_length(name);
    fuzz_expect(length > 0, "an element without a name");
    xml->roots += !xml->depth;
    xml->at += length;
    read_attributes(xml);
    if (strncmp(xml->at, "/>", 2) == 0) {
        xml->at += 2;
        return;
    }
    fuzz_expect(*xml->at == '>' && xml->depth < DEPTH_LIMIT, "a tag without an end");
    xml->at++;
    xml->names[xml->depth] = name;
    xml->lengths[xml->depth++] = length;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t length;
    char *text = fuzz_report_write(POLYFFI_REPORT_JUNIT, bytes, size, &length);
    struct xml xml = {.at = text};
    fuzz_expect(strncmp(xml.at, "<?xml ", 6) == 0, "no declaration");
    xml.at = strstr(xml.at, "?>");
    fuzz_expect(xml.at != NULL, "a declaration without an end");
    for (xml.at += 2; *xml.at;) {
        const char *start = xml.at;
        read_text(&xml, "<");
        fuzz_expect(xml.depth || strspn(start, " \n") >= (size_t)(xml.at - start),
                    "text outside of the elements");
        if (!*xml.at)
            break;
        xml.at++;
        if (*xml.at == '/') {
            xml.at++;
            read_end(&xml);
        } else {
            read_element(&xml);
        }
    }
    fuzz_expect(!xml.depth && xml.roots == 1, "not one element");
    free(text);
    return 0;
}
