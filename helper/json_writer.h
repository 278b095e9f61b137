/* SPDX-License-Identifier: MIT */
/* Writing JSON to a stream, in order, with nothing kept in memory.  Strings may hold any bytes:
   what is written is always valid JSON in plain characters.  A stream that fails remembers it:
   ask ferror() once at the end. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_DEPTH = 64 };

struct json_writer {
    FILE *stream;
    size_t depth;
    bool filled[JSON_DEPTH]; /* the object or array at that depth has a member */
    char closing[JSON_DEPTH];
};

/* key is the member's name in an object, and NULL in an array and at the top. */
void writer_object(struct json_writer *writer, const char *key);
void writer_array(struct json_writer *writer, const char *key);

/* Ends what was begun last. */
void writer_end(struct json_writer *writer);

/* text NULL is written as null.  Characters that are not plain are escaped as \uNNNN; bytes that
   are not UTF-8 become the four characters \xNN. */
void writer_string(struct json_writer *writer, const char *key, const char *text);
void writer_number(struct json_writer *writer, const char *key, uint64_t number);
void writer_boolean(struct json_writer *writer, const char *key, bool value);

/* A string of several pieces: open, pieces, close. */
void writer_string_open(struct json_writer *writer, const char *key);
void writer_string_piece(struct json_writer *writer, const char *text);
void writer_string_bytes(struct json_writer *writer, const char *text, size_t length);
void writer_string_close(struct json_writer *writer);

#endif
