/*
 * The monitor's socket, by which other commands reach a container: containers/ID/socket, a unix stream. Both ways go
 * frames: u32 length, u32 kind, bytes, in the machine's byte order. MonitorSocket.java speaks the same.
 */
#ifndef SERVER_H
#define SERVER_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

enum frame_kind {
    /* from a client */
    FRAME_SIGNAL = 1,  /* i32 signal, i32 1 when the container shall not be started again, i64 milliseconds from it to
                          SIGKILL (-1: never) */
    FRAME_WAIT = 2,    /* to hear of each end; EBUSY when too many do already, as for ATTACH */
    FRAME_ATTACH = 3,  /* to hear the output too, and be heard */
    FRAME_INPUT = 4,   /* bytes for the program */
    FRAME_END_OF_INPUT = 5,
    FRAME_SIZE = 6,    /* u32 rows, u32 columns */
    FRAME_RESTART = 7, /* i64 mode, i64 most retries: a new policy */
    /* to a client */
    FRAME_DONE = 16,   /* i32 errno: the answer to SIGNAL, WAIT, ATTACH and RESTART */
    FRAME_OUTPUT = 17, /* u32 stream, bytes */
    FRAME_LOST = 18,   /* u64 bytes of output that this client was too slow for */
    FRAME_EXIT = 19,   /* i32 exit code, i32 signal, i32 out of memory, i32 timed out, i32 1 when it is started again */
};

#define FRAME_MOST 8192 /* bytes in a client's frame */
#define CLIENTS 64
#define CLIENTS_SPARE 8 /* of them, for those who neither wait nor are attached: else nobody could stop the container */

/* What the monitor does for a client's frame: answers an errno, or 0. */
typedef int server_action(void *monitor, uint32_t kind, const char *bytes, size_t length);

/* Gives the program input; answers how many bytes it took. */
typedef long server_input(void *monitor, const char *bytes, size_t length);

void server_open(const struct plan *plan);

/* Fills in what to wait for: at most CLIENTS + 1; answers how many. */
int server_poll(struct pollfd *wanted);

/* Serves those that are ready. */
void server_serve(const struct pollfd *ready, int count, void *monitor, server_action *act, server_input *input);

/* Whether somebody's input waits until the program reads. */
int server_is_stalled(void);

/* Sends everyone who is attached a piece of output. */
void server_output(int stream, const char *bytes, size_t length);

/* Tells everyone who waits or is attached how it ended. */
void server_exit(const char *frame, size_t length);

/* Gives slow clients a moment to read the rest. */
void server_close(void);

#endif
