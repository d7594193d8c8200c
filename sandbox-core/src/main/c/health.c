#include "health.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "group.h"
#include "kernel.h"
#include "monitor.h"
#include "report.h"

/* KEY_HEALTH */
enum { INTERVAL, START_PERIOD, RETRIES, NAMESPACES };

/* Milliseconds, for as long as a check runs. */
#define LOOK_AGAIN 200

/* Above every number that a check is given. */
#define ABOVE_GIVEN 10

static int64_t number(const struct health *health, unsigned index)
{
    return plan_number(plan_find(health->plan, KEY_HEALTH), index);
}

void health_begin(struct health *health, const struct plan *plan, pid_t container, unsigned long long ticks, long long now)
{
    *health = (struct health){.plan = plan, .control = -1, .status = -1, .word = "", .container = container,
                              .start_ticks = ticks};
    if (!plan_find(plan, KEY_HEALTH))
        return;
    health->word = "starting";
    health->next_at = now + number(health, INTERVAL);
    health->counts_at = now + number(health, START_PERIOD);
}

static void put(char **to, const void *bytes, size_t length)
{
    memcpy(*to, bytes, length);
    *to += length;
}

static void put_number(char **to, int64_t value)
{
    uint32_t length = sizeof value;
    put(to, &length, sizeof length);
    put(to, &value, sizeof value);
    put(to, "", 1);
}

/* The plan of the check, and before it whom it is for, which nobody could know before. */
static int open_plan(const struct health *health)
{
    const struct plan_value *check = &plan_find(health->plan, KEY_HEALTH_PLAN)->values[0];
    uint16_t key = KEY_TARGET, count = 3;
    char head[128], *to = head;
    put(&to, PLAN_MAGIC, 8);
    put(&to, &key, sizeof key);
    put(&to, &count, sizeof count);
    put_number(&to, health->container);
    put_number(&to, (int64_t)health->start_ticks);
    put_number(&to, number(health, NAMESPACES));
    int file = memfd_create("health-check", MFD_CLOEXEC);
    ssize_t rest = (ssize_t)check->length - 8;
    if (file < 0 || write(file, head, (size_t)(to - head)) != to - head || write(file, check->bytes + 8, (size_t)rest) != rest)
        return -1;
    return file;
}

/* Answers a number that no descriptor of the check gets, so that none is overwritten before it was given. */
static int moved(int fd)
{
    int higher = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, ABOVE_GIVEN);
    if (fd >= 0)
        close(fd);
    return higher;
}

/* This program again, in the mode of exec: see join.c. */
static void run_check(int plan, int control, int status)
{
    char *const arguments[] = {"groovebox-monitor", NULL}, *const environment[] = {NULL};
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= 2; fd++)
        dup2(null, fd);
    if (dup2(plan, GIVEN_PLAN) >= 0 && dup2(control, GIVEN_CONTROL) >= 0 && dup2(status, GIVEN_STATUS) >= 0)
        execve("/proc/self/exe", arguments, environment);
    _exit(125);
}

static void begin(struct health *health)
{
    int control[2] = {-1, -1}, status[2] = {-1, -1};
    int plan = moved(open_plan(health));
    if (plan >= 0 && pipe2(control, O_CLOEXEC) == 0 && pipe2(status, O_CLOEXEC) == 0) {
        int given_control = moved(control[0]), given_status = moved(status[1]);
        health->control = moved(control[1]);
        health->status = moved(status[0]);
        health->length = 0;
        health->stood = 0;
        health->check = fork();
        if (health->check == 0)
            run_check(plan, given_control, given_status);
        close(given_control);
        close(given_status);
    }
    if (health->check <= 0)
        warn("begin a health check", "", errno);
    close(plan);
}

void health_enforce(struct health *health, long long now)
{
    if (!health->next_at || now < health->next_at)
        return;
    int frozen = group_is_frozen(health->plan); /* a check stands still, too, and its time goes on */
    if (health->check > 0)
        health->stood |= frozen;
    else if (!frozen)
        begin(health);
    health->next_at = now + (health->check > 0 ? LOOK_AGAIN : number(health, INTERVAL));
}

struct pollfd health_poll(const struct health *health)
{
    return (struct pollfd){.fd = health->check > 0 ? health->status : -1, .events = POLLIN};
}

/* The code in the frame "exited" of report.h; what is no such frame is a check that could not be run. */
static int exit_code(const struct health *health)
{
    for (size_t at = 0; at + sizeof(uint32_t) < health->length;) {
        uint32_t size;
        memcpy(&size, health->heard + at, sizeof size);
        const char *frame = health->heard + at + sizeof size;
        if (size > health->length - at - sizeof size)
            break;
        if (size > sizeof "exited" && memcmp(frame, "exited", sizeof "exited") == 0)
            return atoi(frame + sizeof "exited");
        at += sizeof size + size;
    }
    return 125;
}

static void finish(struct health *health)
{
    while (waitpid(health->check, NULL, 0) < 0 && errno == EINTR)
        ;
    close(health->control);
    close(health->status);
    health->control = health->status = -1;
    health->check = 0;
}

int health_hear(struct health *health, long long now)
{
    const char *word = health->word;
    int failing = health->failing;
    ssize_t got = read(health->status, health->heard + health->length, sizeof health->heard - health->length);
    if (got < 0 && errno == EINTR)
        return 0;
    if (got > 0) {
        health->length += (size_t)got;
        return 0;
    }
    finish(health);
    health->next_at = now + number(health, INTERVAL);
    if (health->stood || group_is_frozen(health->plan))
        return 0;
    if (exit_code(health) == 0) {
        health->failing = 0;
        health->word = "healthy";
    } else if (now >= health->counts_at || strcmp(word, "starting") != 0) {
        if (++health->failing >= number(health, RETRIES))
            health->word = "unhealthy";
    }
    return word != health->word || failing != health->failing;
}

void health_end(struct health *health)
{
    if (health->check > 0) {
        close(health->control); /* its lifeline */
        health->control = -1;
        finish(health);
    }
    health->next_at = 0;
    health->word = health->plan ? "" : health->word;
}
