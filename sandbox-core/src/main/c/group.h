/* The container's control group, as far as the monitor has to do with it. */
#ifndef GROUP_H
#define GROUP_H

#include "plan.h"

/* How many processes the kernel has killed in it for want of memory. */
int group_oom_kills(const struct plan *plan);

/* Ends who is left when the first process has ended, where the kernel does not. */
void group_end(const struct plan *plan);

void group_remove(const struct plan *plan);

#endif
