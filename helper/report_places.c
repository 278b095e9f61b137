/* SPDX-License-Identifier: MIT */
#include "report_places.h"

#include <stdlib.h>
#include <string.h>

struct polyffi_place report_place(const struct polyffi_report *report,
                                  const struct polyffi_finding *finding)
{
    const struct polyffi_request *request = report->request;
    if (finding->place.line)
        return finding->place;
    if (request->place_file)
        return (struct polyffi_place){.file = request->place_file, .line = request->place_line};
    return (struct polyffi_place){.file = finding->file ? finding->file : finding->place.file};
}

const char *report_basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* Takes "." and ".." and doubled slashes out of the path, in place. */
static void normalise(char *path)
{
    bool absolute = path[0] == '/';
    char *begin = path + absolute, *end = begin;
    const char *at = begin;
    size_t climbed = 0; /* bytes of a relative path's "../" that nothing takes back */
    while (*at) {
        size_t length = strcspn(at, "/");
        bool up = length == 2 && memcmp(at, "..", 2) == 0;
        if (up && (size_t)(end - begin) > climbed) {
            end--; /* the slash behind the component */
            while (end > begin && end[-1] != '/')
                end--;
        } else if (length && !(length == 1 && *at == '.') && !(up && absolute)) {
            memmove(end, at, length);
            end += length;
            *end++ = '/';
            climbed += up ? 3 : 0;
        }
        at += length + (at[length] == '/');
    }
    if (end > begin)
        end--;
    *end = '\0';
}

/* NULL: no memory. */
static char *join(const char *directory, const char *file)
{
    if (!directory || file[0] == '/')
        directory = "";
    size_t length = strlen(directory), rest = strlen(file);
    char *path = malloc(length + rest + 3);
    if (!path)
        return NULL;
    memcpy(path, directory, length);
    path[length] = '/';
    size_t begin = length ? length + 1 : 0;
    memcpy(path + begin, file, rest + 1);
    /* While it is edited, each component may have a slash behind it. */
    path[begin + rest + 1] = '\0';
    normalise(path);
    return path;
}

static bool climbs(const char *path)
{
    return strncmp(path, "..", 2) == 0 && (path[2] == '/' || !path[2]);
}

char *report_root(const struct polyffi_report *report)
{
    return join(report->directory, report->root ? report->root : "");
}

char *report_path(const struct polyffi_report *report, const char *file, bool *inside)
{
    char *path = join(report->directory, file);
    char *root = report_root(report);
    size_t length = root ? strlen(root) : 0;
    if (length == 1) /* "/" */
        length = 0;
    *inside = false;
    if (!path || !root) {
        free(path);
        path = NULL;
    } else if (path[0] != '/') {
        *inside = !climbs(path);
    } else if (root[0] == '/' && strncmp(path, root, length) == 0 && path[length] == '/' &&
               path[length + 1]) {
        *inside = true;
        memmove(path, path + length + 1, strlen(path + length + 1) + 1);
    }
    free(root);
    return path;
}

static bool is_unreserved(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte && strchr("-._~/", byte));
}

char *report_uri(const char *path)
{
    static const char digits[] = "0123456789ABCDEF";
    char *uri = malloc(strlen(path) * 3 + sizeof "file://");
    if (!uri)
        return NULL;
    char *end = uri;
    if (path[0] == '/') {
        memcpy(end, "file://", 7);
        end += 7;
    }
    for (const char *at = path; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (is_unreserved(byte)) {
            *end++ = *at;
        } else {
            *end++ = '%';
            *end++ = digits[byte >> 4];
            *end++ = digits[byte & 15];
        }
    }
    *end = '\0';
    return uri;
}
