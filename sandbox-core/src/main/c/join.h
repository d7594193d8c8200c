/* A program that is started in a container which runs already (docker's exec). */
#ifndef JOIN_H
#define JOIN_H

#include "plan.h"

/*
 * Returns in a new process of the container, a child of the monitor, which has nothing of the host but its standard
 * streams and the socket. Whoever called it has told the monitor of that process, and is gone. Answers the socket's
 * number, which is another now.
 */
int join_container(const struct plan *plan, int socket);

#endif
