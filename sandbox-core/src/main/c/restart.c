#include "restart.h"

#include <string.h>

void restart_read(struct restart *restart, const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_RESTART);
    memset(restart, 0, sizeof *restart);
    if (!record)
        return;
    restart->mode = plan_number(record, 0);
    restart->most_retries = plan_number(record, 1);
    restart->first_delay = plan_number(record, 2);
    restart->longest_delay = plan_number(record, 3);
    restart->good_run = plan_number(record, 4);
}

int64_t restart_after(struct restart *restart, const struct outcome *outcome, int64_t ran_milliseconds)
{
    int wanted = restart->mode == RESTART_ALWAYS ||
                 (restart->mode == RESTART_ON_FAILURE && outcome->exit_code != 0 &&
                  (restart->most_retries == 0 || restart->count < restart->most_retries));
    if (!wanted)
        return -1;
    restart->delay = restart->delay == 0 || ran_milliseconds >= restart->good_run ? restart->first_delay : restart->delay * 2;
    if (restart->delay > restart->longest_delay)
        restart->delay = restart->longest_delay;
    restart->count++;
    return restart->delay;
}
