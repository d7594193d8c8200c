#include "monitor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "channel.h"
#include "events.h"
#include "group.h"
#include "health.h"
#include "kernel.h"
#include "launch.h"
#include "log.h"
#include "plan.h"
#include "report.h"
#include "restart.h"
#include "server.h"
#include "state.h"
#include "streams.h"
#include "terminal.h"

struct monitor {
    struct plan plan;
    struct launched process;  /* its socket is -1 once the program was executed or the init has failed */
    int control;              /* -1 once the engine has closed it */
    int winch;                /* signalfd: the caller's terminal was resized */
    int runs;                 /* the process has not been waited for */
    int executed;             /* in this launch */
    char error[512];          /* what the init reported; "" while it has not failed */
    int error_code;           /* docker's code for it */
    long long began;          /* milliseconds of the monotonic clock, as the next two */
    long long deadline;       /* of --timeout; 0: none */
    long long kill_at;        /* after a stop signal; 0: none */
    struct outcome outcome;
    int oom_kills_before;     /* of the launches before */
    int oom_kills_told;
    long long oom_look_at;    /* when to count them again; 0: never */
    int given_up;             /* its owner does not wait for the rest of the output */
    int alone;                /* its owner has gone, as was meant, and it goes on like a detached one */
    struct relay relay;
    struct streams streams;
    struct restart restart;
    struct state_notes notes;
    struct health health;
};

#define OOM_MOMENT 50    /* milliseconds */
#define SLOW_OWNER 2000  /* milliseconds */

static long long milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void hear_output(int stream, const char *bytes, size_t length)
{
    log_write(stream, bytes, length);
    server_output(stream, bytes, length);
}

static void begin_launch(struct monitor *monitor, int again)
{
    const struct plan_record *timeout = plan_find(&monitor->plan, KEY_TIMEOUT);
    monitor->executed = 0;
    monitor->error[0] = '\0';
    monitor->outcome = (struct outcome){0};
    monitor->began = milliseconds();
    monitor->deadline = timeout ? monitor->began + plan_number(timeout, 0) : 0;
    monitor->kill_at = 0;
    monitor->given_up = 0;
    streams_open(&monitor->streams, &monitor->plan, monitor->alone);
    launch(&monitor->plan, again, GIVEN_LOCK, &monitor->process);
    monitor->runs = 1;
}

/*
 * The launch has touched most of this program; what waits now is a loop of a few pages. The kernel takes back the rest,
 * and maps again from the memory file what is needed at the end: hundreds of monitors are one text and little else.
 */
static void shed_text(void)
{
    extern const char __executable_start, __etext;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)&__executable_start & ~(page - 1);
    uintptr_t end = (uintptr_t)&__etext & ~(page - 1);
    (void)!madvise((void *)start, end - start, MADV_DONTNEED); /* a kernel that refuses keeps them */
}

static last_words end_in_failure;

static void report_started(struct monitor *monitor)
{
    char pid[24], ticks_text[24];
    unsigned long long ticks = process_start_ticks(monitor->process.child);
    monitor->executed = 1;
    report_last(end_in_failure, monitor);
    health_begin(&monitor->health, &monitor->plan, monitor->process.child, ticks, milliseconds());
    monitor->notes.health = monitor->health.word;
    monitor->notes.failing = 0;
    state_started(&monitor->plan, &monitor->notes, monitor->process.child, ticks);
    events_tell("start", "");
    if (plan_find(&monitor->plan, KEY_EVENTS) && !monitor->notes.restarts)
        group_watch(&monitor->plan);
    report("started", decimal(pid, monitor->process.child), decimal(ticks_text, (int64_t)ticks), NULL);
    if (monitor->streams.detached)
        shed_text();
}

static void close_socket(struct monitor *monitor)
{
    close(monitor->process.socket);
    monitor->process.socket = -1;
}

/* The program's process, which is one of the container's from its beginning (join.c). */
static void follow_process(struct monitor *monitor, const char *pid, int pidfd)
{
    launch_follow(&monitor->process, pid, pidfd);
    if (channel_send(monitor->process.socket, "g", 1, NULL, 0) < 0 && errno != EPIPE)
        fail("wake the process", "", errno);
}

static void describe_failure(struct monitor *monitor, const char *step, const char *object, int error)
{
    snprintf(monitor->error, sizeof monitor->error, "%s '%.200s': %s", step, object, strerror(error));
    monitor->error_code = strcmp(step, "execute") != 0 ? 125 : error == ENOENT || error == ENOTDIR ? 127 : 126;
}

/* A frame is the word, the step, the errno, the object. */
static void note_failure(struct monitor *monitor, const char *frame, size_t length)
{
    const char *fields[4] = {"", "", "", ""};
    for (size_t i = 0, field = 0; i < length && field < 4; field++) {
        fields[field] = frame + i;
        i += strnlen(frame + i, length - i) + 1;
    }
    describe_failure(monitor, fields[1], fields[3], atoi(fields[2]));
}

static void begin_relay(struct monitor *monitor, int master)
{
    const struct plan_record *heard = plan_find(&monitor->plan, KEY_HEARD);
    if (heard && plan_number(heard, 0))
        streams_share_terminal(&monitor->streams, master);
    relay_start(&monitor->relay, master, plan_find(&monitor->plan, KEY_CONSOLE));
}

/* The end of the socket without an error means that exec has closed it: the program runs. */
static void hear_child(struct monitor *monitor)
{
    char frame[REPORT_MAX];
    int descriptor;
    size_t descriptors;
    long got = channel_receive(monitor->process.socket, frame, sizeof frame, &descriptor, 1, &descriptors);
    if (got < 0 && errno == EINTR)
        return;
    if (got <= 0) {
        close_socket(monitor);
        if (!monitor->error[0])
            report_started(monitor);
        return;
    }
    if (descriptors > 0) {
        if (strncmp(frame, "process", (size_t)got) == 0)
            follow_process(monitor, frame + sizeof "process", descriptor);
        else if (monitor->streams.detached)
            streams_take_terminal(&monitor->streams, descriptor);
        else
            begin_relay(monitor, descriptor);
        return;
    }
    if (strncmp(frame, "error", (size_t)got) == 0)
        note_failure(monitor, frame, (size_t)got);
    report_frame(frame, (size_t)got);
}

static void hear_engine(struct monitor *monitor)
{
    struct control_message message;
    ssize_t got = read(monitor->control, &message, sizeof message);
    if (got < 0 && errno == EINTR)
        return;
    monitor->given_up |= !monitor->runs;
    if (got == sizeof message && (message.kind == CONTROL_SIGNAL || message.kind == CONTROL_LAST_SIGNAL)) {
        monitor->notes.stopped |= message.kind == CONTROL_LAST_SIGNAL;
        pidfd_signal(monitor->process.pidfd, message.argument); /* ESRCH: it has just ended, which is reported next */
        return;
    }
    close(monitor->control);
    monitor->control = -1;
    if (!plan_find(&monitor->plan, KEY_LIFELINE))
        return;
    monitor->notes.stopped = 1;
    pidfd_signal(monitor->process.pidfd, SIGKILL);
}

static int signal_program(struct monitor *monitor, const char *bytes, size_t length)
{
    struct { int32_t signal, last; int64_t milliseconds; } request;
    if (length != sizeof request)
        return EINVAL;
    memcpy(&request, bytes, sizeof request);
    if (request.last) {
        monitor->notes.stopped = 1;
        if (monitor->runs && monitor->executed)
            state_changed(&monitor->plan, &monitor->notes);
    }
    if (!monitor->runs)
        return request.last ? 0 : ESRCH; /* after a launch; the next does not come */
    long long kill_at = milliseconds() + request.milliseconds;
    if (request.milliseconds >= 0 && (monitor->kill_at == 0 || kill_at < monitor->kill_at))
        monitor->kill_at = kill_at;
    return pidfd_signal(monitor->process.pidfd, request.signal) < 0 ? errno : 0;
}

static int change_restart(struct monitor *monitor, const char *bytes, size_t length)
{
    int64_t numbers[2];
    if (length != sizeof numbers)
        return EINVAL;
    if (!plan_find(&monitor->plan, KEY_RESTART))
        return EOPNOTSUPP;
    memcpy(numbers, bytes, sizeof numbers);
    monitor->restart.mode = numbers[0];
    monitor->restart.most_retries = numbers[1];
    return 0;
}

/* Not when the program has the caller's own streams. */
static int output_comes_by(const struct plan *plan)
{
    const struct plan_record *detached = plan_find(plan, KEY_DETACHED);
    if (!detached)
        return plan_find(plan, KEY_HEARD) != NULL;
    return plan_find(plan, KEY_CONSOLE) || !plan_number(detached, 1);
}

static int act(void *data, uint32_t kind, const char *bytes, size_t length)
{
    struct monitor *monitor = data;
    uint32_t size[2];
    switch (kind) {
    case FRAME_SIGNAL:
        return signal_program(monitor, bytes, length);
    case FRAME_RESTART:
        return change_restart(monitor, bytes, length);
    case FRAME_WAIT:
        return 0;
    case FRAME_ATTACH:
        return output_comes_by(&monitor->plan) ? 0 : EOPNOTSUPP;
    case FRAME_END_OF_INPUT:
        streams_close_input(&monitor->streams);
        return 0;
    case FRAME_SIZE:
        if (length != sizeof size)
            return EINVAL;
        memcpy(size, bytes, sizeof size);
        streams_resize(&monitor->streams, size[0], size[1]);
        return 0;
    }
    return EINVAL;
}

static long take_input(void *data, const char *bytes, size_t length)
{
    return streams_input(&((struct monitor *)data)->streams, bytes, length);
}

static void enforce_deadlines(struct monitor *monitor)
{
    const struct plan_record *timeout = plan_find(&monitor->plan, KEY_TIMEOUT);
    long long now = milliseconds();
    if (monitor->deadline && now >= monitor->deadline) {
        monitor->deadline = 0;
        monitor->outcome.timed_out = 1;
        pidfd_signal(monitor->process.pidfd, (int)plan_number(timeout, 2));
        monitor->kill_at = now + plan_number(timeout, 1);
    } else if (monitor->kill_at && now >= monitor->kill_at) {
        monitor->kill_at = 0;
        pidfd_signal(monitor->process.pidfd, SIGKILL);
    }
}

/* Milliseconds until the first of four moments, of which 0 is none; -1 when there is none at all. */
static int time_left(long long first, long long second, long long third, long long fourth)
{
    long long least = -1, now = milliseconds(), moments[] = {first, second, third, fourth};
    for (int i = 0; i < 4; i++)
        if (moments[i]) {
            long long left = moments[i] > now ? moments[i] - now : 0;
            least = least < 0 || left < least ? left : least;
        }
    return least > 1000000 ? 1000000 : (int)least;
}

static void hear_resize(struct monitor *monitor)
{
    struct signalfd_siginfo info;
    if (read(monitor->winch, &info, sizeof info) == sizeof info)
        relay_resize(&monitor->relay);
}

/* The caller has typed the keys: the program goes on without it, and its engine hears so. */
static void let_go(struct monitor *monitor)
{
    report("let go", NULL);
    close(monitor->control);
    monitor->control = -1;
    let_go_of_streams();
    if (dup2(0, GIVEN_STATUS) < 0) /* nobody hears what this process reports from now on */
        fail("let go of the engine", "", errno);
    setsid(); /* the caller's session may end; EPERM would mean that this process leads one */
}

static void tell_health(const struct monitor *monitor)
{
    char action[64];
    if (strcmp(monitor->notes.health, monitor->health.word) != 0) {
        snprintf(action, sizeof action, "health_status: %s", monitor->health.word);
        events_tell(action, "");
    }
}

static void hear_health(struct monitor *monitor)
{
    if (health_hear(&monitor->health, milliseconds())) {
        tell_health(monitor);
        monitor->notes.health = monitor->health.word;
        monitor->notes.failing = monitor->health.failing;
        state_changed(&monitor->plan, &monitor->notes);
    }
}

/* The kernel may be about to kill (version 1), and tells of several at once: they are counted a moment later. */
static void hear_oom(struct monitor *monitor)
{
    group_hear();
    if (!monitor->oom_look_at)
        monitor->oom_look_at = milliseconds() + OOM_MOMENT;
}

static void tell_oom(struct monitor *monitor)
{
    int kills = group_oom_kills(&monitor->plan);
    monitor->oom_look_at = 0;
    if (kills > monitor->oom_kills_told)
        events_tell("oom", "");
    monitor->oom_kills_told = kills;
}

enum watched { WATCH_PROCESS, WATCH_INIT, WATCH_ENGINE, WATCH_SIZE, WATCH_RELAY, WATCH_STREAMS = WATCH_RELAY + RELAY_POLLED,
               WATCH_INPUT = WATCH_STREAMS + STREAMS_POLLED, WATCH_HEALTH, WATCH_OOM, WATCH_SERVER, WATCH_END = WATCH_SERVER + CLIENTS + 1 };

static void watch(struct monitor *monitor)
{
    do {
        struct pollfd wanted[WATCH_END];
        for (int i = 0; i < WATCH_SERVER; i++)
            wanted[i] = (struct pollfd){.fd = -1};
        wanted[WATCH_PROCESS] = (struct pollfd){.fd = monitor->process.pidfd, .events = POLLIN};
        wanted[WATCH_INIT] = (struct pollfd){.fd = monitor->process.socket, .events = POLLIN};
        wanted[WATCH_ENGINE] = (struct pollfd){.fd = monitor->control, .events = POLLIN};
        wanted[WATCH_SIZE] = (struct pollfd){.fd = monitor->winch, .events = POLLIN};
        int relayed = relay_poll(&monitor->relay, wanted + WATCH_RELAY);
        streams_poll(&monitor->streams, wanted + WATCH_STREAMS);
        if (server_is_stalled())
            wanted[WATCH_INPUT] = (struct pollfd){.fd = monitor->streams.input, .events = POLLOUT};
        wanted[WATCH_HEALTH] = health_poll(&monitor->health);
        wanted[WATCH_OOM] = group_poll();
        int served = server_poll(wanted + WATCH_SERVER);
        int time = time_left(monitor->deadline, monitor->kill_at, monitor->health.next_at, monitor->oom_look_at);
        if (poll(wanted, (nfds_t)(WATCH_SERVER + served), time) < 0) {
            if (errno != EINTR)
                fail("poll", "", errno);
            continue;
        }
        if (wanted[WATCH_INIT].revents)
            hear_child(monitor);
        if (wanted[WATCH_ENGINE].revents)
            hear_engine(monitor);
        if (wanted[WATCH_SIZE].revents)
            hear_resize(monitor);
        relay_move(&monitor->relay, wanted + WATCH_RELAY, relayed, hear_output);
        if (monitor->relay.let_go && monitor->executed && monitor->control >= 0)
            let_go(monitor);
        streams_move(&monitor->streams, wanted + WATCH_STREAMS, hear_output);
        server_serve(wanted + WATCH_SERVER, served, monitor, act, take_input);
        if (wanted[WATCH_HEALTH].revents)
            hear_health(monitor);
        if (wanted[WATCH_OOM].revents)
            hear_oom(monitor);
        if (monitor->oom_look_at && milliseconds() >= monitor->oom_look_at)
            tell_oom(monitor);
        health_enforce(&monitor->health, milliseconds());
        enforce_deadlines(monitor);
        monitor->runs = !wanted[WATCH_PROCESS].revents || monitor->process.socket >= 0;
    } while (monitor->runs);
}

static int is_output_behind(struct monitor *monitor)
{
    int relay = relay_is_behind(&monitor->relay, hear_output);
    return streams_are_behind(&monitor->streams, hear_output) || relay;
}

/*
 * The owner may take its time: it may be a pager that shows the last of the output. When somebody wants the container's
 * end, it has docker's two seconds for the next piece.
 */
static void finish_output(struct monitor *monitor)
{
    enum { CALLER, STREAMS, ENGINE = STREAMS + STREAMS_POLLED, SERVER, END = SERVER + CLIENTS + 1 };
    long long until = 0;
    while (is_output_behind(monitor) && !(until && milliseconds() >= until)) {
        struct pollfd wanted[END];
        if (!until && (monitor->given_up || monitor->notes.stopped))
            until = milliseconds() + SLOW_OWNER;
        wanted[CALLER] = relay_poll_caller(&monitor->relay);
        wanted[ENGINE] = (struct pollfd){.fd = monitor->control, .events = POLLIN};
        streams_poll(&monitor->streams, wanted + STREAMS);
        int served = server_poll(wanted + SERVER);
        if (poll(wanted, (nfds_t)(SERVER + served), time_left(until, 0, 0, 0)) < 0) {
            if (errno != EINTR)
                fail("poll", "", errno);
            continue;
        }
        for (int i = CALLER; i < ENGINE; i++)
            until = wanted[i].revents ? 0 : until;
        if (wanted[ENGINE].revents)
            hear_engine(monitor);
        server_serve(wanted + SERVER, served, monitor, act, take_input);
    }
    relay_finish(&monitor->relay);
    streams_finish(&monitor->streams);
}

static void collect_outcome(struct monitor *monitor)
{
    siginfo_t info = {0};
    while (waitid(P_PIDFD, (id_t)monitor->process.pidfd, &info, WEXITED) < 0)
        if (errno != EINTR)
            fail("wait for the container", "", errno);
    close(monitor->process.pidfd);
    monitor->process.pidfd = -1;
    struct outcome *outcome = &monitor->outcome;
    int kills = group_oom_kills(&monitor->plan);
    outcome->signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
    outcome->exit_code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    outcome->out_of_memory = kills > monitor->oom_kills_before;
    monitor->oom_kills_before = kills;
    if (outcome->timed_out)
        outcome->exit_code = 124;
    if (monitor->error[0])
        outcome->exit_code = monitor->error_code;
    health_end(&monitor->health);
    group_end(&monitor->plan);
    finish_output(monitor);
}

static void tell_death(struct monitor *monitor)
{
    char details[64];
    snprintf(details, sizeof details, "\"exitCode\":\"%d\"", monitor->outcome.exit_code);
    tell_oom(monitor);
    events_tell("die", details);
}

static void report_exit(const struct outcome *outcome)
{
    char code[24], signal_text[24];
    report("exited", decimal(code, outcome->exit_code), decimal(signal_text, outcome->signal),
           outcome->out_of_memory ? "1" : "0", outcome->timed_out ? "1" : "0", NULL);
}

static void tell_exit(const struct outcome *outcome, int again)
{
    int32_t frame[] = {outcome->exit_code, outcome->signal, outcome->out_of_memory, outcome->timed_out, again};
    server_exit((const char *)frame, sizeof frame);
    if (!again)
        report_exit(outcome);
}

static void end_for_good(struct monitor *monitor)
{
    group_remove(&monitor->plan);
    state_ended(&monitor->plan, &monitor->notes, &monitor->outcome, monitor->error);
    tell_exit(&monitor->outcome, 0);
    server_close();
}

/* A container that has run ends with its monitor, and those who wait for it hear so, and why. */
static void end_in_failure(void *data, const char *step, const char *object, int error)
{
    struct monitor *monitor = data;
    describe_failure(monitor, step, object, error);
    monitor->outcome = (struct outcome){.exit_code = monitor->error_code};
    if (monitor->process.pidfd >= 0)
        pidfd_signal(monitor->process.pidfd, SIGKILL);
    group_end(&monitor->plan);
    tell_death(monitor);
    end_for_good(monitor);
}

/* Answers 0 when the container is stopped meanwhile. */
static int wait_to_launch_again(struct monitor *monitor, int64_t delay)
{
    long long until = milliseconds() + delay;
    while (milliseconds() < until && !monitor->notes.stopped && monitor->restart.mode != RESTART_NEVER) {
        struct pollfd wanted[CLIENTS + 1];
        int served = server_poll(wanted);
        if (poll(wanted, (nfds_t)served, time_left(until, 0, 0, 0)) < 0 && errno != EINTR)
            fail("poll", "", errno);
        server_serve(wanted, served, monitor, act, take_input);
    }
    return !monitor->notes.stopped && monitor->restart.mode != RESTART_NEVER;
}

/* An owner in the foreground has seen the end of the launch that it had the streams of, as with docker. */
static void leave_owner(struct monitor *monitor)
{
    report_exit(&monitor->outcome);
    let_go(monitor);
    monitor->alone = 1;
}

/* Answers whether the container is launched again: one that could not be is not tried once more, as with docker. */
static int is_launched_again(struct monitor *monitor)
{
    int64_t delay = monitor->notes.stopped || monitor->error[0] ? -1
                        : restart_after(&monitor->restart, &monitor->outcome, milliseconds() - monitor->began);
    if (delay < 0)
        return 0;
    state_restarting(&monitor->plan, &monitor->notes, &monitor->outcome);
    tell_exit(&monitor->outcome, 1);
    if (!monitor->streams.detached)
        leave_owner(monitor);
    if (!wait_to_launch_again(monitor, delay))
        return 0;
    monitor->notes.restarts++;
    return 1;
}

static void block_signals(struct monitor *monitor)
{
    sigset_t all, resized;
    sigfillset(&all);
    sigemptyset(&resized);
    sigaddset(&resized, SIGWINCH);
    /* What a person sends to this process would leave the container without a parent; SIGKILL still ends both. */
    if (sigprocmask(SIG_SETMASK, &all, NULL) < 0)
        fail("block signals", "", errno);
    monitor->winch = signalfd(-1, &resized, SFD_CLOEXEC);
    if (monitor->winch < 0)
        fail("signalfd", "", errno);
}

/* A detached container's monitor is nobody's child, so that no engine has to wait for it. */
static void leave_engine(const struct plan *plan)
{
    pid_t monitor = plan_find(plan, KEY_DETACHED) ? fork() : 0;
    if (monitor < 0)
        fail("fork", "the monitor", errno);
    if (monitor > 0)
        _exit(0);
}

static void prepare(struct monitor *monitor)
{
    report_to(CHANNEL_PIPE, GIVEN_STATUS);
    if (close_from(GIVEN_END) < 0 || close_on_exec_from(GIVEN_PLAN) < 0)
        fail("close descriptors", "", errno);
    plan_read(&monitor->plan, GIVEN_PLAN);
    if (plan_find(&monitor->plan, KEY_TARGET))
        close(GIVEN_LOCK); /* a program beside a container's own is given none, and what is opened next may get its number */
    leave_engine(&monitor->plan);
    if (prctl(PR_SET_DUMPABLE, 0) < 0)
        fail("become undumpable", "", errno);
    umask(0);
    block_signals(monitor);
    restart_read(&monitor->restart, &monitor->plan);
    state_open(&monitor->plan);
    log_open(&monitor->plan);
    events_open(&monitor->plan);
    server_open(&monitor->plan);
    if (!plan_find(&monitor->plan, KEY_TARGET))
        launch_prepare();
}

int monitor_run(void)
{
    struct monitor monitor = {.control = GIVEN_CONTROL, .relay.master = -1, .process.pidfd = -1, .notes.health = "", .health = {.control = -1, .status = -1, .word = ""}};
    int was_executed = 0;
    prepare(&monitor);
    do {
        begin_launch(&monitor, was_executed);
        watch(&monitor);
        collect_outcome(&monitor);
        was_executed |= monitor.executed;
        if (was_executed)
            tell_death(&monitor);
    } while (was_executed && is_launched_again(&monitor));
    if (was_executed)
        end_for_good(&monitor);
    else
        group_remove(&monitor.plan); /* the engine has heard why */
    return 0;
}
