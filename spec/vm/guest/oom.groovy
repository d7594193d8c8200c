def bomb = container {
    image 'host/base'
    cmd 'tail', '/dev/zero'
    memory 32.mb
    network none
}.run()
assert bomb.oom
assert bomb.exitCode == 137

def killed = container {
    image 'host/base'
    cmd 'sh', '-c', 'kill -KILL $$'
    memory 32.mb
    network none
    init true
}.run()
assert !killed.oom
assert killed.exitCode == 137
