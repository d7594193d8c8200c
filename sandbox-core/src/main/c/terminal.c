#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#include "channel.h"
#include "kernel.h"
#include "report.h"

/* The caller's terminal as it was; one per process. */
static struct termios before;

/* /dev/console is the terminal itself, bound by descriptor: no name in /dev can be put in its way (CVE-2025-52565). */
static void bind_console(int root, int slave)
{
    int dev = openat2_at(root, "dev", O_PATH | O_DIRECTORY, INSIDE | RESOLVE_NO_SYMLINKS);
    if (dev < 0 || mknodat(dev, "console", S_IFREG | 0620, 0) < 0)
        fail("make /dev/console", "", errno);
    int target = openat2_at(dev, "console", O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    int tree = open_tree_at(slave, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (target < 0 || tree < 0 || attach_mount(tree, target) < 0)
        fail("bind /dev/console", "", errno);
    close(tree);
    close(target);
    close(dev);
}

/* A terminal of the devpts below that folder, which becomes this session's; answers the master. */
static int take_terminal(const struct plan *plan, int root, int *slave)
{
    const struct plan_record *console = plan_find(plan, KEY_CONSOLE);
    struct winsize size = {.ws_row = (unsigned short)plan_number(console, 0),
                           .ws_col = (unsigned short)plan_number(console, 1)};
    int unlocked = 0;
    int master = openat2_at(root, "dev/pts/ptmx", O_RDWR | O_NOCTTY, INSIDE | RESOLVE_NO_SYMLINKS);
    struct statfs filesystem;
    /* What the container's programs have put there may be anything (CVE-2025-52565). */
    if (master >= 0 && (fstatfs(master, &filesystem) < 0 || filesystem.f_type != DEVPTS_SUPER_MAGIC))
        fail("not a terminal", "/dev/pts/ptmx", ENOTTY);
    if (master < 0 || ioctl(master, TIOCSPTLCK, &unlocked) < 0 || ioctl(master, TIOCSWINSZ, &size) < 0)
        fail("open a terminal", "/dev/pts/ptmx", errno);
    *slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*slave < 0 || ioctl(*slave, TIOCSCTTY, 0) < 0)
        fail("take the terminal", "", errno);
    return master;
}

static void connect_terminal(int master, int slave, int socket)
{
    if (channel_send(socket, "terminal", sizeof "terminal", &master, 1) < 0)
        fail("hand over the terminal", "", errno);
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(slave, fd) < 0)
            fail("connect the terminal", "", errno);
    close(slave);
    close(master);
}

void open_console(const struct plan *plan, int root, int socket)
{
    int slave, master = take_terminal(plan, root, &slave);
    bind_console(root, slave);
    connect_terminal(master, slave, socket);
}

void open_terminal(const struct plan *plan, int socket)
{
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        fail("open", "/", errno);
    int slave, master = take_terminal(plan, root, &slave);
    close(root);
    connect_terminal(master, slave, socket);
}

/* A file's position belongs to its owner, and a socket can't be opened: these are written to as they are. */
static int open_caller(void)
{
    struct stat output;
    int anew = -1;
    if (fstat(1, &output) == 0 && (S_ISFIFO(output.st_mode) || S_ISCHR(output.st_mode)))
        anew = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return anew < 0 ? 1 : anew;
}

static void close_caller(struct relay *relay)
{
    if (relay->out != 1)
        close(relay->out);
    relay->out = 1;
    relay->to_caller->start = relay->to_caller->end = 0;
}

void relay_start(struct relay *relay, int master, const struct plan_record *console)
{
    int with_input = (int)plan_number(console, 2);
    relay->master = master;
    relay->out = open_caller();
    relay->to_caller = calloc(1, sizeof *relay->to_caller);
    relay->to_program = calloc(1, sizeof *relay->to_program);
    if (!relay->to_caller || !relay->to_program)
        fail("open a terminal", "", ENOMEM);
    if (console->count > 3 && console->values[3].length <= RELAY_KEYS)
        relay->keys = console->values[3];
    relay->slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (relay->slave < 0 || fcntl(master, F_SETFL, O_NONBLOCK) < 0)
        fail("open a terminal", "", errno);
    relay->input_open = with_input;
    relay_resize(relay);
    if (!with_input || !isatty(0) || tcgetattr(0, &before) < 0)
        return;
    struct termios raw = before;
    cfmakeraw(&raw);
    relay->raw = tcsetattr(0, TCSANOW, &raw) == 0;
}

void relay_resize(const struct relay *relay)
{
    struct winsize size;
    if (relay->master >= 0 && ioctl(0, TIOCGWINSZ, &size) == 0)
        ioctl(relay->master, TIOCSWINSZ, &size); /* a size that can't be set leaves the old one */
}

static int is_waiting(const struct waiting *bytes)
{
    return bytes->start < bytes->end;
}

struct pollfd relay_poll_caller(const struct relay *relay)
{
    return (struct pollfd){.fd = relay->master >= 0 && is_waiting(relay->to_caller) ? relay->out : -1, .events = POLLOUT};
}

int relay_poll(const struct relay *relay, struct pollfd *wanted)
{
    if (relay->master < 0)
        return 0;
    int full = is_waiting(relay->to_caller), unread = is_waiting(relay->to_program);
    wanted[0] = (struct pollfd){.fd = full && !unread ? -1 : relay->master,
                                .events = (short)((full ? 0 : POLLIN) | (unread ? POLLOUT : 0))};
    wanted[1] = (struct pollfd){.fd = relay->input_open && !unread ? 0 : -1, .events = POLLIN};
    wanted[2] = relay_poll_caller(relay);
    return RELAY_POLLED;
}

/* Answers -1 when nobody takes it any more; the rest is lost then, as through a pipe. */
static int flush(int fd, struct waiting *bytes)
{
    while (is_waiting(bytes)) {
        ssize_t written = write(fd, bytes->bytes + bytes->start, bytes->end - bytes->start);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN)
            return 0;
        if (written <= 0) {
            bytes->start = bytes->end = 0;
            return -1;
        }
        bytes->start += (size_t)written;
    }
    bytes->start = bytes->end = 0;
    return 0;
}

static void move_output(struct relay *relay, streams_hearer *hear)
{
    ssize_t got = read(relay->master, relay->to_caller->bytes, RELAY_PIECE);
    if (got <= 0)
        return;
    hear(1, relay->to_caller->bytes, (size_t)got);
    if (relay->let_go)
        return;
    relay->to_caller->end = (size_t)got;
    (void)!flush(relay->out, relay->to_caller);
}

static void set_back(struct relay *relay)
{
    if (relay->raw)
        tcsetattr(0, TCSANOW, &before);
    relay->raw = 0;
}

/* Copies what may go on to the program, until the keys are complete; answers how much that is. */
static size_t without_keys(struct relay *relay, const char *typed, size_t length, char *passed)
{
    const struct plan_value *keys = &relay->keys;
    size_t size = 0;
    for (size_t i = 0; i < length && !relay->let_go; i++) {
        if (keys->length > 0 && typed[i] == keys->bytes[relay->matched]) {
            relay->let_go = ++relay->matched == keys->length;
            continue;
        }
        memcpy(passed + size, keys->bytes, relay->matched);
        size += relay->matched;
        relay->matched = keys->length > 0 && typed[i] == keys->bytes[0];
        if (!relay->matched)
            passed[size++] = typed[i];
    }
    return size;
}

static int pass_input(struct relay *relay, const char *typed, size_t length)
{
    relay->to_program->end = without_keys(relay, typed, length, relay->to_program->bytes);
    int written = flush(relay->master, relay->to_program);
    if (relay->let_go) {
        relay->input_open = 0;
        set_back(relay);
        close_caller(relay);
    }
    return written;
}

static void move_input(struct relay *relay)
{
    char buffer[RELAY_PIECE];
    ssize_t got = read(0, buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got > 0 && pass_input(relay, buffer, (size_t)got) == 0)
        return;
    relay->input_open = 0;
    relay->to_program->bytes[relay->to_program->end++] = 4; /* what a person would type to end it: Ctrl-D */
    (void)!flush(relay->master, relay->to_program);
}

void relay_move(struct relay *relay, const struct pollfd *ready, int count, streams_hearer *hear)
{
    if (count == 0)
        return;
    if (ready[0].revents & POLLOUT)
        (void)!flush(relay->master, relay->to_program);
    if (ready[0].revents & POLLIN)
        move_output(relay, hear);
    if (ready[1].revents)
        move_input(relay);
    if (ready[2].revents)
        (void)!flush(relay->out, relay->to_caller);
}

int relay_is_behind(struct relay *relay, streams_hearer *hear)
{
    struct pollfd left = {.fd = relay->master, .events = POLLIN};
    if (relay->master < 0)
        return 0;
    (void)!flush(relay->out, relay->to_caller);
    while (!is_waiting(relay->to_caller) && poll(&left, 1, 0) > 0 && left.revents & POLLIN)
        move_output(relay, hear);
    return is_waiting(relay->to_caller);
}

void relay_finish(struct relay *relay)
{
    if (relay->master < 0)
        return;
    close(relay->slave);
    close(relay->master);
    relay->master = -1;
    set_back(relay);
    close_caller(relay);
    free(relay->to_caller);
    free(relay->to_program);
    relay->to_caller = relay->to_program = NULL;
}
