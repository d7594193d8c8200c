/*
 * How the init and the monitor tell what happened.
 *
 * The init reports to the monitor over a socket, the monitor to the engine over the status pipe; both send frames of
 * fields, each field ended by a NUL. A pipe has no message bounds, so there a u32 length comes first.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>
#include <stdint.h>

#define REPORT_MAX 4608 /* a path and a few words */

enum report_channel {
    CHANNEL_PIPE,   /* to the engine */
    CHANNEL_SOCKET, /* to the monitor; SOCK_SEQPACKET */
};

/* From now on this process reports to that descriptor. */
void report_to(enum report_channel channel, int fd);

/*
 * Closes all descriptors but 0, 1 and 2, and the socket to the monitor, over which this process reports from now on.
 * Answers its new number.
 */
int report_alone(int socket);

/* Sends one frame of fields; the list of strings ends with NULL. */
void report(const char *first, ...) __attribute__((sentinel));

/* Sends a frame that is made already. */
void report_frame(const char *frame, size_t length);

/* Reports "error", the step, the errno and the object, and ends the process: code 125, docker's for its own errors. */
void fail(const char *step, const char *object, int error) __attribute__((noreturn));

/*
 * What this process still does when it fails, before it ends: somebody may wait for what is its to tell. The init and a
 * check, which report to their monitor, do nothing.
 */
typedef void last_words(void *data, const char *step, const char *object, int error);

void report_last(last_words *words, void *data);

/* Reports "warning" in the same form, and goes on. */
void warn(const char *step, const char *object, int error);

/* Decimal text in a buffer of the caller's, at least 24 bytes. */
const char *decimal(char *buffer, int64_t number);

#endif
