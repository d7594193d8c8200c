package dev.groovebox.sandbox.commit

import dev.groovebox.registry.oci.ImageConfig.Execution
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.CommandForm
import spock.lang.Specification

class ConfigChangesSpec extends Specification {
    private static final BuildStep ENTRYPOINT = new BuildStep.Entrypoint(CommandForm.exec(['prog']))
    private static final BuildStep CMD = new BuildStep.Cmd(CommandForm.exec(['new']))

    def "an ENTRYPOINT drops the container's command, which was meant for another, and keeps that of a CMD: #changes"() {
        given:
        def container = Execution.EMPTY.withEntrypoint(['sh']).withCommand(['old'])

        when:
        def changed = ConfigChanges.applied(container, changes)

        then:
        changed.entrypoint() == entrypoint
        changed.command() == command

        where:
        changes                                    | entrypoint | command
        [ENTRYPOINT]                               | ['prog']   | []
        [CMD, ENTRYPOINT]                          | ['prog']   | ['new']
        [ENTRYPOINT, CMD]                          | ['prog']   | ['new']
        [CMD]                                      | ['sh']     | ['new']
        [new BuildStep.User('web')]                | ['sh']     | ['old']
    }
}
