#include "plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "report.h"

static const char *take(struct plan *plan, size_t *offset, size_t length)
{
    if (length > plan->size - *offset)
        fail("plan", "cut short", EINVAL);
    const char *start = plan->bytes + *offset;
    *offset += length;
    return start;
}

static void read_record(struct plan *plan, size_t *offset, struct plan_record *record)
{
    memcpy(&record->key, take(plan, offset, 2), 2);
    memcpy(&record->count, take(plan, offset, 2), 2);
    if (record->count > PLAN_VALUES)
        fail("plan", "too many values", EINVAL);
    for (unsigned i = 0; i < record->count; i++) {
        struct plan_value *value = &record->values[i];
        memcpy(&value->length, take(plan, offset, 4), 4);
        value->bytes = take(plan, offset, value->length);
        if (*take(plan, offset, 1) != '\0')
            fail("plan", "value without end", EINVAL);
    }
}

static void map_plan(struct plan *plan, int fd)
{
    struct stat status;
    if (fstat(fd, &status) < 0)
        fail("plan", "fstat", errno);
    plan->size = (size_t)status.st_size;
    plan->bytes = mmap(NULL, plan->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (plan->bytes == MAP_FAILED)
        fail("plan", "mmap", errno);
}

void plan_read(struct plan *plan, int fd)
{
    memset(plan, 0, sizeof *plan);
    map_plan(plan, fd);
    size_t offset = 0;
    if (memcmp(take(plan, &offset, 8), PLAN_MAGIC, 8) != 0)
        fail("plan", "not a plan", EINVAL);
    size_t room = 0;
    while (offset < plan->size) {
        if (plan->count == room) {
            room = room ? room * 2 : 128;
            plan->records = reallocarray(plan->records, room, sizeof *plan->records);
            if (!plan->records)
                fail("plan", "records", ENOMEM);
        }
        memset(&plan->records[plan->count], 0, sizeof *plan->records);
        read_record(plan, &offset, &plan->records[plan->count++]);
    }
}

const struct plan_record *plan_next(const struct plan *plan, enum plan_key key, size_t *position)
{
    while (*position < plan->count) {
        const struct plan_record *record = &plan->records[(*position)++];
        if (record->key == key)
            return record;
    }
    return NULL;
}

const struct plan_record *plan_find(const struct plan *plan, enum plan_key key)
{
    size_t position = 0;
    return plan_next(plan, key, &position);
}

int64_t plan_number(const struct plan_record *record, unsigned index)
{
    int64_t number;
    if (index >= record->count || record->values[index].length != sizeof number)
        fail("plan", "a number is missing", EINVAL);
    memcpy(&number, record->values[index].bytes, sizeof number);
    return number;
}

const char *plan_text(const struct plan_record *record, unsigned index)
{
    if (index >= record->count || strlen(record->values[index].bytes) != record->values[index].length)
        fail("plan", "a text is missing, or holds a NUL", EINVAL);
    return record->values[index].bytes;
}

char **plan_texts(const struct plan *plan, enum plan_key key)
{
    size_t count = 0, position = 0;
    while (plan_next(plan, key, &position))
        count++;
    char **texts = calloc(count + 1, sizeof *texts);
    if (!texts)
        fail("plan", "texts", ENOMEM);
    position = 0;
    for (size_t i = 0; i < count; i++)
        texts[i] = (char *)plan_text(plan_next(plan, key, &position), 0);
    return texts;
}
