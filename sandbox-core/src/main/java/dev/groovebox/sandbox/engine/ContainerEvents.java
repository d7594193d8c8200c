package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.container.ContainerRecord;
import dev.groovebox.sandbox.launch.LaunchPlan;
import dev.groovebox.sandbox.operation.SystemEvent;
import dev.groovebox.sandbox.storage.EventLog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The events of containers, as docker words them. */
final class ContainerEvents {
    private static final String TYPE = "container";

    private final EventLog log;

    ContainerEvents(EventLog log) {
        this.log = log;
    }

    /** Made before the signal is sent, since the program's end comes after it. */
    static SystemEvent ofSignal(ContainerRecord record, int signal) {
        return of("kill", record, Map.of("signal", Integer.toString(signal)));
    }

    private static SystemEvent of(String action, ContainerRecord record, Map<String, String> details) {
        Map<String, String> attributes = attributes(record);
        attributes.putAll(details);
        return SystemEvent.now(TYPE, action, record.id(), attributes);
    }

    private static Map<String, String> attributes(ContainerRecord record) {
        Map<String, String> attributes = new TreeMap<>(record.labels());
        attributes.put("image", record.image());
        attributes.put("name", record.name());
        return attributes;
    }

    void tell(String action, ContainerRecord record) {
        tell(action, record, Map.of());
    }

    void tell(String action, ContainerRecord record, Map<String, String> details) {
        log.write(of(action, record, details));
    }

    /** A program beside the container's own was started. */
    void tellExec(ContainerRecord record, String exec, List<String> command) {
        Map<String, String> details = Map.of("execID", exec);
        String words = ": " + String.join(" ", command);
        log.write(of("exec_create" + words, record, details), of("exec_start" + words, record, details));
    }

    /** Its monitor was killed, and nobody else saw how it ended. */
    void tellLost(ContainerRecord record) {
        tell("die", record, Map.of("exitCode", "unknown"));
    }

    /** Of one of which nothing is known any more. */
    void tellDestroyed(String id) {
        log.write(SystemEvent.now(TYPE, "destroy", id, Map.of()));
    }

    void tell(SystemEvent event) {
        log.write(event);
    }

    /** What a container's monitor tells itself: start, oom, health and die. */
    LaunchPlan.Events ofMonitor(ContainerRecord record) throws IOException {
        return new LaunchPlan.Events(
                log.folder(), SystemEvent.actor(TYPE, record.id(), attributes(record)), log.bounds().fileBytes(), log.bounds().files());
    }
}
