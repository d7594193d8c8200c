#!/usr/bin/env groovebox
// Runs a command that isn't trusted over a folder that it may read and not change: no network, a bounded part of the
// machine, a time limit. Ends with the command's own exit code.
//
//     groovebox scripts/sandboxed-tests.groovy FOLDER COMMAND [ARGUMENT...]
if (args.length < 2) {
    System.err.println 'usage: sandboxed-tests.groovy FOLDER COMMAND [ARGUMENT...]'
    exit 2
}
def folder = new File(args[0]).canonicalPath
def command = args.drop(1).toList()

def tests = container {
    image 'host/base'
    mount folder, at: '/work', readOnly: true
    tmpfs '/tmp', size: 64.mb
    workdir '/work'
    cmd command
    user 65534
    readOnly()
    capabilities drop: 'ALL'
    memory 256.mb
    memorySwap 256.mb
    cpus 1
    pids 64
    ulimit nofile: 256, core: 0
    timeout 2.minutes
    network none
    init()
}

RunResult result = tests.run { stream, line ->
    (stream.name() == 'STDERR' ? System.err : System.out).println line
}

def verdict = result.timedOut ? 'took longer than 2 minutes'
        : result.oom ? 'needed more than 256 MB'
        : result.succeeded() ? 'passed' : "failed with ${result.exitCode}"
System.err.println "$verdict after ${result.duration.toMillis()} ms"
exit result.exitCode
