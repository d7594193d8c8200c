package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.Container;
import dev.groovebox.sandbox.container.ContainerStore;
import dev.groovebox.sandbox.event.Event;
import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.operation.ContainerStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts what a reboot has ended, as far as restart policies want it. */
record BootedContainers(ContainerStore store, DetachedStarts starts) {
    /** One that can't be started is told of and does not hold up the others. */
    List<String> boot(EventSink events) throws IOException, InterruptedException {
        List<String> started = new ArrayList<>();
        for (Container container : store.list()) {
            if (isWanted(container)) {
                try {
                    starts.start(container.record().id(), events);
                    started.add(container.record().name());
                } catch (EngineException e) {
                    tell(container, e.getMessage(), events);
                } catch (IOException e) {
                    tell(container, "cannot start it: " + Failure.reasonOf(e), events);
                }
            }
        }
        return started;
    }

    private static void tell(Container container, String why, EventSink events) {
        events.accept(new Event.Warning("container '" + container.record().name() + "': " + why));
    }

    private static boolean isWanted(Container container) {
        return container.state().status() == ContainerStatus.STOPPED
                && switch (container.record().spec().supervision().restart().kind()) {
                    case ALWAYS -> true;
                    case UNLESS_STOPPED -> !container.state().stoppedByUser();
                    case NO, ON_FAILURE -> false;
                };
    }
}
