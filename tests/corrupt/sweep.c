/* SPDX-License-Identifier: MIT
   Spoils each byte of a file in turn and runs a command on it.

       sweep FILE STEP COMMAND [ARG]...

   FILE is one of the command's words; each STEP-th byte is set to 0, to 0xff and to its own value
   with one bit turned. The command must exit with 0, 1 or 2, within ten seconds: any other end is
   reported, with the byte, and makes sweep exit with 1. FILE is as it was at the end. */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static pid_t child;

static void stop_child(int signal_number)
{
    (void)signal_number;
    kill(child, SIGKILL);
}

static int run(char **command)
{
    posix_spawn_file_actions_t actions;
    int status = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, "sweep.err", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (posix_spawnp(&child, command[0], &actions, NULL, command, environ) != 0) {
        perror(command[0]);
        exit(2);
    }
    posix_spawn_file_actions_destroy(&actions);
    alarm(10);
    while (waitpid(child, &status, 0) < 0)
        ;
    alarm(0);
    return status;
}

static int write_byte(int file, off_t offset, unsigned char byte)
{
    return pwrite(file, &byte, 1, offset) == 1;
}

static int judge(char **command, off_t offset, unsigned char byte)
{
    int status = run(command);
    if (WIFEXITED(status) && WEXITSTATUS(status) <= 2)
        return 0;
    if (WIFSIGNALED(status))
        printf("byte %lld = 0x%02x: signal %d\n", (long long)offset, byte, WTERMSIG(status));
    else
        printf("byte %lld = 0x%02x: status %d\n", (long long)offset, byte, WEXITSTATUS(status));
    return 1;
}

int main(int count, char **words)
{
    if (count < 4)
        return 2;
    int file = open(words[1], O_RDWR | O_CLOEXEC);
    off_t step = atol(words[2]);
    struct stat status;
    int bad = 0;
    if (file < 0 || fstat(file, &status) != 0 || step < 1) {
        perror(words[1]);
        return 2;
    }
    signal(SIGALRM, stop_child);
    for (off_t offset = 0; offset < status.st_size; offset += step) {
        unsigned char old;
        if (pread(file, &old, 1, offset) != 1)
            return 2;
        unsigned char bytes[] = {0, 0xff, old ^ 0x40};
        for (size_t i = 0; i < sizeof bytes; i++) {
            if (bytes[i] == old)
                continue;
            if (!write_byte(file, offset, bytes[i]))
                return 2;
            bad |= judge(words + 3, offset, bytes[i]);
        }
        if (!write_byte(file, offset, old))
            return 2;
    }
    close(file);
    unlink("sweep.err");
    return bad;
}
