#include "group.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

#include "kernel.h"
#include "report.h"

int group_oom_kills(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_OOM_COUNTER);
    char text[1024];
    if (!record)
        return 0;
    int file = open(plan_text(record, 0), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0; /* the group is gone: someone removed the container by force */
    ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    text[got > 0 ? got : 0] = '\0';
    const char *line = strstr(text, "oom_kill ");
    return line ? atoi(line + strlen("oom_kill ")) : 0;
}

/* One group per process. event: the descriptor is an eventfd; or else the counter itself, which says when it has changed. */
static struct { int fd, event; } watched = {-1, 0};

/* Best effort: a kernel that tells nobody leaves it at the count that is read at the end. */
void group_watch(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_OOM_COUNTER);
    int counter = record ? open(plan_text(record, 0), O_RDONLY | O_CLOEXEC) : -1;
    watched.event = record && record->count > 1;
    watched.fd = counter;
    if (counter < 0 || !watched.event)
        return;
    int control = open(plan_text(record, 1), O_WRONLY | O_CLOEXEC);
    watched.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (control < 0 || watched.fd < 0 || dprintf(control, "%d %d", watched.fd, counter) < 0) {
        close(watched.fd);
        watched.fd = -1;
    }
    close(control);
    close(counter);
}

struct pollfd group_poll(void)
{
    return (struct pollfd){.fd = watched.fd, .events = watched.event ? POLLIN : POLLPRI};
}

void group_hear(void)
{
    char text[1024];
    if (watched.event ? read(watched.fd, text, sizeof text) <= 0 : pread(watched.fd, text, sizeof text, 0) <= 0) {
        close(watched.fd); /* the group is gone: someone removed the container by force */
        watched.fd = -1;
    }
}

/*
 * Whoever is left when the first process has ended: in a process namespace that others share the kernel ends nobody.
 * Twice read: a number may have gone to another process before it was held by descriptor.
 */
static void end_the_rest(const char *folder)
{
    char path[4096], text[2][4096], line[32];
    snprintf(path, sizeof path, "%s/cgroup.procs", folder);
    for (pid_t pid = 1; pid > 0;) {
        int pidfd = -1;
        for (int look = 0; look < 2; look++) {
            int file = open(path, O_RDONLY | O_CLOEXEC);
            ssize_t got = file < 0 ? 0 : read(file, text[look], sizeof text[look] - 1);
            text[look][got > 0 ? got : 0] = '\0';
            if (file >= 0)
                close(file);
            if (look == 0 && (pid = atoi(text[0])) > 0)
                pidfd = open_process(pid);
        }
        snprintf(line, sizeof line, "%d\n", pid);
        if (pidfd >= 0 && strncmp(text[1], line, strlen(line)) == 0)
            pidfd_signal(pidfd, SIGKILL);
        if (pidfd >= 0)
            close(pidfd);
        if (pid > 0)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

void group_end(const struct plan *plan)
{
    const struct plan_record *record;
    size_t position = 0;
    if (plan_find(plan, KEY_TARGET) || plan_number(plan_find(plan, KEY_NAMESPACES), 0) & CLONE_NEWPID)
        return;
    while ((record = plan_next(plan, KEY_REMOVE_FOLDER, &position)))
        end_the_rest(plan_text(record, 0));
}

/* The kernel lets go of a group a moment after its last process has been waited for. */
/* Answers the first character of a file of the group, or 0 when it has none of that name. */
static char first_of(const char *folder, const char *file)
{
    char path[4096], first = '\0';
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return '\0';
    (void)!read(fd, &first, 1);
    close(fd);
    return first;
}

/* Version 1 has a folder for each controller, of which one is the freezer's: FROZEN, FREEZING or THAWED; version 2 1 or 0. */
int group_is_frozen(const struct plan *plan)
{
    const struct plan_record *record;
    size_t position = 0;
    while ((record = plan_next(plan, KEY_REMOVE_FOLDER, &position)))
        if (first_of(plan_text(record, 0), "freezer.state") == 'F' || first_of(plan_text(record, 0), "cgroup.freeze") == '1')
            return 1;
    return 0;
}

void group_remove(const struct plan *plan)
{
    const struct plan_record *record;
    size_t position = 0;
    while ((record = plan_next(plan, KEY_REMOVE_FOLDER, &position))) {
        const char *folder = plan_text(record, 0);
        for (int tries = 0; rmdir(folder) < 0 && errno != ENOENT; tries++) {
            if (errno != EBUSY || tries == 200) {
                warn("remove", folder, errno);
                break;
            }
            nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        }
    }
}
