package dev.groovebox.sandbox.fuzz

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Files
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/**
 * Jazzer tries inputs on the readers of what others made, guided by which code each reaches. A minute each, at the
 * same time; {@code -Dgroovebox.fuzz.seconds=3600} goes on longer.
 */
@Requires(value = { Runtime.version().feature() < 24 }, reason = 'Jazzer reads no classes of a newer JDK')
class FuzzSpec extends Specification {
    static final SECONDS = Integer.getInteger('groovebox.fuzz.seconds', 60)
    static final TARGETS = [TarFuzz, JsonFuzz]*.simpleName

    @Shared
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    Map<String, Process> runs

    def setupSpec() {
        seeds()
        runs = TARGETS.collectEntries { [it, start(it)] }
    }

    def cleanupSpec() {
        runs?.values()?.each { it.destroyForcibly() }
    }

    private Process start(String target) {
        def folder = scratch.path.resolve(target)
        new ProcessBuilder(
                "${System.getProperty('java.home')}/bin/java", '-Xmx512m', '-cp', System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path'),
                'com.code_intelligence.jazzer.Jazzer',
                "--target_class=dev.groovebox.sandbox.fuzz.$target", '--instrumentation_includes=dev.groovebox.**',
                '--custom_hook_includes=dev.groovebox.**',
                "--reproducer_path=$folder", '--disabled_hooks=.*',
                "-max_total_time=$SECONDS", '-max_len=8192', '-rss_limit_mb=1500', '-timeout=60',
                "-artifact_prefix=$folder/", folder.resolve('corpus').toString())
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(folder.resolve('log').toFile()).start()
    }

    /** What there is to vary: each form that the readers know. */
    private void seeds() {
        TARGETS.each { Files.createDirectories(scratch.path.resolve("$it/corpus")) }
        def script = '''
            mkdir t && cd t && echo x >file && ln file hard && ln -s file link && mkdir folder && mkfifo fifo
            truncate -s 100k sparse && echo end >>sparse && echo long >"$(head -c 150 /dev/zero | tr '\\0' n)"
            for format in v7 ustar pax gnu; do tar --format=$format -cf ../TarFuzz/corpus/$format . 2>/dev/null || true; done
            tar --format=pax -Scf ../TarFuzz/corpus/sparse-1.0 sparse
            tar --format=pax --sparse-version=0.1 -Scf ../TarFuzz/corpus/sparse-0.1 sparse
            tar --format=gnu -Scf ../TarFuzz/corpus/sparse-old sparse
            tar -czf ../TarFuzz/corpus/gzip file
        '''
        def process = new ProcessBuilder('sh', '-ec', script).directory(scratch.path.toFile()).redirectErrorStream(true).start()
        assert process.waitFor() == 0: process.inputStream.text
        def digest = "sha256:${'a' * 64}"
        def descriptor = """{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"$digest","size":2,"annotations":{"a":"b"}}"""
        [manifest: "\0{\"schemaVersion\":2,\"config\":$descriptor,\"layers\":[$descriptor]}",
         index: "\1{\"schemaVersion\":2,\"manifests\":[$descriptor]}",
         config: "\2{\"created\":\"2026-01-02T03:04:05.6Z\",\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Env\":[\"A=b\"],\"Cmd\":null," +
                 "\"Healthcheck\":{\"Test\":[\"NONE\"],\"Interval\":1}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"$digest\"]},\"history\":[{\"empty_layer\":true}]}",
         array: '\3[{"Config":"c","RepoTags":null,"Layers":["l"]}]'].each { name, text ->
            Files.writeString(scratch.path.resolve("JsonFuzz/corpus/$name"), text.toString())
        }
    }

    def "#target finds nothing that ends otherwise than it may"() {
        when:
        def ended = runs[target].waitFor(SECONDS + 240, TimeUnit.SECONDS)
        def log = Files.readAllLines(scratch.path.resolve("$target/log"))

        then:
        ended
        finding(log) == []
        log.any { it.contains('DONE') || it =~ /Done \d+ runs/ }

        where:
        target << TARGETS
    }

    private static List<String> finding(List<String> log) {
        def at = log.findIndexOf { it.contains('== Java Exception') || it.contains('ERROR: libFuzzer') }
        at < 0 ? [] : log.subList(at, Math.min(at + 12, log.size()))
    }
}
