/* Pseudo-terminals: made inside the container, relayed by the monitor. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <poll.h>

#include "plan.h"
#include "streams.h"

/* Init: makes a terminal of the container's own devpts its standard streams, and sends the master to the monitor. */
void open_console(const struct plan *plan, int root, int socket);

/* A program in a container that runs already: the same, without /dev/console, which is that of process 1. */
void open_terminal(const struct plan *plan, int socket);

#define RELAY_KEYS 64
#define RELAY_PIECE 4096
#define RELAY_POLLED 3

/* Bytes that the other side has no room for yet. */
struct waiting {
    char bytes[RELAY_PIECE + RELAY_KEYS + 1];
    size_t start, end;
};

/*
 * Monitor: what is between the caller's descriptors 0 and 1 and the container's terminal. Neither side is waited for: a
 * person may have pressed Ctrl-S, and a program may read nothing.
 */
struct relay {
    int master;          /* -1: no terminal */
    int slave;           /* held open, so that the master never reports a hang-up while the container lives */
    int out;             /* the caller's 1, opened anew where that is possible: with O_NONBLOCK for this process alone */
    struct waiting *to_caller, *to_program; /* made with the relay: this process is one of hundreds, most without a terminal */
    int input_open;      /* 0 can still be read */
    int raw;             /* the caller's terminal was made raw and must be set back */
    struct plan_value keys; /* that let go of it when they are typed */
    size_t matched;      /* of them, held back: they may be the begin of something else */
    int let_go;          /* they were typed; the caller has its terminal back, and what the program writes is dropped */
};

/* From now on the terminal is relayed, as the plan's KEY_CONSOLE says. */
void relay_start(struct relay *relay, int master, const struct plan_record *console);

/* Fills in what to wait for: up to RELAY_POLLED entries; answers how many. */
int relay_poll(const struct relay *relay, struct pollfd *wanted);

/* The last of these alone: until the caller takes more. */
struct pollfd relay_poll_caller(const struct relay *relay);

/* Moves bytes for entries that are ready, and lets be heard what goes to the caller. */
void relay_move(struct relay *relay, const struct pollfd *ready, int count, streams_hearer *hear);

/* Moves what the container's programs had written before they ended; answers whether the caller has to take some first. */
int relay_is_behind(struct relay *relay, streams_hearer *hear);

/* Closes all, and sets the caller's terminal back. */
void relay_finish(struct relay *relay);

/* Takes over the size of the caller's terminal. */
void relay_resize(const struct relay *relay);

#endif
