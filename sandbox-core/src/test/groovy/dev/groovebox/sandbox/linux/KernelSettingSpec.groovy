package dev.groovebox.sandbox.linux

import spock.lang.Specification

class KernelSettingSpec extends Specification {
    def "#name is read whole, on every Java"() {
        expect:
        KernelSetting.read(name) == "cat /proc/sys/$name".execute().text.trim()

        where:
        name << ['fs/nr_open', 'kernel/osrelease', 'kernel/hostname', 'kernel/pid_max']
    }
}
