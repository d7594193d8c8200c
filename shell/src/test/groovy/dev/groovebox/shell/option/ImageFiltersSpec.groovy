package dev.groovebox.shell.option

import dev.groovebox.sandbox.operation.ImageSummary
import dev.groovebox.shell.grammar.UsageException
import dev.groovebox.shell.render.ImageListing
import java.time.Instant
import spock.lang.Specification

/** Docker's filters of images. */
class ImageFiltersSpec extends Specification {
    static final LABELS = [aa: [team: 'ops', tier: 'a'], bb: [team: 'dev'], cc: [:]]

    static ImageSummary image(String id, List<String> names, String created) {
        new ImageSummary("sha256:$id", "sha256:d$id", names, Instant.parse(created), 1, false)
    }

    static final ROWS = ImageListing.rows([
            image('aa', ['web:1', 'reg.example:5000/team/web:2'], '2026-01-03T00:00:00Z'),
            image('bb', ['hello:latest'], '2026-01-02T00:00:00Z'),
            image('cc', [], '2026-01-01T00:00:00Z')])

    private static List<String> kept(List<String> words) {
        def filters = new ImageFilters({ LABELS[it.id() - 'sha256:'] })
        words.each { filters.add(it) }
        filters.apply(ROWS).collect { "${it.repository()}:${it.tag()}".toString() }
    }

    def "#words keeps #rows"() {
        expect:
        kept(words) == rows

        where:
        words                                        | rows
        []                                           | ['web:1', 'reg.example:5000/team/web:2', 'hello:latest', '<none>:<none>']
        ['dangling=true']                            | ['<none>:<none>']
        ['dangling=false', 'before=aa']              | ['hello:latest']
        ['reference=web']                            | ['web:1']
        ['reference=web:2']                          | []
        ['reference=reg.example:5000/*/web']         | ['reg.example:5000/team/web:2']
        ['reference=*']                              | ['web:1', 'hello:latest', '<none>:<none>']
        ['reference=we*', 'reference=hel*:latest']   | ['web:1', 'hello:latest']
        ['label=team']                               | ['web:1', 'reg.example:5000/team/web:2', 'hello:latest']
        ['label=team=ops']                           | ['web:1', 'reg.example:5000/team/web:2']
        ['label=team', 'label=tier=b']               | []
        ['before=hello']                             | ['<none>:<none>']
        ['since=bb']                                 | ['web:1', 'reg.example:5000/team/web:2']
        ['until=2026-01-02T12:00:00Z']               | ['hello:latest', '<none>:<none>']
    }

    def "labels are read only when they are asked for"() {
        given:
        def filters = new ImageFilters({ throw new AssertionError(it as Object) })

        when:
        filters.add('reference=web')

        then:
        filters.apply(ROWS).size() == 1
    }

    def "'#word' is refused: #says"() {
        when:
        kept([word])

        then:
        def e = thrown(UsageException)
        e.message.contains(says)

        where:
        word             | says
        'dangling'       | "is no filter such as dangling=true"
        'lable=x'        | "did you mean 'label'"
        'dangling=maybe' | 'neither true nor false'
        'before=nothing' | "no image 'nothing'"
        'reference=[a'   | 'is no pattern'
        'until=soon'     | 'soon'
    }
}
