image('hello') {
    from host('bash', 'coreutils')
    run 'echo "built inside a sandbox" > /etc/motd'
    env GREETING: 'hello'
    cmd 'sh', '-c', 'cat /etc/motd; echo "$GREETING from $(uname -n), pid $$"; id'
}

def result = container {
    image 'hello'
    hostname 'box'
    memory 64.mb
    pids 32
    network none
}.run()

println result.out
assert result.exitCode == 0
