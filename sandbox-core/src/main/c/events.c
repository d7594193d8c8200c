#include "events.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "report.h"

/* One log per process. */
static struct {
    int folder; /* opened before the root is mounted, as that of the state */
    const char *actor;
    off_t most_bytes;
    unsigned long most_files;
} events = {.folder = -1};

void events_open(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_EVENTS);
    if (!record)
        return;
    events.folder = open(plan_text(record, 0), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (events.folder < 0)
        fail("open folder", plan_text(record, 0), errno);
    events.actor = plan_text(record, 1);
    events.most_bytes = (off_t)plan_number(record, 2);
    events.most_files = (unsigned long)plan_number(record, 3);
}

static int open_number(unsigned long number)
{
    char name[24];
    return openat(events.folder, decimal(name, (int64_t)number), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Anew each time: others write too, and begin the next file. */
static int open_newest(void)
{
    char name[24];
    struct stat status;
    unsigned long number = log_highest_number(events.folder);
    int file = open_number(number ? number : 1);
    if (file < 0 || fstat(file, &status) < 0 || status.st_size < events.most_bytes)
        return file;
    close(file);
    file = open_number(++number);
    if (number > events.most_files)
        unlinkat(events.folder, decimal(name, (int64_t)(number - events.most_files)), 0); /* ENOENT: another was faster */
    return file;
}

void events_tell(const char *action, const char *details)
{
    char head[256];
    struct timespec now;
    if (events.folder < 0)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    int length = snprintf(head, sizeof head, "{\"time\":%lld,\"action\":\"%s\",\"details\":{%s},",
                          now.tv_sec * 1000000000LL + now.tv_nsec, action, details);
    struct iovec parts[] = {{head, (size_t)length}, {(char *)events.actor, strlen(events.actor)}, {"}\n", 2}};
    int file = open_newest();
    /* Not fatal, as with the state: a full disk must not end a container. */
    if (file < 0 || writev(file, parts, 3) < 0)
        warn("tell an event", action, errno);
    if (file >= 0)
        close(file);
}
