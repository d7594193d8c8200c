/* Process 1 for programs that were not written to be one (docker's --init). */
#ifndef REAPER_H
#define REAPER_H

/*
 * Forks. The child returns, to execute the program. The parent stays as process 1: it forwards signals to the
 * program, reaps whatever ends, and ends as the program does.
 */
void fork_and_reap(void);

#endif
