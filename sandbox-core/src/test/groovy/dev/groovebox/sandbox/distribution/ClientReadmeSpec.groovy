package dev.groovebox.sandbox.distribution

import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification

/** The example of registry-client's page, as it stands there but for the registry's address. */
class ClientReadmeSpec extends Specification {
    @AutoCleanup
    FaultyRegistry registry = new FaultyRegistry()

    def "the page's example brings a note into a registry and reads it back"() {
        given:
        def page = Files.readString(Path.of('../registry-client/README.md'))
        def example = (page =~ /(?s)```java\n(.*?)```/)[0][1].replace('localhost:5000', registry.host)
        def printed = new StringWriter()

        when:
        new GroovyShell(new Binding(out: new PrintWriter(printed, true))).evaluate(example.replace('System.out.println', 'out.println'))

        then:
        printed.toString() == 'remember the milk\n'
    }
}
