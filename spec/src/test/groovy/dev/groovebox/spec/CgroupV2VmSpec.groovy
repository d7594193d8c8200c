package dev.groovebox.spec

import spock.lang.Requires
import spock.lang.Specification

@Requires(
        value = { sys['groovebox.vm'] == 'true' || env['GROOVEBOX_VM'] == '1' },
        reason = 'boots a virtual machine for minutes: asked for with -Dgroovebox.vm=true or GROOVEBOX_VM=1')
class CgroupV2VmSpec extends Specification {

    def 'the engine keeps its promises on a machine that has control groups of version 2 alone'() {
        given:
        def command = new File('vm/run').absolutePath

        when:
        def machine = new ProcessBuilder(command).redirectErrorStream(true).start()
        def report = machine.inputStream.text

        then:
        machine.waitFor() == 0
        report =~ /(?m)^[1-9]\d* passed, 0 failed/
    }
}
