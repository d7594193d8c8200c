/*
 * syscall-prober FILTER INTERFACE WHAT...
 *
 * Puts itself under the seccomp program in the file FILTER ("-": none of its own), then calls the kernel with each
 * number and arguments that do no harm, each in a child of its own. WHAT is FIRST-LAST (all arguments -1) or
 * NUMBER=ARG0. Prints "NUMBER RESULT" or "NUMBER=ARG0 RESULT" lines: EPERM, ENOSYS, another errno's number, "done",
 * or "signal N".
 * INTERFACE is native, x32 (bit 30 set) or x86 (int 0x80, the 32-bit table).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define X32_BIT 0x40000000
enum { DONE = 0, NO_ERRNO = 250, ALARM_MICROS = 100 * 1000, MOST_ALARMS = 50 };

static void die(const char *what) {
    perror(what);
    exit(99);
}

static void apply(const char *path) {
    static struct sock_filter instructions[BPF_MAXINSNS];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        die(path);
    ssize_t size = read(file, instructions, sizeof instructions);
    if (size <= 0)
        die("read");
    close(file);
    struct sock_fprog program = {.len = size / sizeof instructions[0], .filter = instructions};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        die("seccomp");
}

static long call(const char *interface, long number, long first) {
#ifdef __x86_64__
    if (!strcmp(interface, "x86")) {
        long result;
        /* ebp is the sixth argument; it stays what it is. */
        __asm__ volatile("int $0x80"
                         : "=a"(result)
                         : "a"(number), "b"(first), "c"(-1L), "d"(-1L), "S"(-1L), "D"(-1L)
                         : "memory", "r8", "r9", "r10", "r11");
        return (int)result;
    }
    if (!strcmp(interface, "x32"))
        number |= X32_BIT;
#endif
    long result = syscall(number, first, -1L, -1L, -1L, -1L, -1L);
    return result == -1 ? -errno : result;
}

/* Ends a call that waits, such as pause. Not at the first time only: on a busy machine that comes before the call. */
static void wake(int number) {
    static int times;
    if (++times == MOST_ALARMS)
        signal(number, SIG_DFL);
}

static void report(const char *what, int status) {
    if (WIFSIGNALED(status))
        printf("%s signal %d\n", what, WTERMSIG(status));
    else if (WEXITSTATUS(status) == EPERM)
        printf("%s EPERM\n", what);
    else if (WEXITSTATUS(status) == ENOSYS)
        printf("%s ENOSYS\n", what);
    else if (WEXITSTATUS(status) == DONE || WEXITSTATUS(status) >= NO_ERRNO)
        printf("%s done\n", what);
    else
        printf("%s %d\n", what, WEXITSTATUS(status));
}

static void probe(const char *interface, const char *what, long number, long first) {
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        ualarm(ALARM_MICROS, ALARM_MICROS);
        pid_t self = getpid();
        long result = call(interface, number, first);
        if (getpid() != self)
            _exit(DONE); /* number was a fork */
        _exit(result < 0 && result > -NO_ERRNO ? (int)-result : DONE);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            die("waitpid");
    report(what, status);
}

static void probe_all(const char *interface, char *what) {
    char *argument = strchr(what, '=');
    if (argument) {
        probe(interface, what, strtol(what, NULL, 0), strtol(argument + 1, NULL, 0));
        return;
    }
    char *last;
    for (long number = strtol(what, &last, 0); number <= strtol(last + 1, NULL, 0); number++) {
        char text[32];
        snprintf(text, sizeof text, "%ld", number);
        probe(interface, text, number, -1);
    }
}

int main(int argc, char **argv) {
    if (argc < 4)
        return 98;
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct sigaction action = {.sa_handler = wake}; /* a call that it interrupts does not go on */
    if (sigaction(SIGALRM, &action, NULL))
        die("sigaction");
    if (strcmp(argv[1], "-"))
        apply(argv[1]);
    for (int i = 3; i < argc; i++)
        probe_all(argv[2], argv[i]);
    return 0;
}
