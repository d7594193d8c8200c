package dev.groovebox.shell.render

import dev.groovebox.sandbox.operation.SystemEvent
import java.time.Instant
import spock.lang.Specification

/** Events as docker prints them. */
class EventTextSpec extends Specification {
    static final START = new SystemEvent(Instant.parse('2026-11-24T20:00:00.05Z'), 'container', 'start', 'abc', [name: 'web', image: 'nginx'])

    def 'a line, an object, a template'() {
        expect:
        EventText.of(Optional.ofNullable(format)).line(START) == text

        where:
        format                                         || text
        null                                           || '2026-11-24T20:00:00.050000000Z container start abc (image=nginx, name=web)'
        '{{.Type}} {{.Action}} {{.Actor.ID}} {{.Actor.Attributes.name}}' || 'container start abc web'
        '{{.TimeNano}} {{.From}} {{.Status}}'          || '1795550400050000000 nginx start'
        'json'                                         || '{"status":"start","id":"abc","from":"nginx","Type":"container","Action":"start","Actor":' +
                '{"ID":"abc","Attributes":{"image":"nginx","name":"web"}},"scope":"local","time":1795550400,"timeNano":1795550400050000000}'
    }

    def 'one event is one line'() {
        expect:
        EventText.of(Optional.empty()).line(new SystemEvent(Instant.EPOCH, 'container', 'exec_start: sh -c a\nb\u001b[2J', 'abc', [:])) ==
                '1970-01-01T00:00:00.000000000Z container exec_start: sh -c a\\nb\\x1b[2J abc'
    }
}
