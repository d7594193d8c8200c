/*
 * sandbox-init: executes a launch plan that the engine made. It decides nothing.
 *
 * Started by the engine it is the monitor, a container's parent on the host; the process that it clones becomes the
 * container's first. See docs/launch.md for the way of a launch.
 */
#include "monitor.h"

int main(void)
{
    return monitor_run();
}
