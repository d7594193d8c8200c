/* Health checks: a program that is run in the container now and again; the plan has it, and when. */
#ifndef HEALTH_H
#define HEALTH_H

#include <poll.h>
#include <sys/types.h>

#include "plan.h"

struct health {
    const struct plan *plan;
    long long next_at;   /* when to begin one, or to look at the one that runs: milliseconds of the monotonic clock; 0: never */
    long long counts_at; /* failures before it do not count */
    pid_t container;     /* whose health it is */
    unsigned long long start_ticks;
    pid_t check;         /* the process that runs a check; 0: none */
    int stood;           /* it was seen to be frozen with the container */
    int control, status; /* its pipes; -1 */
    char heard[4096];
    size_t length;
    int failing;         /* in a row */
    const char *word;    /* "starting", "healthy", "unhealthy"; "" when there are no checks */
};

/* The program runs: from now on it is checked, if the plan says so. */
void health_begin(struct health *health, const struct plan *plan, pid_t container, unsigned long long ticks, long long now);

/* Begins a check that is due, unless the container is paused, or looks after the one that runs. */
void health_enforce(struct health *health, long long now);

/* What to wait for while a check runs. */
struct pollfd health_poll(const struct health *health);

/* Hears a check; answers whether the word or the count has changed. */
int health_hear(struct health *health, long long now);

/* The container has ended. */
void health_end(struct health *health);

#endif
