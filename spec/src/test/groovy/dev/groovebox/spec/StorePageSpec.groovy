package dev.groovebox.spec

import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/** docs/store.md: every command on it does what the page says, in this order. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'sandboxes need root')
class StorePageSpec extends Specification {
    static final PAGE = Path.of('../docs/store.md')

    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()

    def "each command on the page works, in this order"() {
        given:
        def commands = Files.readAllLines(PAGE).findAll { it.startsWith('    groovebox ') }*.strip()

        when:
        Map<String, CommandResult> results = commands.collectEntries { line ->
            def result = groovebox.run(*words(line).tail())
            assert result.exitCode == 0: result
            [line, result]
        }

        then:
        results.size() == 26
        results['groovebox run --network none --rm made:1'].out == 'made by hand\n'
        results['groovebox images'].lines.count { it =~ /^(made|example.com.team.made) / } == 2
        results["groovebox inspect --format '{{json .Config.Cmd}} {{len .RootFS.Layers}}' made:1"].out == '["cat","/made"] 2\n'
        results['groovebox history made:1'].lines[1].endsWith('made by hand')
        results['groovebox rmi example.com/team/made:stable'].out == 'Untagged: example.com/team/made:stable\n'
        results['groovebox system df -v'].lines.any { it =~ /^made +1 +[0-9a-f]{12} / }
        results['groovebox system check'].out == 'Nothing is wrong.\n'
    }

    /** As a shell splits them, as far as the page needs it. */
    private static List<String> words(String line) {
        (line =~ /'([^']*)'|(\S+)/).collect { it[1] != null ? it[1] : it[2] }
    }
}
