package dev.groovebox.sandbox.linux.cgroup

import dev.groovebox.sandbox.spec.Limits
import spock.lang.Specification

class V2LimitsSpec extends Specification {
    static List<String> written(Map values, boolean swap = true) {
        new V2Limits(LimitsFixture.limits(values), swap).settings().collect {
            it.targets().collect { "${it.file()}=${it.value()}" }.join(' or ')
        }
    }

    def "no limit writes nothing"() {
        expect:
        new V2Limits(Limits.NONE, true).settings().empty
    }

    def "#limits writes #files"() {
        expect:
        written(limits) == files

        where:
        limits                                 || files
        [memory: 64]                           || ['memory.max=64', 'memory.swap.max=64']
        [memory: 64, memorySwap: 64]           || ['memory.max=64', 'memory.swap.max=0']
        [memory: 64, memorySwap: 100]          || ['memory.max=64', 'memory.swap.max=36']
        [memory: 64, memorySwap: -1]           || ['memory.max=64', 'memory.swap.max=max']
        [memoryReservation: 32]                || ['memory.low=32']
        [pids: 32]                             || ['pids.max=32']
        [pids: -1]                             || ['pids.max=max']
        [cpus: 1.5]                            || ['cpu.max=150000 100000']
        [cpuShares: 1024]                      || ['cpu.weight=100']
        [cpusetCpus: '0-1,3', cpusetMems: '0'] || ['cpuset.cpus=0-1,3', 'cpuset.mems=0']
        [blkioWeight: 500]                     || ['io.bfq.weight=500 or io.weight=4950']
    }

    def "where swap is not counted, its default is left out and a limit that was asked for stays"() {
        expect:
        written(limits, false) == files

        where:
        limits                        || files
        [memory: 64]                  || ['memory.max=64']
        [memory: 64, memorySwap: -1]  || ['memory.max=64']
        [memory: 64, memorySwap: 100] || ['memory.max=64', 'memory.swap.max=36']
    }

    def "#shares shares are a weight of #weight"() {
        expect:
        V2Limits.cpuWeight(shares) == weight

        where:
        shares || weight
        2      || 1
        3      || 2
        512    || 59
        1024   || 100
        2048   || 174
        131072 || 5478
        262143 || 10000
        262144 || 10000
    }

    def "a weight of block I/O of #blkio is #io"() {
        expect:
        V2Limits.ioWeight(blkio) == io

        where:
        blkio || io
        10    || 1
        500   || 4950
        1000  || 10000
    }
}
