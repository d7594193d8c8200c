/* Pseudo-terminals: made inside the container, relayed by the monitor. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <poll.h>

#include "plan.h"

/* Init: makes a terminal of the container's own devpts its standard streams, and sends the master to the monitor. */
void open_console(const struct plan *plan, int root, int socket);

/* A program in a container that runs already: the same, without /dev/console, which is that of process 1. */
void open_terminal(const struct plan *plan, int socket);

/* Monitor: what is between the caller's descriptors 0 and 1 and the container's terminal. */
struct relay {
    int master;          /* -1: no terminal */
    int slave;           /* held open, so that the master never reports a hang-up while the container lives */
    int input_open;      /* 0 can still be read */
    int raw;             /* the caller's terminal was made raw and must be set back */
};

void relay_start(struct relay *relay, int master, int with_input);

/* Fills in what to wait for: up to 2 entries; answers how many. */
int relay_poll(const struct relay *relay, struct pollfd *wanted);

/* Moves bytes for entries that are ready. */
void relay_move(struct relay *relay, const struct pollfd *ready, int count);

/* Copies what the container's programs had written before they ended, and sets the caller's terminal back. */
void relay_finish(struct relay *relay);

/* Takes over the size of the caller's terminal. */
void relay_resize(const struct relay *relay);

#endif
