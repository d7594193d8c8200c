package dev.groovebox.spec.archive

import dev.groovebox.registry.json.Json
import dev.groovebox.registry.json.JsonObject
import dev.groovebox.registry.json.JsonValue
import java.nio.file.Files
import java.nio.file.Path
import java.time.OffsetDateTime
import java.time.format.DateTimeParseException

/**
 * What the JSON schemas of the OCI image-spec (its folder schema/) demand of a layout's documents. A schema is a closure
 * that takes a value and where it stands, and answers what is wrong with it.
 */
class ImageSchemas {
    private static final MANIFEST_TYPES = [
            'application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json']

    private static Closure<List<String>> kind(String name, Closure<Boolean> test) {
        { JsonValue value, String at -> test(value) ? [] : ["$at is no $name: $value".toString()] }
    }

    private static Closure<List<String>> text(String name, Closure<Boolean> test) {
        kind(name) { it instanceof JsonValue.Text && test(it.value()) }
    }

    private static Closure<List<String>> number(String name, Closure<Boolean> test) {
        kind(name) { it instanceof JsonValue.Number && it.value().stripTrailingZeros().scale() <= 0 && test(it.value()) }
    }

    private static Closure<List<String>> list(Closure<List<String>> item, int least = 0) {
        { JsonValue value, String at ->
            if (!(value instanceof JsonValue.Array) || value.elements().size() < least) {
                return ["$at is no list of $least or more: $value".toString()]
            }
            value.elements().withIndex().collectMany { element, i -> item(element, "$at[$i]".toString()) }
        }
    }

    private static Closure<List<String>> map(Closure<List<String>> item) {
        { JsonValue value, String at ->
            value instanceof JsonObject
                    ? value.members().collectMany { name, member -> item(member, "$at.$name".toString()) }
                    : ["$at is no object: $value".toString()]
        }
    }

    private static Closure<List<String>> record(Map<String, Closure<List<String>>> required, Map<String, Closure<List<String>>> optional = [:]) {
        { JsonValue value, String at ->
            if (!(value instanceof JsonObject)) {
                return ["$at is no object: $value".toString()]
            }
            def missing = required.keySet().findAll { !value.has(it) }.collect { "$at has no $it".toString() }
            missing + (required + optional).findAll { value.has(it.key) }
                    .collectMany { name, schema -> schema(value.find(name).get(), "$at.$name".toString()) }
        }
    }

    private static Closure<List<String>> orNull(Closure<List<String>> schema) {
        { JsonValue value, String at -> value instanceof JsonValue.Null ? [] : schema(value, at) }
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text) != null
        } catch (DateTimeParseException e) {
            false
        }
    }

    private static final TEXT = text('text') { true }
    private static final BOOL = kind('boolean') { it instanceof JsonValue.Bool }
    private static final TIME = text('time') { isTime(it) }
    private static final TEXTS = list(TEXT)
    private static final TEXT_MAP = map(TEXT)
    private static final OBJECT_MAP = map(record([:]))
    private static final MEDIA_TYPE = text('media type') {
        it ==~ /[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/
    }
    private static final DIGEST = text('digest') { it ==~ /[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+/ }
    private static final SIZE = number('size') { it >= 0 && it <= Long.MAX_VALUE }
    private static final TWO = number('2') { it == 2 }
    private static final DESCRIPTION = [mediaType: MEDIA_TYPE, size: SIZE, digest: DIGEST]
    private static final DESCRIPTION_MORE = [urls: TEXTS, annotations: TEXT_MAP, data: TEXT, artifactType: MEDIA_TYPE]
    private static final DESCRIPTOR = record(DESCRIPTION, DESCRIPTION_MORE)
    private static final PLATFORM = record(
            [architecture: TEXT, os: TEXT], ['os.version': TEXT, 'os.features': TEXTS, variant: TEXT])

    static final LAYOUT = record([imageLayoutVersion: text('layout version') { it == '1.0.0' }])

    static final INDEX = record(
            [schemaVersion: TWO, manifests: list(record(DESCRIPTION, [*: DESCRIPTION_MORE, platform: PLATFORM]))],
            [mediaType: MEDIA_TYPE, artifactType: MEDIA_TYPE, subject: DESCRIPTOR, annotations: TEXT_MAP])

    static final MANIFEST = record(
            [schemaVersion: TWO, config: DESCRIPTOR, layers: list(DESCRIPTOR, 1)],
            [mediaType: MEDIA_TYPE, artifactType: MEDIA_TYPE, subject: DESCRIPTOR, annotations: TEXT_MAP])

    static final CONFIG = record(
            [architecture: TEXT, os: TEXT, rootfs: record([diff_ids: TEXTS, type: text('"layers"') { it == 'layers' }])],
            [created: TIME, author: TEXT, variant: TEXT, 'os.version': TEXT, 'os.features': TEXTS,
             config: record([:], [
                     User: TEXT, ExposedPorts: OBJECT_MAP, Env: TEXTS, Entrypoint: orNull(TEXTS), Cmd: orNull(TEXTS),
                     Volumes: orNull(OBJECT_MAP), WorkingDir: TEXT, Labels: orNull(TEXT_MAP), StopSignal: TEXT, ArgsEscaped: BOOL]),
             history: list(record([:], [created: TIME, author: TEXT, created_by: TEXT, comment: TEXT, empty_layer: BOOL]))])

    /** What is wrong with each of the documents of a layout. */
    static Map<String, List<String>> faults(Path layout) {
        def found = ['oci-layout': LAYOUT.call(read(layout.resolve('oci-layout')), 'oci-layout')]
        def index = read(layout.resolve('index.json'))
        found['index.json'] = INDEX.call(index, 'index.json')
        index.objects('manifests').each { follow(layout, it, found) }
        found
    }

    private static void follow(Path layout, JsonObject descriptor, Map<String, List<String>> found) {
        def digest = descriptor.requireText('digest')
        def file = layout.resolve("blobs/${digest.replace(':', '/')}")
        if (found.containsKey(digest) || !Files.exists(file)) {
            return // an index's other platforms need not be here
        }
        def document = read(file)
        if (descriptor.requireText('mediaType') in MANIFEST_TYPES) {
            found[digest] = MANIFEST.call(document, 'manifest')
            def config = document.requireObject('config').requireText('digest')
            found[config] = CONFIG.call(read(layout.resolve("blobs/${config.replace(':', '/')}")), 'config')
        } else {
            found[digest] = INDEX.call(document, 'index')
            document.objects('manifests').each { follow(layout, it, found) }
        }
    }

    static JsonObject read(Path file) {
        Json.readObjectOfAnySize(Files.readAllBytes(file))
    }
}
