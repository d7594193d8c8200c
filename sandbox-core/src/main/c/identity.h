/* What the program is and may: ids, capabilities, limits, filter. Each step in the order that the kernel needs. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "plan.h"

void join_new_session_keyring(void);
void bring_loopback_up(void);
void set_hostname(const struct plan *plan);
void become_root_inside(void);
/* Before /proc/sys becomes read-only; each is of a namespace of the container's own. */
void set_kernel_settings(const struct plan *plan);
void set_oom_score(const struct plan *plan);

/* Hands a terminal on 0, 1 and 2 to the user, so that it may open /dev/stdout. */
void own_terminal(const struct plan *plan);

/*
 * No way to new privileges, bounding set, groups, user, working folder, capabilities, system call filter; nothing
 * can be done after it that the program itself could not do.
 */
void become(const struct plan *plan);

#endif
