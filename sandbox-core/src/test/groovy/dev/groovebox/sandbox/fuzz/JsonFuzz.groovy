package dev.groovebox.sandbox.fuzz

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.oci.ImageConfig
import dev.groovebox.registry.oci.Index
import dev.groovebox.registry.oci.Manifest
import com.code_intelligence.jazzer.api.FuzzedDataProvider
import groovy.transform.CompileStatic

/** Whatever a manifest, index or configuration holds, reading it gives a value or an IllegalArgumentException. */
@CompileStatic
class JsonFuzz {
    /** The runtime of Groovy is loaded here, where no timeout runs: on a busy machine that takes seconds. */
    static void fuzzerInitialize() {
        GroovySystem.metaClassRegistry
    }

    /** Not of bytes: the compiler of Groovy takes an array at the end for a variable number of arguments. */
    static void fuzzerTestOneInput(FuzzedDataProvider data) {
        byte[] input = data.consumeRemainingAsBytes()
        if (input.length == 0) {
            return
        }
        byte[] document = Arrays.copyOfRange(input, 1, input.length)
        try {
            switch (input[0] & 3) {
                case 0: Manifest.parse(document).write(); break
                case 1: Index.parse(document).write(); break
                case 2: ImageConfig.parse(document).write(); break
                default: Json.readArray(document)
            }
        } catch (IllegalArgumentException expected) {
            assert expected.message != null
        }
    }
}
