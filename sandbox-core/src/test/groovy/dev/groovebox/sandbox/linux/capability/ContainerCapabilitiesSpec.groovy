package dev.groovebox.sandbox.linux.capability

import static dev.groovebox.sandbox.linux.capability.Capability.*

import spock.lang.Specification

class ContainerCapabilitiesSpec extends Specification {
    static final CapabilitySet EVERY = CapabilitySet.of(Capability.values().toList())

    def "the default is docker's mask"() {
        expect:
        ContainerCapabilities.resolve([], [], false, EVERY).set().mask() == 0xa80425fbL
    }

    def "docker's rule: add #added, drop #dropped, privileged #privileged"() {
        when:
        def result = ContainerCapabilities.resolve(added, dropped, privileged, EVERY)

        then:
        result.set() == CapabilitySet.of(expected)
        result.problems().empty
        result.unavailable().empty

        where:
        added           | dropped              | privileged || expected
        ['NET_ADMIN']   | []                   | false      || DEFAULTS + NET_ADMIN
        []              | ['MKNOD', 'CHOWN']   | false      || DEFAULTS - [MKNOD, CHOWN]
        []              | ['ALL']              | false      || []
        ['NET_RAW']     | ['ALL']              | false      || [NET_RAW]
        ['ALL']         | []                   | false      || Capability.values().toList()
        ['ALL']         | ['SYS_ADMIN']        | false      || Capability.values().toList() - SYS_ADMIN
        ['ALL']         | ['ALL']              | false      || Capability.values().toList()
        ['MKNOD']       | ['MKNOD']            | false      || DEFAULTS
        []              | ['ALL']              | true       || Capability.values().toList()
    }

    def "what the engine does not have it cannot give, and says so"() {
        given:
        def engine = EVERY.minus(CapabilitySet.of([SYS_RESOURCE, CHOWN]))

        when:
        def result = ContainerCapabilities.resolve(added, [], false, engine)

        then:
        !result.set().has(SYS_RESOURCE)
        !result.set().has(CHOWN)
        result.unavailable() == unavailable

        where:
        added            || unavailable
        []               || [CHOWN]
        ['SYS_RESOURCE'] || [CHOWN, SYS_RESOURCE]
        ['ALL']          || [CHOWN, SYS_RESOURCE]
    }

    def "a name that is no capability is a problem that names the nearest"() {
        when:
        def result = ContainerCapabilities.resolve(['NETADMIN', 'NET_RAW'], ['XYZZY'], false, EVERY)

        then:
        result.problems() == [
                "capabilities add: 'NETADMIN' is no capability; did you mean 'NET_ADMIN'?",
                "capabilities drop: 'XYZZY' is no capability"]
    }

    def "the engine's own capabilities are the kernel's words in its status"() {
        when:
        def mine = EngineCapabilities.parse('Name:\tjava\nCapInh:\t0000000000000000\nCapEff:\t000001fffeffffff\nCapBnd:\t00000000a80425fb\n')

        then:
        !mine.effective().has(SYS_RESOURCE)
        mine.effective().has(CHECKPOINT_RESTORE)
        mine.grantable().mask() == 0xa80425fbL

        and:
        EngineCapabilities.ofThisProcess().grantable() ==
                EngineCapabilities.parse(new File('/proc/self/status').text).effective()
    }
}
