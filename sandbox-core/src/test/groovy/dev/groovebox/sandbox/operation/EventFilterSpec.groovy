package dev.groovebox.sandbox.operation

import dev.groovebox.sandbox.spec.SpecException
import spock.lang.Specification

/** Docker's {@code events --filter}. */
class EventFilterSpec extends Specification {
    static final EVENTS = [
            SystemEvent.now('container', 'start', 'abc123', [name: 'web', image: 'nginx:1.25', team: 'ops']),
            SystemEvent.now('container', 'health_status: healthy', 'abc123', [name: 'web', image: 'nginx:1.25', team: 'ops']),
            SystemEvent.now('container', 'die', 'def456', [name: 'box', image: 'busybox', exitCode: '3']),
            SystemEvent.now('image', 'pull', 'busybox:latest', [name: 'busybox:latest']),
            SystemEvent.now('network', 'connect', 'eee', [name: 'front', container: 'abc123']),
            SystemEvent.now('volume', 'create', 'data', [driver: 'local'])]

    def '#wanted takes #taken'() {
        expect:
        def filter = new EventFilter(wanted)
        EVENTS.findAll { filter.takes(it) }.collect { "${it.type()} ${it.action()}".toString() } == taken

        where:
        wanted                                          || taken
        [type: ['image']]                               || ['image pull']
        [type: ['image', 'volume']]                     || ['image pull', 'volume create']
        [event: ['die']]                                || ['container die']
        [event: ['health_status']]                      || ['container health_status: healthy']
        [event: ['health_status: healthy']]             || ['container health_status: healthy']
        [event: ['health']]                             || []
        [container: ['web']]                            || ['container start', 'container health_status: healthy']
        [container: ['abc']]                            || ['container start', 'container health_status: healthy', 'network connect']
        [container: ['web'], event: ['start']]          || ['container start']
        [image: ['busybox']]                            || ['container die', 'image pull']
        [image: ['nginx']]                              || ['container start', 'container health_status: healthy']
        [image: ['nginx:1.24']]                         || []
        [label: ['team']]                               || ['container start', 'container health_status: healthy']
        [label: ['team=ops', 'other']]                  || []
        [network: ['front']]                            || ['network connect']
        [volume: ['data']]                              || ['volume create']
        [:]                                             || EVENTS.collect { "${it.type()} ${it.action()}".toString() }
    }

    def 'another key is refused'() {
        when:
        new EventFilter([contaner: ['web']])

        then:
        def refused = thrown(SpecException)
        refused.message.contains("did you mean 'container'?")
    }
}
