package dev.groovebox.sandbox.linux.jna

import dev.groovebox.sandbox.failure.EngineException
import spock.lang.Specification

class JnaLibseccompSpec extends Specification {
    def "a machine without the library is told what to install"() {
        when:
        new JnaLibseccomp('libseccomp.so.99').filter(0)

        then:
        def failure = thrown(EngineException)
        failure.message == 'cannot filter system calls: libseccomp.so.99 is not on this machine; ' +
                'install it (apt install libseccomp2), or run with seccomp=unconfined'
    }
}
