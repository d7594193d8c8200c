/* The container's control group, as far as the monitor has to do with it. */
#ifndef GROUP_H
#define GROUP_H

#include <poll.h>

#include "plan.h"

/* How many processes the kernel has killed in it for want of memory. */
int group_oom_kills(const struct plan *plan);

/* From now on group_poll tells when it was short of memory: version 1 before the kernel kills, version 2 after it. */
void group_watch(const struct plan *plan);

struct pollfd group_poll(void);

/* It was: from now on it is told again. */
void group_hear(void);

/* Ends who is left when the first process has ended, where the kernel does not. */
void group_end(const struct plan *plan);

/* Whether its processes stand still, or are about to. */
int group_is_frozen(const struct plan *plan);

void group_remove(const struct plan *plan);

#endif
