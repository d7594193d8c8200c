package dev.groovebox.spec.build

/** Compares what two images say of themselves, field by field. */
class BuiltConfig {
    /**
     * @param ours an image's configuration
     * @param theirs what docker's inspect says of an image
     */
    static List<String> differences(ours, theirs) {
        def our = ours.requireObject('config')
        def their = theirs.requireObject('Config')
        List<String> found = []
        ['User', 'WorkingDir', 'StopSignal'].each { found += difference(it, our.text(it).orElse(''), their.text(it).orElse('')) }
        ['Env', 'Entrypoint', 'Cmd', 'Shell', 'OnBuild'].each { found += difference(it, our.texts(it), their.texts(it)) }
        ['ExposedPorts', 'Volumes'].each { found += difference(it, names(our, it), names(their, it)) }
        found += difference('Labels', our.textMap('Labels'), their.textMap('Labels'))
        found += difference('Healthcheck', our.object('Healthcheck').map { it.members() }, their.object('Healthcheck').map { it.members() })
        found += difference('Author', ours.text('author').orElse(''), theirs.text('Author').orElse(''))
        found
    }

    private static Set<String> names(json, String field) {
        json.object(field).map { it.members().keySet() as Set }.orElse([] as Set)
    }

    private static List<String> difference(String field, ours, theirs) {
        ours == theirs ? [] : ["$field: ours $ours, docker's $theirs" as String]
    }
}
