// usage: containers.groovy CONTAINERS    prints "NAME MILLISECONDS" lines of what it does in a running JVM
// Twenty starts, twenty removals and 200 programs beside a container's own; then so many containers at once, which it
// leaves running. What is done before, and not measured, lets the JVM compile what it uses.

int many = args[0] as int
def sleeper = container {
    image 'host/base'
    cmd 'sleep', '3600'
    network none
    keep()
}

def milliseconds = { Closure work ->
    long begun = System.nanoTime()
    work()
    (System.nanoTime() - begun) / 1e6
}
def median = { List times -> times.toSorted()[times.size().intdiv(2)] }
def list = { median((1..21).collect { milliseconds { containers() } }) }

def starts = [], removals = []
12.times {
    def started = []
    starts << milliseconds { 20.times { started << sleeper.start() } }
    removals << milliseconds { started.each { it.remove() } }
}
println "start ${median(starts.takeRight(5))}"
println "remove ${median(removals.takeRight(5))}"

def box = sleeper.start()
200.times { box.exec('true') }
println "exec ${median((1..200).collect { milliseconds { assert box.exec('true').exitCode == 0 } })}"
box.remove()

def times = []
def next = { count -> times += (1..count).collect { milliseconds { sleeper.start() } } }
next(10)
println "list_few ${list()}"
next(many - 10)
println "list_many ${list()}"
println "first ${median(times.take(10))}"
println "last ${median(times.takeRight(10))}"
