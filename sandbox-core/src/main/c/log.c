#include "log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "report.h"

enum driver { DRIVER_NONE = 0, DRIVER_FILE = 1, DRIVER_JOURNAL = 2 };

struct record_head {
    uint32_t size;
    uint8_t stream;
    uint8_t zeros[3];
    uint64_t nanoseconds;
};

/* One log per process. */
static struct {
    enum driver driver;
    const char *path;    /* of the folder */
    int folder;          /* -1: made when there is something to write */
    int file;            /* -1: could not be opened; the output is lost until the next record's try */
    unsigned long number;
    off_t size;
    off_t most_bytes;    /* 0: no bound */
    unsigned long most_files;
    const char *id;
    const char *name;
} log;

unsigned long log_highest_number(int folder)
{
    unsigned long highest = 0;
    int again = dup(folder);
    DIR *entries = again < 0 ? NULL : fdopendir(again);
    if (!entries)
        fail("list the log", "", errno);
    rewinddir(entries); /* its place is shared with the descriptor that was duplicated */
    for (struct dirent *entry; (entry = readdir(entries));) {
        unsigned long number = strtoul(entry->d_name, NULL, 10);
        if (number > highest)
            highest = number;
    }
    closedir(entries);
    return highest;
}

/* Whether the file ends with a whole record: its writer may have been killed. */
static int ends_well(int file, off_t size)
{
    struct record_head head;
    uint32_t last;
    if (size == 0)
        return 1;
    if (size < (off_t)(sizeof head + sizeof last) || pread(file, &last, sizeof last, size - (off_t)sizeof last) != sizeof last)
        return 0;
    off_t start = size - (off_t)sizeof last - (off_t)last - (off_t)sizeof head;
    return start >= 0 && pread(file, &head, sizeof head, start) == sizeof head && head.size == last;
}

static void open_number(unsigned long number)
{
    char name[24];
    struct stat status;
    if (log.file >= 0)
        close(log.file);
    log.file = openat(log.folder, decimal(name, (int64_t)number), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log.file < 0 || fstat(log.file, &status) < 0)
        return; /* no room for a name, say: the next record tries again */
    log.number = number;
    log.size = status.st_size;
    if (number > log.most_files)
        unlinkat(log.folder, decimal(name, (int64_t)(number - log.most_files)), 0); /* ENOENT: there was none */
}

static void open_folder(void)
{
    if (mkdir(log.path, 0700) < 0 && errno != EEXIST)
        return;
    log.folder = open(log.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static void open_files(void)
{
    open_folder();
    if (log.folder < 0)
        fail("make folder", log.path, errno);
    unsigned long number = log_highest_number(log.folder);
    open_number(number ? number : 1);
    if (log.file < 0)
        fail("open the log", log.path, errno);
    if (!ends_well(log.file, log.size))
        open_number(log.number + 1);
}

static void open_journal(const struct plan_record *record)
{
    struct sockaddr_un journal = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};
    log.id = plan_text(record, 4);
    log.name = plan_text(record, 5);
    log.file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (log.file < 0 || connect(log.file, (struct sockaddr *)&journal, sizeof journal) < 0)
        fail("connect to the journal", journal.sun_path, errno);
}

void log_open(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_LOG);
    log.file = log.folder = -1;
    if (!record)
        return;
    log.driver = (enum driver)plan_number(record, 0);
    log.most_bytes = (off_t)plan_number(record, 2);
    log.most_files = (unsigned long)plan_number(record, 3);
    log.path = plan_text(record, 1);
    /* What runs in the foreground is over soon, often without a word, and its owner has the output anyway. */
    if (log.driver == DRIVER_FILE && !plan_find(plan, KEY_HEARD))
        open_files();
    else if (log.driver == DRIVER_JOURNAL)
        open_journal(record);
}

static void write_record(int stream, const char *bytes, size_t length)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint32_t size = (uint32_t)length;
    struct record_head head = {.size = size, .stream = (uint8_t)stream,
                               .nanoseconds = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec};
    struct iovec parts[] = {{&head, sizeof head}, {(char *)bytes, length}, {&size, sizeof size}};
    off_t whole = (off_t)(sizeof head + length + sizeof size);
    if (log.folder < 0)
        open_folder();
    if (log.folder < 0)
        return; /* lost, as on a full disk */
    if (log.file < 0 || (log.most_bytes && log.size > 0 && log.size + whole > log.most_bytes))
        open_number(log.file < 0 && log.number == 0 ? 1 : log.number + 1);
    if (log.file < 0)
        return;
    if (writev(log.file, parts, 3) == whole)
        log.size += whole;
    else if (ftruncate(log.file, log.size) < 0) /* the disk is full: this output is lost, what stands stays readable */
        warn("write the log", "", errno);
}

/* The journal's own protocol: a value that may hold a newline goes after its length (systemd.journal-fields(7)). */
static void write_journal(int stream, const char *bytes, size_t length)
{
    char fields[512];
    uint64_t size = length; /* little endian is asked for, and what we are */
    int fixed = snprintf(fields, sizeof fields,
                         "PRIORITY=%d\nSYSLOG_IDENTIFIER=%.64s\nCONTAINER_ID=%.12s\nCONTAINER_ID_FULL=%.64s\n"
                         "CONTAINER_NAME=%.128s\nMESSAGE\n",
                         stream == 2 ? 3 : 6, log.id, log.id, log.id, log.name);
    struct iovec parts[] = {{fields, (size_t)fixed}, {&size, sizeof size}, {(char *)bytes, length}, {"\n", 1}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 4};
    if (sendmsg(log.file, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return; /* a journal that does not keep up, or restarts, loses this part; the container goes on */
}

static void write_journal_lines(int stream, const char *bytes, size_t length)
{
    while (length > 0) {
        const char *end = memchr(bytes, '\n', length);
        size_t line = end ? (size_t)(end - bytes) : length;
        if (line > 0)
            write_journal(stream, bytes, line);
        line += end ? 1 : 0;
        bytes += line;
        length -= line;
    }
}

void log_write(int stream, const char *bytes, size_t length)
{
    if (log.driver == DRIVER_FILE)
        write_record(stream, bytes, length);
    else if (log.driver == DRIVER_JOURNAL)
        write_journal_lines(stream, bytes, length);
}
