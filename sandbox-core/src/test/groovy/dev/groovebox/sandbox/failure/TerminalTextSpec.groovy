package dev.groovebox.sandbox.failure

import spock.lang.Specification

class TerminalTextSpec extends Specification {
    def "a terminal never obeys what a name or an error holds: #description"() {
        expect:
        TerminalText.escaped(text) == shown

        where:
        description                 | text               || shown
        'plain text'                | 'web-1 é 世界'      || 'web-1 é 世界'
        'a colour'                  | '\u001b[31mred'     || '\\x1b[31mred'
        'a title'                   | '\u001b]0;x\u0007'  || '\\x1b]0;x\\x07'
        'an eight-bit introducer'   | '\u009b2J'          || '\\x9b2J'
        'a carriage return'         | 'ok\rbad'           || 'ok\\x0dbad'
        'a backspace'               | 'a\b'               || 'a\\x08'
        'a delete'                  | 'a\u007f'           || 'a\\x7f'
        'text turned around'        | 'a\u202eb'          || 'a\\u202eb'
        'a line separator'          | 'a\u2028b'          || 'a\\u2028b'
        'a newline and a tab'       | 'a\n\tb'            || 'a\n\tb'
    }

    def "one line stays one line"() {
        expect:
        TerminalText.escapedLine('a\nb\tc') == 'a\\nb\\tc'
    }
}
