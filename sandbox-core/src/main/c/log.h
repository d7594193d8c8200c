/*
 * A container's output, kept in numbered files of one folder: 1, 2, 3 ... The highest is being written; when it
 * has grown to its bound the next is begun, and the oldest is deleted. A record is
 *     u32 size, u8 stream (1 output, 2 error output), 3 bytes 0, u64 nanoseconds since 1970, bytes, u32 size
 * in the machine's byte order: it can be read from either end. One that was cut short is no record.
 */
#ifndef LOG_H
#define LOG_H

#include <stddef.h>

#include "plan.h"

/* The highest of a folder's numbered files; 0 when there is none. */
unsigned long log_highest_number(int folder);

/* Makes what a detached container's output goes to; one in the foreground has it made by its first output. */
void log_open(const struct plan *plan);
void log_write(int stream, const char *bytes, size_t length);

#endif
