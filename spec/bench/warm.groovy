// Prints the median, in milliseconds, of 200 runs of `true` in containers that are made and deleted each time.
// The 200 runs before them let the JVM compile what they use. Without a network, unless one is named.

def program = container {
    image 'host/base'
    cmd(['true'])
    args ? network(args[0]) : network(none)
}

def milliseconds = {
    long begun = System.nanoTime()
    assert program.run().exitCode == 0
    (System.nanoTime() - begun) / 1e6
}

200.times { milliseconds() }
def times = (1..200).collect { milliseconds() }.sort()
println((times[99] + times[100]) / 2)
