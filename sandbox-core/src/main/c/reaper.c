#include "reaper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel.h"
#include "report.h"

/* A signal by which process 1 ended can't be passed on (the kernel shields it), so it becomes docker's 128 + n. */
static void end_like(int status)
{
    _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static void reap(pid_t program)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
        if (ended == program)
            end_like(status);
}

static void hand_over_terminal(void)
{
    /* A group of its own, so that job control works; the terminal's foreground must be that group. */
    if (setpgid(0, 0) < 0)
        fail("make a process group", "", errno);
    signal(SIGTTOU, SIG_IGN);
    if (isatty(0) && tcsetpgrp(0, getpid()) < 0)
        fail("take the terminal", "", errno);
    signal(SIGTTOU, SIG_DFL);
}

void fork_and_reap(void)
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t program = fork();
    if (program < 0)
        fail("fork", "init", errno);
    if (program == 0) {
        hand_over_terminal();
        sigprocmask(SIG_SETMASK, &before, NULL);
        return;
    }
    /*
     * The monitor learns from the end of the socket that the program was executed: only the child may hold it. And
     * this process executes nothing, so close-on-exec does not take the rest out of reach of /proc/1/fd.
     */
    if (close_from(0) < 0)
        _exit(125);
    for (;;) {
        siginfo_t info;
        int signal = sigwaitinfo(&all, &info);
        if (signal == SIGCHLD)
            reap(program);
        else if (signal > 0 && signal != SIGTTIN && signal != SIGTTOU && signal != SIGTSTP)
            kill(program, signal); /* ESRCH: it has ended, and SIGCHLD comes next */
    }
}
