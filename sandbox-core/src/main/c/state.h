/* What the monitor writes down about the container's process; readers find the old text or the new, never a half. */
#ifndef STATE_H
#define STATE_H

#include <sys/types.h>

#include "plan.h"

struct outcome {
    int exit_code;   /* the program's, or 128 + signal; 124 after our timeout */
    int signal;      /* 0: it ended by itself */
    int out_of_memory;
    int timed_out;
};

/* What is told in every state. */
struct state_notes {
    long restarts;       /* how often it was launched again */
    int stopped;         /* somebody has stopped it, so it is not to be started again by itself */
    const char *health;  /* "" without a health check */
    int failing;         /* health checks that failed, in a row */
};

/* Before a root is mounted. */
void state_open(const struct plan *plan);

void state_started(const struct plan *plan, const struct state_notes *notes, pid_t process, unsigned long long start_ticks);

/* It runs on, and something that is told of it has changed. */
void state_changed(const struct plan *plan, const struct state_notes *notes);

/* It has ended and will be launched again. */
void state_restarting(const struct plan *plan, const struct state_notes *notes, const struct outcome *outcome);

/* It has ended; error says why when it could not be launched again, else it is "". */
void state_ended(const struct plan *plan, const struct state_notes *notes, const struct outcome *outcome,
                 const char *error);

/* When the process began, in clock ticks since the boot: with its pid it names the process for good (proc(5)). */
unsigned long long process_start_ticks(pid_t process);

/* Opens the process that has this number and began then; -1 when another has it by now, or none. */
int open_process_begun(pid_t process, unsigned long long start_ticks);

#endif
