#!/usr/bin/env groovebox
// A registry of your own, from end to end: its image is made of this machine's package docker-registry, it runs in a
// container, an image is pushed into it, deleted here, pulled back and run.
//
//   groovebox scripts/private-registry.groovy [PORT]

def port = args ? args[0] : '5005'
def address = "127.0.0.1:$port"

image('private-registry') {
    from host('docker-registry', 'bash', 'coreutils')
    run """cat > /etc/registry.yml <<'END'
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: /var/lib/registry}
  delete: {enabled: true}
http: {addr: '$address', secret: 'only for uploads that several registries share'}
END"""
    entrypoint(['/usr/bin/docker-registry'])
    cmd 'serve', '/etc/registry.yml'
}

image('greeting') {
    from 'host/base'
    run 'echo "hello from a private registry" > /greeting'
    cmd 'cat', '/greeting'
}

def registryBox = container('private-registry') {
    image 'private-registry'
    network host
    tmpfs '/var/lib/registry'
}

withContainer(registryBox) { box ->
    box.awaitPort(port as int)

    def pushed = push 'greeting', to: "$address/greeting:1"
    println "pushed ${pushed.name()} ${pushed.digest()}"
    println "tags: ${registry(address).tags('greeting')}"

    images().findAll { 'greeting:latest' in it.names }*.remove()
    def pulled = pull("$address/greeting:1")[0]
    assert pulled.digest() == pushed.digest()
    print container { image "$address/greeting:1" }.run().out
}
