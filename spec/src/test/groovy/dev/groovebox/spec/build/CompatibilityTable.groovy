package dev.groovebox.spec.build

import java.nio.file.Files
import java.nio.file.Path

/** Writes docs/compatibility/build.md of what the comparison has found. */
class CompatibilityTable {
    private final List<List<String>> rows
    private final Map<String, String> kept

    CompatibilityTable(List<List<String>> rows, Map<String, String> kept) {
        this.rows = rows
        this.kept = kept
    }

    void write() {
        def page = page()
        if (page.present && rows.size() == RealDockerfiles.ALL.size() + DebianProjects.ALL.size() && text() != (Files.exists(page.get()) ? Files.readString(page.get()) : '')) {
            Files.createDirectories(page.get().parent)
            Files.writeString(page.get(), text())
        }
    }

    private String text() {
        """\
        # Builds: ours against docker's

        Made by `DockerBuildComparisonSpec`, which builds each of these Dockerfiles (`RealDockerfiles`, `DebianProjects`) with
        Groovebox and with docker 20.10, by its classic builder or by its BuildKit, and compares the files (type, mode, owner,
        content) and the configuration (user, environment, entry point, command, working folder, labels, ports, volumes, health
        check, shell, stop signal, author). The projects on Debian install packages with apt; their images are run too.

        | Dockerfile | docker's builder | its result |
        |---|---|---|
        """.stripIndent() + rows.sort { it[0] }.collect { "| ${it.join(' | ')} |" }.join('\n') + '''

        ## Differences that we keep

        | what | why |
        |---|---|
        '''.stripIndent() + kept.collect { "| $it.key | $it.value |" }.join('\n') + '\n'
    }

    private static Optional<Path> page() {
        for (def folder = Path.of('').toAbsolutePath(); folder != null; folder = folder.parent) {
            if (Files.isRegularFile(folder.resolve('groovebox')) && Files.exists(folder.resolve('pom.xml'))) {
                return Optional.of(folder.resolve('docs/compatibility/build.md'))
            }
        }
        Optional.empty()
    }
}
