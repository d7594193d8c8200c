#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "report.h"

/* So much output waits for a client that reads slowly; what is more is lost to it, and to no other. */
#define WAITING_MOST (256 * 1024)

struct frame_head {
    uint32_t length;
    uint32_t kind;
};

struct client {
    int fd;
    int hears_exit;
    int hears_output;
    char *in;            /* a frame that is being received */
    size_t in_length;
    char *out;           /* what the socket did not take yet */
    size_t out_start, out_end, out_room;
    uint64_t lost;
};

static int listener = -1;
static struct client *clients[CLIENTS];

void server_open(const struct plan *plan)
{
    const struct plan_record *record = plan_find(plan, KEY_SOCKET);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!record)
        return;
    int folder = open(plan_text(record, 0), O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder < 0)
        fail("open folder", plan_text(record, 0), errno);
    /* Through the descriptor: a socket's path has 108 bytes, and ours may be longer. */
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/socket", folder);
    if (unlinkat(folder, "socket", 0) < 0 && errno != ENOENT)
        fail("remove the old socket", plan_text(record, 0), errno);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t before = umask(0177);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, CLIENTS) < 0)
        fail("make the socket", plan_text(record, 0), errno);
    umask(before);
    close(folder);
}

static void drop(int index)
{
    struct client *client = clients[index];
    close(client->fd);
    free(client->in);
    free(client->out);
    free(client);
    clients[index] = NULL;
}

/* Answers -1 when there is no place; then the next has to wait in the listener's queue. */
static int free_client(void)
{
    for (int i = 0; i < CLIENTS; i++)
        if (!clients[i])
            return i;
    return -1;
}

/* Whether one more may wait for the end: how many do counts, not which places they have. */
static int may_stay(void)
{
    int staying = 0;
    for (int i = 0; i < CLIENTS; i++)
        staying += clients[i] && clients[i]->hears_exit;
    return staying < CLIENTS - CLIENTS_SPARE;
}

static void welcome(void)
{
    int free_place = free_client();
    int fd = free_place < 0 ? -1 : accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return; /* it has gone again */
    clients[free_place] = calloc(1, sizeof *clients[free_place]);
    if (clients[free_place])
        clients[free_place]->fd = fd;
    else
        close(fd);
}

/* Moves what waits; answers -1 when the client has gone. */
static int flush(struct client *client)
{
    while (client->out_start < client->out_end) {
        ssize_t sent = send(client->fd, client->out + client->out_start, client->out_end - client->out_start, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return errno == EAGAIN ? 0 : -1;
        client->out_start += (size_t)sent;
    }
    free(client->out); /* this process is one of hundreds: what is idle holds nothing */
    client->out = NULL;
    client->out_start = client->out_end = client->out_room = 0;
    return 0;
}

static int reserve(struct client *client, size_t length)
{
    if (client->out_start > 0) {
        memmove(client->out, client->out + client->out_start, client->out_end - client->out_start);
        client->out_end -= client->out_start;
        client->out_start = 0;
    }
    if (client->out_end + length <= client->out_room)
        return 0;
    size_t room = (client->out_end + length) * 2;
    char *more = realloc(client->out, room);
    if (!more)
        return -1;
    client->out = more;
    client->out_room = room;
    return 0;
}

static void append(struct client *client, const void *bytes, size_t length)
{
    memcpy(client->out + client->out_end, bytes, length);
    client->out_end += length;
}

/* A frame goes whole or not at all. Answers -1 when there is no room for it. */
static int send_frame(struct client *client, uint32_t kind, const void *first, size_t first_length, const void *second,
                      size_t second_length)
{
    struct frame_head head = {.length = (uint32_t)(first_length + second_length), .kind = kind};
    if (reserve(client, sizeof head + first_length + second_length) < 0)
        return -1;
    append(client, &head, sizeof head);
    append(client, first, first_length);
    append(client, second, second_length);
    flush(client); /* a client that has gone is dropped when its end is read */
    return 0;
}

static void send_output(struct client *client, int stream, const char *bytes, size_t length)
{
    uint32_t number = (uint32_t)stream;
    int full = client->out_end - client->out_start + length > WAITING_MOST;
    if (!full && client->lost && send_frame(client, FRAME_LOST, &client->lost, sizeof client->lost, "", 0) == 0)
        client->lost = 0;
    if (full || send_frame(client, FRAME_OUTPUT, &number, sizeof number, bytes, length) < 0)
        client->lost += length;
}

void server_output(int stream, const char *bytes, size_t length)
{
    for (int i = 0; i < CLIENTS; i++)
        if (clients[i] && clients[i]->hears_output)
            send_output(clients[i], stream, bytes, length);
}

void server_exit(const char *frame, size_t length)
{
    for (int i = 0; i < CLIENTS; i++)
        if (clients[i] && clients[i]->hears_exit)
            (void)send_frame(clients[i], FRAME_EXIT, frame, length, "", 0);
}

static void answer(struct client *client, int error)
{
    int32_t number = error;
    (void)send_frame(client, FRAME_DONE, &number, sizeof number, "", 0);
}

/* Does what a whole frame asks; answers 0 when the program can't take its input yet. */
static int obey(struct client *client, struct frame_head *head, void *monitor, server_action *act, server_input *input)
{
    char *bytes = client->in + sizeof *head;
    if (head->kind == FRAME_INPUT) {
        long taken = input(monitor, bytes, head->length);
        if ((size_t)taken == head->length)
            return 1;
        memmove(bytes, bytes + taken, head->length - (size_t)taken);
        head->length -= (uint32_t)taken;
        memcpy(client->in, head, sizeof *head);
        client->in_length = sizeof *head + head->length;
        return 0;
    }
    if (head->kind == FRAME_WAIT || head->kind == FRAME_ATTACH) {
        if (!client->hears_exit && !may_stay()) {
            answer(client, EBUSY);
            return 1;
        }
        client->hears_exit = 1;
        client->hears_output = head->kind == FRAME_ATTACH;
    }
    int error = act(monitor, head->kind, bytes, head->length);
    if (head->kind != FRAME_END_OF_INPUT && head->kind != FRAME_SIZE)
        answer(client, error);
    return 1;
}

/* Receives no more than one frame at a time. Answers -1 when the client has gone or makes no sense. */
static int receive(struct client *client, void *monitor, server_action *act, server_input *input)
{
    struct frame_head head;
    for (;;) {
        size_t wanted = sizeof head;
        if (client->in_length >= sizeof head) {
            memcpy(&head, client->in, sizeof head);
            if (head.length > FRAME_MOST)
                return -1;
            wanted += head.length;
        }
        if (client->in_length >= sizeof head && client->in_length == wanted) {
            if (!obey(client, &head, monitor, act, input))
                return 0;
            client->in_length = 0;
            continue;
        }
        if (!client->in && !(client->in = malloc(sizeof head + FRAME_MOST)))
            return -1;
        ssize_t got = recv(client->fd, client->in + client->in_length, wanted - client->in_length, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN) {
            if (client->in_length == 0) {
                free(client->in);
                client->in = NULL;
            }
            return 0;
        }
        if (got <= 0)
            return -1;
        client->in_length += (size_t)got;
    }
}

/* Its frame is whole and waits until the program reads. */
static int is_stalled(const struct client *client)
{
    struct frame_head head;
    if (client->in_length < sizeof head)
        return 0;
    memcpy(&head, client->in, sizeof head);
    return client->in_length == sizeof head + head.length;
}

int server_poll(struct pollfd *wanted)
{
    int count = 0;
    if (listener < 0)
        return 0;
    wanted[count++] = (struct pollfd){.fd = free_client() < 0 ? -1 : listener, .events = POLLIN};
    for (int i = 0; i < CLIENTS; i++)
        if (clients[i]) {
            /* One that waits for the program to read may have hung up, which poll would tell again and again. */
            int stalled = is_stalled(clients[i]), waiting = clients[i]->out_start < clients[i]->out_end;
            short events = (short)((stalled ? 0 : POLLIN) | (waiting ? POLLOUT : 0));
            wanted[count++] = (struct pollfd){.fd = stalled && !waiting ? -1 : clients[i]->fd, .events = events};
        }
    return count;
}

int server_is_stalled(void)
{
    for (int i = 0; i < CLIENTS; i++)
        if (clients[i] && is_stalled(clients[i]))
            return 1;
    return 0;
}

void server_serve(const struct pollfd *ready, int count, void *monitor, server_action *act, server_input *input)
{
    for (int i = 0; i < CLIENTS; i++) {
        if (!clients[i])
            continue;
        short events = 0;
        for (int at = 1; at < count; at++)
            if (ready[at].fd == clients[i]->fd)
                events = ready[at].revents;
        if (events & POLLOUT && flush(clients[i]) < 0)
            drop(i);
        else if ((events & (POLLIN | POLLHUP | POLLERR) || is_stalled(clients[i])) &&
                 receive(clients[i], monitor, act, input) < 0)
            drop(i);
    }
    if (count > 0 && ready[0].revents)
        welcome();
}

void server_close(void)
{
    for (int tries = 0; tries < 20; tries++) {
        struct pollfd waiting[CLIENTS];
        nfds_t count = 0;
        for (int i = 0; i < CLIENTS; i++)
            if (clients[i] && clients[i]->out_start < clients[i]->out_end) {
                if (flush(clients[i]) < 0)
                    drop(i);
                else if (clients[i]->out)
                    waiting[count++] = (struct pollfd){.fd = clients[i]->fd, .events = POLLOUT};
            }
        if (count == 0)
            return;
        poll(waiting, count, 50);
    }
}
