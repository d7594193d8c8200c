/*
 * What becomes of a container that goes on without an engine, as lines of the engine's event files (EventLog.java): the
 * highest of the numbered files is appended to, each line by one write; when it has grown to its bound the next is begun.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "plan.h"

/* Nothing is told by a monitor whose plan says nothing of events. */
void events_open(const struct plan *plan);

/* details: the members of a JSON object, or "". Nothing that fails here ends a container. */
void events_tell(const char *action, const char *details);

#endif
