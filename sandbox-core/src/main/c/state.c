#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kernel.h"
#include "report.h"

/* The start is told again in the state of the end. */
static char started[256];

static long long nanoseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/*
 * Opened before a root is mounted: with a user namespace the container's folder is covered by itself with shifted owners
 * then, and this process could make no file in it (EOVERFLOW).
 */
static int folder = -1;

void state_open(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_STATE_FILE);
    char path[4096];
    if (!record)
        return; /* a program beside a container's own has no state to keep */
    snprintf(path, sizeof path, "%s", plan_text(record, 0));
    *strrchr(path, '/') = '\0';
    folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        fail("open folder", path, errno);
}

static void write_state(const struct plan *plan, const char *text)
{
    const struct plan_record *record = plan_find(plan, KEY_STATE_FILE);
    if (!record)
        return;
    const char *name = strrchr(plan_text(record, 0), '/') + 1;
    int durable = (int)plan_number(record, 1);
    char temporary[256];
    snprintf(temporary, sizeof temporary, "%s.new", name);
    int file = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    size_t length = strlen(text);
    /* Not fatal: a full disk must not end a container. Readers then know the end by the lock, not its code. */
    if (file < 0 || write(file, text, length) != (ssize_t)length || (durable && fsync(file) < 0) ||
        renameat(folder, temporary, folder, name) < 0 || (durable && fsync(folder) < 0))
        warn("write state", plan_text(record, 0), errno);
    if (file >= 0)
        close(file);
}

unsigned long long process_start_ticks(pid_t process)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t got = read(file, line, sizeof line - 1);
    close(file);
    if (got <= 0)
        return 0;
    line[got] = '\0';
    /* The second field, the name, may hold anything; fields are counted from its last bracket (proc(5)). */
    char *field = strrchr(line, ')');
    for (int i = 2; field && i < 22; i++)
        field = strchr(field + 1, ' ');
    return field ? strtoull(field + 1, NULL, 10) : 0;
}

/*
 * The start is compared after the process was opened: if the number is the wanted process's now, it was so when it was
 * opened, and the descriptor names no other that got the number later.
 */
int open_process_begun(pid_t process, unsigned long long start_ticks)
{
    int opened = open_process(process);
    if (opened < 0 || process_start_ticks(process) == start_ticks)
        return opened;
    close(opened);
    errno = ESRCH;
    return -1;
}

/* A container that is deleted when it ends: its state is wanted only while it lives. */
static int is_durable(const struct plan *plan)
{
    const struct plan_record *file = plan_find(plan, KEY_STATE_FILE);
    return file && plan_number(file, 1);
}

static void write_running(const struct plan *plan, const struct state_notes *notes)
{
    char text[512];
    snprintf(text, sizeof text,
             "{\"status\":\"running\",%s,\"restartCount\":%ld,\"stopped\":%s,\"health\":\"%s\",\"failing\":%d}\n", started,
             notes->restarts, notes->stopped ? "true" : "false", notes->health, notes->failing);
    write_state(plan, text);
}

void state_started(const struct plan *plan, const struct state_notes *notes, pid_t process, unsigned long long start_ticks)
{
    const struct plan_record *boot = plan_find(plan, KEY_BOOT_ID);
    snprintf(started, sizeof started, "\"pid\":%d,\"startTicks\":%llu,\"bootId\":\"%.64s\",\"startedAt\":%lld", process,
             start_ticks, boot ? plan_text(boot, 0) : "", nanoseconds_now());
    write_running(plan, notes);
}

void state_changed(const struct plan *plan, const struct state_notes *notes)
{
    write_running(plan, notes);
}

/* As the value of a JSON string: what would need an escape becomes a question mark. */
static void copy_plain(char *to, size_t size, const char *from)
{
    size_t length = 0;
    for (; from[length] && length + 1 < size; length++)
        to[length] = (unsigned char)from[length] < ' ' || (unsigned char)from[length] > '~' || strchr("\"\\", from[length])
                         ? '?' : from[length];
    to[length] = '\0';
}

static void write_ended(const struct plan *plan, const char *status, const struct state_notes *notes,
                        const struct outcome *outcome, const char *error)
{
    char text[1536], plain[512];
    copy_plain(plain, sizeof plain, error);
    snprintf(text, sizeof text,
             "{\"status\":\"%s\",%s,\"finishedAt\":%lld,\"exitCode\":%d,\"signal\":%d,\"oom\":%s,\"timedOut\":%s,"
             "\"restartCount\":%ld,\"stopped\":%s,\"health\":\"%s\",\"failing\":%d,\"error\":\"%s\"}\n",
             status, started, nanoseconds_now(), outcome->exit_code, outcome->signal,
             outcome->out_of_memory ? "true" : "false", outcome->timed_out ? "true" : "false", notes->restarts,
             notes->stopped ? "true" : "false", notes->health, notes->failing, plain);
    write_state(plan, text);
}

void state_restarting(const struct plan *plan, const struct state_notes *notes, const struct outcome *outcome)
{
    write_ended(plan, "restarting", notes, outcome, "");
}

void state_ended(const struct plan *plan, const struct state_notes *notes, const struct outcome *outcome,
                 const char *error)
{
    /*
     * A container that is deleted now needs none: its owner hears the outcome. To replace a file makes ext4 hand its
     * blocks to the disk at once (ext4(5), auto_da_alloc), which takes as long as all else at the end.
     */
    if (is_durable(plan))
        write_ended(plan, "stopped", notes, outcome, error);
}
