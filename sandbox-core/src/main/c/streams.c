#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

/* One read: a pipe's whole default content would be 64 KB, and this process has 600 for all. */
#define PIECE 16384

/* A pipe holds a megabyte at most; a process that outlives the container by sharing the host's may write for ever. */
#define PIECES_LEFT 128

static void become_stream(int fd, int number)
{
    if (fd < 0 || dup2(fd, number) < 0)
        fail("make a standard stream", "", errno);
    close(fd);
}

static int open_output(int number)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
        fail("make a pipe", "", errno);
    become_stream(ends[1], number);
    return ends[0];
}

static int open_input(void)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0)
        fail("make a pipe", "", errno);
    become_stream(ends[0], 0);
    return ends[1];
}

static void open_heard(struct streams *streams, const struct plan_record *heard)
{
    struct stat input;
    /* A pipe only: in a file of the owner's nobody else may write. O_PATH is no end of it, neither to read from nor to write to. */
    if (plan_number(heard, 0) && fstat(0, &input) == 0 && S_ISFIFO(input.st_mode) &&
        (streams->owners = open("/proc/self/fd/0", O_PATH | O_CLOEXEC)) < 0)
        fail("keep a stream", "", errno);
    for (int i = 0; i < STREAMS_POLLED; i++) {
        streams->caller[i] = fcntl(i + 1, F_DUPFD_CLOEXEC, 3);
        if (streams->caller[i] < 0)
            fail("keep a stream", "", errno);
        streams->output[i] = open_output(i + 1);
    }
}

/* Whose output goes to nobody else: answers 0 when the program has the caller's own streams, or what has become of them. */
static int is_kept(const struct plan *plan)
{
    const struct plan_record *detached = plan_find(plan, KEY_DETACHED);
    return detached ? !plan_number(detached, 1) : plan_find(plan, KEY_HEARD) != NULL;
}

static int has_input(const struct plan *plan)
{
    const struct plan_record *detached = plan_find(plan, KEY_DETACHED);
    return (int)plan_number(detached ? detached : plan_find(plan, KEY_HEARD), 0);
}

void streams_open(struct streams *streams, const struct plan *plan, int alone)
{
    *streams = (struct streams){.input = -1, .output = {-1, -1}, .caller = {-1, -1}, .slave = -1, .owners = -1,
                                .pieces = PIECES_LEFT};
    streams->detached = alone || plan_find(plan, KEY_DETACHED);
    if (plan_find(plan, KEY_CONSOLE) || !is_kept(plan))
        return; /* a terminal comes from the init */
    if (!streams->detached) {
        open_heard(streams, plan_find(plan, KEY_HEARD));
        return;
    }
    if (has_input(plan))
        streams->input = open_input();
    else
        become_stream(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    streams->output[0] = open_output(1);
    streams->output[1] = open_output(2);
}

void streams_take_terminal(struct streams *streams, int master)
{
    streams->slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    streams->input = fcntl(master, F_DUPFD_CLOEXEC, 3);
    streams->output[0] = master;
    if (streams->slave < 0 || streams->input < 0 || fcntl(master, F_SETFL, O_NONBLOCK) < 0)
        fail("open a terminal", "", errno);
}

void streams_share_terminal(struct streams *streams, int master)
{
    streams->shared = 1;
    streams->input = fcntl(master, F_DUPFD_CLOEXEC, 3);
    if (streams->input < 0 || fcntl(master, F_SETFL, O_NONBLOCK) < 0)
        fail("share a terminal", "", errno);
}

static void open_owners(struct streams *streams)
{
    char path[64], number[24];
    snprintf(path, sizeof path, "/proc/self/fd/%s", decimal(number, streams->owners));
    streams->input = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

static void close_writer(struct streams *streams)
{
    close(streams->input);
    streams->input = -1;
}

long streams_input(struct streams *streams, const char *bytes, size_t length)
{
    if (streams->input < 0 && streams->owners >= 0)
        open_owners(streams);
    if (streams->input < 0)
        return (long)length; /* nobody reads: it is dropped, as by a program that has closed its input */
    ssize_t written = write(streams->input, bytes, length);
    if (written < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (written < 0 || (streams->owners >= 0 && (size_t)written == length))
        close_writer(streams);
    return written < 0 ? (long)length : written;
}

void streams_close_input(struct streams *streams)
{
    const char end_of_file = 4; /* what a person would type: Ctrl-D */
    if (streams->input < 0 || streams->owners >= 0 || streams->shared)
        return;
    if (streams->slave >= 0) {
        (void)!write(streams->input, &end_of_file, 1);
        return;
    }
    close_writer(streams);
}

void streams_resize(const struct streams *streams, unsigned rows, unsigned columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    if (streams->slave >= 0)
        ioctl(streams->output[0], TIOCSWINSZ, &size); /* a size that can't be set leaves the old one */
}

void streams_poll(const struct streams *streams, struct pollfd *wanted)
{
    for (int i = 0; i < STREAMS_POLLED; i++)
        wanted[i] = streams->full[i] ? (struct pollfd){.fd = streams->caller[i], .events = POLLOUT}
                                     : (struct pollfd){.fd = streams->output[i], .events = POLLIN};
}

static void close_output(struct streams *streams, int index)
{
    close(streams->output[index]);
    streams->output[index] = -1;
    if (streams->caller[index] >= 0)
        close(streams->caller[index]);
    streams->caller[index] = -1;
    streams->full[index] = 0;
}

/*
 * Passes on what there is, as far as the caller's pipe has room: no more is read then than the caller has got, and a
 * program that writes faster has to wait, as if it wrote to the caller itself. Answers how much that is, 0 at the end.
 */
static ssize_t pass_on(struct streams *streams, int index)
{
    int waiting = 0;
    ssize_t passed = tee(streams->output[index], streams->caller[index], PIECE, SPLICE_F_NONBLOCK);
    /* EAGAIN has two reasons: no bytes there, or no room here. */
    streams->full[index] = passed < 0 && errno == EAGAIN && ioctl(streams->output[index], FIONREAD, &waiting) == 0 && waiting > 0;
    return passed;
}

/* Answers whether there may be more. */
static int move(struct streams *streams, int index, streams_hearer *hear)
{
    char piece[PIECE];
    ssize_t most = streams->caller[index] < 0 ? PIECE : pass_on(streams, index);
    ssize_t got = most <= 0 ? most : read(streams->output[index], piece, (size_t)most);
    if (got > 0) {
        hear(index + 1, piece, (size_t)got);
        return 1;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    close_output(streams, index); /* the program's end, or the caller's (EPIPE), of which the program hears by SIGPIPE */
    return 0;
}

void streams_move(struct streams *streams, const struct pollfd *ready, streams_hearer *hear)
{
    for (int i = 0; i < STREAMS_POLLED; i++)
        if (streams->output[i] >= 0 && ready[i].revents)
            move(streams, i, hear);
}

int streams_are_behind(struct streams *streams, streams_hearer *hear)
{
    for (int i = 0; i < STREAMS_POLLED; i++)
        while (streams->output[i] >= 0 && streams->pieces > 0 && move(streams, i, hear))
            streams->pieces--;
    return streams->pieces > 0 && (streams->full[0] || streams->full[1]);
}

void streams_finish(struct streams *streams)
{
    for (int i = 0; i < STREAMS_POLLED; i++)
        if (streams->output[i] >= 0)
            close_output(streams, i);
    if (streams->input >= 0)
        close(streams->input);
    if (streams->slave >= 0)
        close(streams->slave);
    if (streams->owners >= 0)
        close(streams->owners);
    streams->input = streams->slave = streams->owners = -1;
}
