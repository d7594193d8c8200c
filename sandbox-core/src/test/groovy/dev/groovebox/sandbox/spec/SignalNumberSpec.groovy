package dev.groovebox.sandbox.spec

import spock.lang.Specification

class SignalNumberSpec extends Specification {
    def '#text is #number'() {
        expect:
        SignalNumber.of(text) == (number ? OptionalInt.of(number) : OptionalInt.empty())

        where:
        text          | number
        'TERM'        | 15
        'sigkill'     | 9
        '15'          | 15
        '64'          | 64
        'SIGRTMIN'    | 34
        'SIGRTMIN+3'  | 37
        'rtmax-1'     | 63
        'SIGRTMAX'    | 64
        '0'           | null
        '65'          | null
        'SIGRTMIN+31' | null
        'RTMIN-1'     | null
        'SIGFOO'      | null
        ''            | null
    }
}
