/* Messages with open descriptors between the monitor and the init (unix(7), SCM_RIGHTS). */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stddef.h>

/* As many as the kernel takes in one message. */
#define CHANNEL_DESCRIPTORS 253

/* Answers 0, or -1 with errno. */
int channel_send(int socket, const char *text, size_t length, const int *descriptors, size_t count);

/*
 * Receives one message. Answers its length, 0 at the end, or -1 with errno. Descriptors beyond the most are closed
 * by the kernel; *count becomes how many came.
 */
long channel_receive(int socket, char *buffer, size_t size, int *descriptors, size_t most, size_t *count);

#endif
