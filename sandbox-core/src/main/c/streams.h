/*
 * A container's standard streams, whose other ends the monitor holds: all three of a detached one; of one whose output is
 * heard, those two, each of which goes on into a pipe of the caller's.
 */
#ifndef STREAMS_H
#define STREAMS_H

#include <poll.h>
#include <stddef.h>

#include "plan.h"

struct streams {
    int detached;
    int input;      /* into the program's standard input; -1: none */
    int output[2];  /* from its standard output and error output; a terminal is both, as the first. -1: none */
    int caller[2];  /* where these go on; -1: nowhere */
    int full[2];    /* the caller has to read before there can be more */
    int slave;      /* of a terminal: held open, so that its other end reports no hang-up while the container lives */
    int owners;     /* the program's input is its owner's, and others may add to it: -1, or the pipe, which is opened for each
                       piece, since it would never end while this process held it open */
    int pieces;     /* that may still be moved after the end of the program */
    int shared;     /* the terminal is the owner's too: nobody else ends its input */
};

#define STREAMS_POLLED 2

/* Hears what the container wrote. */
typedef void streams_hearer(int stream, const char *bytes, size_t length);

/* Makes the container's 0, 1 and 2 when it is a detached one, or its owner has gone, and 1 and 2 when it is heard. */
void streams_open(struct streams *streams, const struct plan *plan, int alone);

/* Takes over a terminal instead. */
void streams_take_terminal(struct streams *streams, int master);

/* The owner's terminal, into which others type, too. */
void streams_share_terminal(struct streams *streams, int master);

/* Gives the program input; answers how many bytes it took, which may be none now. */
long streams_input(struct streams *streams, const char *bytes, size_t length);
void streams_close_input(struct streams *streams);
void streams_resize(const struct streams *streams, unsigned rows, unsigned columns);

void streams_poll(const struct streams *streams, struct pollfd *wanted);
void streams_move(struct streams *streams, const struct pollfd *ready, streams_hearer *hear);

/* Moves what the program has left; answers whether the caller has to read first. */
int streams_are_behind(struct streams *streams, streams_hearer *hear);

void streams_finish(struct streams *streams);

#endif
