// Prints the median, in milliseconds, of 7 builds of twenty RUN echo that take nothing from the cache, in a running JVM.
// The builds before them let the JVM compile what they use.

def build = { name ->
    image(name) {
        from 'host/base'
        noCache()
        20.times { step -> run "echo step $step", network: none }
    }
}

def milliseconds = {
    long begun = System.nanoTime()
    build('bench/steps')
    (System.nanoTime() - begun) / 1e6
}

8.times { milliseconds() }
println((1..7).collect { milliseconds() }.sort()[3])
