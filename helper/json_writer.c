/* SPDX-License-Identifier: MIT */
#include "json_writer.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "characters.h"
#include "utf8.h"

static void write_unit(FILE *stream, uint32_t unit)
{
    fprintf(stream, "\\u%04x", (unsigned)unit);
}

static void write_escaped(FILE *stream, uint32_t character)
{
    if (character > 0xFFFF) {
        write_unit(stream, 0xD800 + ((character - 0x10000) >> 10));
        write_unit(stream, 0xDC00 + ((character - 0x10000) & 0x3FF));
    } else {
        write_unit(stream, character);
    }
}

static bool stays(uint32_t character)
{
    return character_is_plain(character) && character != '"' && character != '\\';
}

void writer_string_bytes(struct json_writer *writer, const char *text, size_t length)
{
    FILE *stream = writer->stream;
    const char *end = text + length, *begin = text; /* of what stays and is not yet written */
    while (text < end) {
        uint32_t character = 0;
        size_t read = utf8_read(text, &character);
        if (read > (size_t)(end - text))
            read = 0;
        if (!read || !stays(character)) {
            fwrite(begin, 1, (size_t)(text - begin), stream);
            begin = text + (read ? read : 1);
            if (!read)
                fprintf(stream, "\\\\x%02x", (unsigned char)*text);
            else if (character == '"' || character == '\\')
                fprintf(stream, "\\%c", (int)character);
            else
                write_escaped(stream, character);
        }
        text += read ? read : 1;
    }
    fwrite(begin, 1, (size_t)(text - begin), stream);
}

void writer_string_piece(struct json_writer *writer, const char *text)
{
    writer_string_bytes(writer, text, strlen(text));
}

/* What stands before a value: the comma, a new line, the key. */
static void begin_value(struct json_writer *writer, const char *key)
{
    if (writer->depth) {
        bool *filled = &writer->filled[writer->depth - 1];
        assert((key != NULL) == (writer->closing[writer->depth - 1] == '}'));
        fprintf(writer->stream, "%s\n%*s", *filled ? "," : "", (int)writer->depth * 2, "");
        *filled = true;
    }
    if (key) {
        fputc('"', writer->stream);
        writer_string_piece(writer, key);
        fputs("\": ", writer->stream);
    }
}

static void begin(struct json_writer *writer, const char *key, char opening, char closing)
{
    begin_value(writer, key);
    fputc(opening, writer->stream);
    assert(writer->depth < JSON_DEPTH);
    writer->filled[writer->depth] = false;
    writer->closing[writer->depth++] = closing;
}

void writer_object(struct json_writer *writer, const char *key)
{
    begin(writer, key, '{', '}');
}

void writer_array(struct json_writer *writer, const char *key)
{
    begin(writer, key, '[', ']');
}

void writer_end(struct json_writer *writer)
{
    assert(writer->depth);
    writer->depth--;
    if (writer->filled[writer->depth])
        fprintf(writer->stream, "\n%*s", (int)writer->depth * 2, "");
    fputc(writer->closing[writer->depth], writer->stream);
    if (!writer->depth)
        fputc('\n', writer->stream);
}

void writer_string_open(struct json_writer *writer, const char *key)
{
    begin_value(writer, key);
    fputc('"', writer->stream);
}

void writer_string_close(struct json_writer *writer)
{
    fputc('"', writer->stream);
}

void writer_string(struct json_writer *writer, const char *key, const char *text)
{
    if (!text) {
        begin_value(writer, key);
        fputs("null", writer->stream);
        return;
    }
    writer_string_open(writer, key);
    writer_string_piece(writer, text);
    writer_string_close(writer);
}

void writer_number(struct json_writer *writer, const char *key, uint64_t number)
{
    begin_value(writer, key);
    fprintf(writer->stream, "%" PRIu64, number);
}

void writer_boolean(struct json_writer *writer, const char *key, bool value)
{
    begin_value(writer, key);
    fputs(value ? "true" : "false", writer->stream);
}
