/*
 * The launch plan: what the engine decided, as sandbox-init executes it.
 *
 * The file begins with the 8 bytes PLAN_MAGIC. Then come records, each
 *     u16 key, u16 count, then count times: u32 length, bytes, NUL
 * in the machine's byte order. Numbers are values of 8 bytes. PlanEncoder.java writes the same.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PLAN_MAGIC "GBXPLAN1"

enum plan_key {
    /* for the monitor */
    KEY_NAMESPACES = 1,     /* clone flags; mount and cgroup namespaces are unshared later, by the init */
    KEY_CGROUP_JOIN = 2,    /* path of a file that a process joins by writing "0" (v1) */
    KEY_CGROUP_FOLDER = 3,  /* path of the folder to clone into (v2) */
    KEY_USER_IDS = 4,       /* text for uid_map, text for gid_map, the host's id of root inside */
    KEY_STATE_FILE = 5,     /* path, 1 when it must survive a power loss */
    KEY_BOOT_ID = 6,
    KEY_TIMEOUT = 7,        /* milliseconds until the stop signal, milliseconds from it to SIGKILL, signal */
    KEY_OOM_COUNTER = 8,    /* path of a file with a line "oom_kill N"; on version 1 the file that takes a request to be told */
    KEY_REMOVE_FOLDER = 9,  /* path of an empty folder to remove at the end: the cgroup's */
    KEY_LIFELINE = 10,      /* when the control pipe closes, the container ends */
    KEY_STREAM_OWNER = 11,  /* the host's id of the user who gets the pipes on 0, 1 and 2 */
    KEY_NETWORK = 12,       /* 1: the container's network namespace is given; 2: it is the child's own, and the engine, told
                               by the report "network", makes its interfaces before the child goes on */
    KEY_DETACHED = 13,      /* 1 when the program's input is open, 1 when it keeps 0, 1 and 2 as they are: the monitor
                               leaves its engine, and the container its caller's streams */
    KEY_SOCKET = 14,        /* path of the folder in which the monitor listens on "socket" */
    KEY_LOG = 15,           /* driver (1 files, 2 journal), folder, bytes of a file, files, id, name */
    KEY_RESTART = 16,       /* see restart.h: mode, most retries, and milliseconds: first delay, longest delay, a run that
                               forgets the delays */

    KEY_JOIN = 17,          /* another container's namespaces for this one: pid, start ticks, clone flags */
    KEY_HEALTH = 18,        /* milliseconds between checks, milliseconds in which failures do not count, failures in a row
                               that make it unhealthy, namespaces to join */
    KEY_HEALTH_PLAN = 19,   /* the plan of a check, without KEY_TARGET */
    KEY_EVENTS = 24,        /* folder, members of a JSON object that tell whose events they are, bytes of a file, files */
    KEY_HEARD = 25,         /* not detached: the caller's streams get what is written, and log and clients a copy; 1 when
                               clients can give it input, too */

    /* the root */
    KEY_LAYER = 20,         /* path, topmost first */
    KEY_UPPER = 21,         /* path of the upper folder, path of the work folder, overlay options */
    KEY_ROOT = 22,          /* path of an empty folder where the root is attached, 1 when read-only */

    /* mounts, in the order of the plan */
    KEY_MOUNT = 30,         /* type, source, target, attributes, options "a=b,c", 1 when the target must be no link */
    KEY_BIND = 31,          /* source on the host, target, attributes to set, 1 when recursive, 1 when the source must be
                               reached through no link, 1 when its owners are shifted into the user namespace, and when
                               the source is another container's: the pid of its first process, that one's start ticks */
    KEY_DEVICE = 32,        /* name below /dev, mode, major, minor, 1 when bound from the host, uid, gid */
    KEY_LINK = 33,          /* target text, path below /dev */
    KEY_READ_ONLY = 34,     /* path */
    KEY_MASK = 35,          /* path */
    KEY_MERGED_LAYER = 37,  /* path, topmost first: of the next KEY_MERGED */
    KEY_MERGED = 38,        /* empty folder where an overlay is attached, target, attributes, 0, upper, work, path in it:
                               that path of the overlay is mounted on the target */
    KEY_CONSOLE = 36,       /* rows, columns, 1 when input is relayed, bytes that let go of it when they are typed (none, or
                               at most RELAY_KEYS): the program gets a terminal */

    /* the process */
    KEY_HOSTNAME = 50,
    KEY_LOOPBACK = 51,      /* bring lo up */
    KEY_RESOURCE = 52,      /* number, soft, hard */
    KEY_OOM_SCORE = 53,
    KEY_UMASK = 54,
    KEY_USER = 55,          /* uid, gid */
    KEY_GROUP = 56,         /* one supplementary gid */
    KEY_CAPABILITIES = 57,  /* bounding, permitted and effective */
    KEY_NO_NEW_PRIVILEGES = 58,
    KEY_SECCOMP = 59,       /* array of struct sock_filter */
    KEY_FOLDER = 60,        /* working folder, 1 when it is made if missing */
    KEY_ENVIRONMENT = 61,   /* NAME=value */
    KEY_ARGUMENT = 62,
    KEY_INIT = 63,          /* stay as a reaping process 1 */
    KEY_SETTING = 64,       /* path of a file below /proc/sys, what is written to it */

    /* a program in a container that runs already */
    KEY_TARGET = 80,        /* pid of its first process, that one's start ticks, namespaces to join (clone flags) */
};

struct plan_value {
    const char *bytes;  /* followed by a NUL that does not count */
    uint32_t length;
};

#define PLAN_VALUES 8

struct plan_record {
    uint16_t key;
    uint16_t count;
    struct plan_value values[PLAN_VALUES];
};

struct plan {
    const char *bytes;
    size_t size;
    struct plan_record *records;
    size_t count;
};

/* Reads and checks the whole plan; ends the process with a report when it is malformed. */
void plan_read(struct plan *plan, int fd);

/* The next record with this key at or after *position, or NULL; moves *position behind it. */
const struct plan_record *plan_next(const struct plan *plan, enum plan_key key, size_t *position);

/* The first record with this key, or NULL. */
const struct plan_record *plan_find(const struct plan *plan, enum plan_key key);

/* The number in a value; a value that is none ends the process with a report. */
int64_t plan_number(const struct plan_record *record, unsigned index);

/* The text in a value. */
const char *plan_text(const struct plan_record *record, unsigned index);

/* The texts of every record with this key as a NULL-terminated array. */
char **plan_texts(const struct plan *plan, enum plan_key key);

#endif
