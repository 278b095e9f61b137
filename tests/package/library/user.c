/* SPDX-License-Identifier: MIT */
/* A program that uses libpolyffi: user THREADS ARCHIVE WANTED lists what the archive exports and
   what is wrong with it when it should export WANTED. All threads do so at once, and must find the
   same. */
#include <polyffi/polyffi.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 16, ROUNDS = 5 };

struct task {
    pthread_t thread;
    const char *archive, *wanted;
    char *text;
    size_t size;
};

static void report_problem(FILE *stream, const struct polyffi_problem *problem)
{
    struct polyffi_report_style style;
    memset(&style, 0, sizeof style);
    polyffi_report_problem(stream, problem, &style);
}

static void list_exports(FILE *stream, const char *archive)
{
    struct polyffi_problem problem;
    struct polyffi_exports *exports = polyffi_exports_open(&archive, 1, &problem);
    if (!exports)
        report_problem(stream, &problem);
    for (size_t i = 0; exports && i < polyffi_exports_count(exports); i++)
        fprintf(stream, "export %s\n", polyffi_exports_at(exports, i)->name);
    polyffi_exports_free(exports);
}

static void list_findings(FILE *stream, const char *archive, const char *wanted)
{
    struct polyffi_problem problem = {{0}, 0, {0}};
    struct polyffi_request request;
    struct polyffi_file file;
    memset(&request, 0, sizeof request);
    memset(&file, 0, sizeof file);
    file.path = archive;
    struct polyffi_check *check = NULL;
    if (polyffi_request_add_file(&request, file) &&
        polyffi_request_read_export(&request, wanted, NULL, 0, &problem))
        check = polyffi_check_open(&request, &problem);
    if (check && polyffi_check_inputs(check, &problem) && polyffi_check_result(check, &problem)) {
        for (size_t i = 0; i < polyffi_check_count(check); i++) {
            const struct polyffi_finding *finding = polyffi_check_finding(check, i);
            fprintf(stream, "%s %s %s\n", polyffi_severity_name(finding->severity),
                    finding->rule->id, finding->symbol ? finding->symbol : "-");
        }
    } else {
        report_problem(stream, &problem);
    }
    polyffi_check_free(check);
    polyffi_request_free(&request);
}

static void *run(void *context)
{
    struct task *task = context;
    for (int round = 0; round < ROUNDS; round++) {
        free(task->text);
        FILE *stream = open_memstream(&task->text, &task->size);
        if (!stream)
            abort();
        list_exports(stream, task->archive);
        list_findings(stream, task->archive, task->wanted);
        fclose(stream);
    }
    return NULL;
}

int main(int count, char **words)
{
    struct task tasks[MOST_THREADS];
    int threads = count == 4 ? atoi(words[1]) : 0;
    int status = 0;
    if (threads < 1 || threads > MOST_THREADS)
        return 2;
    for (int i = 0; i < threads; i++) {
        tasks[i] = (struct task){.archive = words[2], .wanted = words[3]};
        if (pthread_create(&tasks[i].thread, NULL, run, &tasks[i]) != 0)
            return 2;
    }
    for (int i = 0; i < threads; i++)
        pthread_join(tasks[i].thread, NULL);
    fputs(tasks[0].text, stdout);
    for (int i = 1; i < threads; i++)
        if (strcmp(tasks[0].text, tasks[i].text) != 0)
            status = 1;
    for (int i = 0; i < threads; i++)
        free(tasks[i].text);
    return status;
}
