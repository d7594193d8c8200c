/* Whether and when a container that has ended is launched again; the plan has the numbers. */
#ifndef RESTART_H
#define RESTART_H

#include "plan.h"
#include "state.h"

enum restart_mode { RESTART_NEVER = 0, RESTART_ON_FAILURE = 1, RESTART_ALWAYS = 2 };

struct restart {
    int64_t mode;
    int64_t most_retries;      /* of RESTART_ON_FAILURE; 0: without end */
    int64_t first_delay, longest_delay, good_run; /* milliseconds */
    int64_t delay;
    int64_t count;
};

void restart_read(struct restart *restart, const struct plan *plan);

/* Answers the milliseconds to wait before the next launch, or -1 for none. */
int64_t restart_after(struct restart *restart, const struct outcome *outcome, int64_t ran_milliseconds);

#endif
