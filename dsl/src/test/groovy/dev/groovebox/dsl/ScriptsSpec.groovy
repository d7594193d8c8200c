package dev.groovebox.dsl

import dev.groovebox.dsl.script.ScriptOutcome
import dev.groovebox.dsl.script.ScriptRunner
import dev.groovebox.dsl.script.ScriptSource
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.CommandForm
import dev.groovebox.sandbox.spec.ImageSource
import dev.groovebox.sandbox.spec.NetworkSpec
import java.nio.file.Files
import java.nio.file.Path
import java.time.LocalDate

/** The scripts of the folder scripts/, as far as what they ask of the engine. */
class ScriptsSpec extends ScriptSpecification {
    static final SCRIPTS = Path.of('../scripts')

    private ScriptOutcome script(String name, String... arguments) {
        runner.run(ScriptSource.file(SCRIPTS.resolve(name)), arguments.toList())
    }

    def "every script compiles: #file"() {
        when:
        ScriptRunner.check(ScriptSource.file(file))

        then:
        noExceptionThrown()

        where:
        file << Files.newDirectoryStream(SCRIPTS, '*.groovy').withCloseable { it.toList() }
    }

    def "hello.groovy builds its image and runs it with its limits"() {
        when:
        script('hello.groovy')

        then:
        engine.operations.size() == 2
        def build = engine.operations[0] as ImageOperation.BuildImage
        build.spec().name() == 'hello'
        build.spec().steps() == [
                new BuildStep.From(new ImageSource.Host(['bash', 'coreutils'], false)),
                BuildStep.Run.shell('echo "built inside a sandbox" > /etc/motd'),
                new BuildStep.Env([GREETING: 'hello']),
                new BuildStep.Cmd(CommandForm.exec(['sh', '-c', 'cat /etc/motd; echo "$GREETING from $(uname -n), pid $$"; id']))]

        and:
        def spec = (engine.operations[1] as ContainerOperation.RunContainer).spec()
        spec.image() == 'hello'
        spec.hostname() == Optional.of('box')
        spec.limits().memoryBytes() == OptionalLong.of(64 * 1024 * 1024)
        spec.limits().pids() == OptionalLong.of(32)
        spec.network() == new NetworkSpec.None()
    }

    def "sandboxed-tests.groovy ends with the exit code of the command"() {
        given:
        engine.exitCode = 3

        expect:
        script('sandboxed-tests.groovy', '/srv', 'make', 'test').exitCode() == 3
        engine.operations[0].spec().command() == ['make', 'test']
        script('sandboxed-tests.groovy', '/srv').exitCode() == 2
    }

    def "nightly-report.groovy writes what the container printed"() {
        when:
        def outcome = script('nightly-report.groovy', '/srv', folder.resolve('reports').toString())

        then:
        outcome.exitCode() == 0
        Files.readString(folder.resolve("reports/words-${LocalDate.now()}.txt")) == engine.out
    }

    def "nightly-report.groovy fails when the container does"() {
        given:
        engine.exitCode = 1

        expect:
        script('nightly-report.groovy', '/srv', folder.toString()).exitCode() == 1
    }

    def "exit ends a script with a code"() {
        expect:
        runner.run(source(code), []).exitCode() == exitCode

        where:
        code                                                      | exitCode
        'exit 3; assert false'                                    | 3
        'try { exit 4 } catch (e) { }'                            | 4
        '[1].each { exit 5 }'                                     | 5
        'def stop() { exit 6 }; stop()'                           | 6
        '1'                                                       | 0
    }

    def "an exit code that the kernel can't carry is an error"() {
        expect:
        failure('exit 256').message.startsWith('script.groovy:1: exit takes a whole number from 0 to 255, not 256')
    }
}
