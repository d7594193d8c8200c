package dev.groovebox.spec.registry

import java.nio.file.Files
import java.nio.file.Path

/** A certificate authority of a spec's own, in a folder: ca.crt, server.crt and .key for an address, client.cert and .key. */
class TestAuthority {
    final Path folder

    TestAuthority(Path folder, String address) {
        this.folder = Files.createDirectories(folder)
        openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.crt')
        Files.writeString(folder.resolve('names'), "subjectAltName=IP:$address")
        sign('server', 'crt', 'names')
        sign('client', 'cert', null)
    }

    private void sign(String name, String suffix, String extensions) {
        openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', "/CN=$name", '-keyout', "${name}.key", '-out', "${name}.csr")
        openssl('x509', '-req', '-in', "${name}.csr", '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-out', "${name}.$suffix",
                *(extensions ? ['-extfile', extensions] : []))
    }

    private void openssl(Object... arguments) {
        def process = new ProcessBuilder(['openssl', *arguments]*.toString()).directory(folder.toFile()).redirectErrorStream(true).start()
        def said = process.text
        assert process.waitFor() == 0: said
    }
}
