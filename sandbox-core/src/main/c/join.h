/* A program that is started in a container which runs already (docker's exec). */
#ifndef JOIN_H
#define JOIN_H

#include <sys/types.h>

#include "plan.h"

/* Tells the monitor of a process that this one has made as the monitor's child, and ends. */
void hand_over(int socket, pid_t child, int pidfd) __attribute__((noreturn));

/*
 * Returns in a new process of the container, a child of the monitor, which has nothing of the host but its standard
 * streams and the socket. Whoever called it has told the monitor of that process, and is gone. Answers the socket's
 * number, which is another now.
 */
int join_container(const struct plan *plan, int socket);

#endif
