package dev.groovebox.sandbox.fuzz

import dev.groovebox.sandbox.image.layer.Compression
import dev.groovebox.sandbox.image.tar.TarEntry
import dev.groovebox.sandbox.image.tar.TarReader
import com.code_intelligence.jazzer.api.FuzzedDataProvider
import groovy.transform.CompileStatic

/** Whatever an archive holds, reading it ends, and as nothing else than its entries or an IOException. */
@CompileStatic
class TarFuzz {
    private static final int MOST = 1 << 20

    /** The runtime of Groovy is loaded here, where no timeout runs: on a busy machine that takes seconds. */
    static void fuzzerInitialize() {
        GroovySystem.metaClassRegistry
    }

    /** Not of bytes: the compiler of Groovy takes an array at the end for a variable number of arguments. */
    static void fuzzerTestOneInput(FuzzedDataProvider data) {
        byte[] input = data.consumeRemainingAsBytes()
        try {
            def tar = new TarReader(Compression.detect(new ByteArrayInputStream(input)).plain())
            byte[] buffer = new byte[4096]
            int entries = 0
            for (Optional<TarEntry> next = tar.next(); next.present && entries < 1000; next = tar.next()) {
                entries++
                long read = 0
                for (int count = tar.read(buffer); count > 0 && read < MOST; count = tar.read(buffer)) {
                    read += count
                }
                if (next.get().size() < read) {
                    throw new IllegalStateException('more content than the entry has')
                }
            }
        } catch (IOException expected) {
            assert expected.message != null
        }
    }
}
