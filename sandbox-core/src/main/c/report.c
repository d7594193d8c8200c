#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

static enum report_channel channel = CHANNEL_PIPE;
static int channel_fd = -1;
static last_words *last;
static void *last_data;

void report_to(enum report_channel to, int fd)
{
    channel = to;
    channel_fd = fd;
    last = NULL; /* another process than the one that said so */
}

int report_alone(int socket)
{
    if (dup2(socket, 3) < 0 || close_from(4) < 0)
        fail("close descriptors", "", errno);
    report_to(CHANNEL_SOCKET, 3);
    return 3;
}

void report_last(last_words *words, void *data)
{
    last = words;
    last_data = data;
}

static void write_all(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(channel_fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* the engine has gone; the state file tells what it would have heard */
        bytes += written;
        length -= (size_t)written;
    }
}

void report_frame(const char *frame, size_t length)
{
    if (channel == CHANNEL_SOCKET) {
        while (send(channel_fd, frame, length, MSG_NOSIGNAL) < 0 && errno == EINTR)
            ;
        return;
    }
    char framed[REPORT_MAX + sizeof(uint32_t)];
    uint32_t size = (uint32_t)length;
    memcpy(framed, &size, sizeof size);
    memcpy(framed + sizeof size, frame, length);
    write_all(framed, length + sizeof size);
}

void report(const char *first, ...)
{
    char frame[REPORT_MAX];
    size_t length = 0;
    va_list fields;
    va_start(fields, first);
    for (const char *field = first; field; field = va_arg(fields, const char *)) {
        size_t size = strnlen(field, REPORT_MAX - length - 1);
        memcpy(frame + length, field, size);
        frame[length + size] = '\0';
        length += size + 1;
        if (length >= REPORT_MAX - 1)
            break;
    }
    va_end(fields);
    report_frame(frame, length);
}

const char *decimal(char *buffer, int64_t number)
{
    snprintf(buffer, 24, "%lld", (long long)number);
    return buffer;
}

void fail(const char *step, const char *object, int error)
{
    char number[24];
    last_words *words = last;
    last = NULL; /* what fails in them only ends it */
    report("error", step, decimal(number, error), object, NULL);
    if (words)
        words(last_data, step, object, error);
    _exit(125);
}

void warn(const char *step, const char *object, int error)
{
    char number[24];
    report("warning", step, decimal(number, error), object, NULL);
}
