/* The container's parent, outside of it. */
#ifndef MONITOR_H
#define MONITOR_H

/* Descriptors that the engine gives: see Launcher.java. 0, 1 and 2 are the container's, or its terminal's, streams. */
enum given_descriptor {
    GIVEN_PLAN = 3,
    GIVEN_CONTROL = 4,  /* the engine writes: struct control_message */
    GIVEN_STATUS = 5,   /* the engine reads: report frames */
    GIVEN_LOCK = 6,     /* the container's lock, held as long as this process lives */
    GIVEN_NETWORK = 7,  /* KEY_NETWORK 1: the network namespace that each launch takes place in */
    GIVEN_END = 8,
};

enum control_kind {
    CONTROL_SIGNAL = 1, /* argument: its number */
    CONTROL_NETWORK_READY = 2, /* the answer to the report "network" */
    CONTROL_LAST_SIGNAL = 3,   /* a signal after whose end the container is not started again */
};

struct control_message {
    unsigned kind;
    int argument;
};

/* Launches the plan, waits for its end, records it; answers this process's exit code. */
int monitor_run(void);

#endif
