package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.SeccompChoice
import java.nio.file.Files
import spock.lang.Requires
import spock.lang.Timeout

@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class SeccompFileSpec extends EngineSpecification {
    static final String DENIES_MKDIR = '''{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
        {"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13, "excludes": {"caps": ["CAP_SYS_ADMIN"]}}]}'''

    def 'a call that the file names is denied, one that it does not name is allowed, and conditions count'() {
        given:
        def profile = SeccompChoice.ofFile(Files.writeString(scratch.path.resolve('profile.json'), DENIES_MKDIR))

        expect: 'our default denies what the file allows'
        run('mkdir /x') { seccomp(profile) }.with { [it.exitCode(), it.err().toLowerCase().contains('permission denied')] } == [1, true]
        run('touch /x && unshare -n true') { seccomp(profile).addCapability('SYS_ADMIN') }.exitCode() == 0
        run('mkdir /x') { seccomp(profile).addCapability('SYS_ADMIN') }.exitCode() == 0
        run('mkdir /x') {}.exitCode() == 0
        run('grep Seccomp: /proc/self/status') { seccomp(profile) }.out().trim().endsWith('2')
    }

    def 'a file that is no profile is told, and leaves nothing'() {
        when:
        run('true') { seccomp(SeccompChoice.ofProfile('{"defaultAction": "SCMP_ACT_ERRNO", "listenerPath": "/x"}')) }

        then:
        def e = thrown(EngineException)
        e.message.startsWith("cannot use the profile of system calls: 'listenerPath'")
        engine.perform(new ContainerOperation.ListContainers(true)) == []
    }

    private RunResult run(String command, Closure more) {
        def builder = ContainerSpec.builder('busybox').command(['sh', '-c', command]).remove(true)
        builder.with(more)
        engine.perform(new ContainerOperation.RunContainer(builder.build(), new Stdio.Capture(Optional.empty())), {})
    }
}
