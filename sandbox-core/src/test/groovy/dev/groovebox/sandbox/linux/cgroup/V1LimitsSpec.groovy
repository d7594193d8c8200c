package dev.groovebox.sandbox.linux.cgroup

import dev.groovebox.sandbox.spec.Limits
import spock.lang.Specification

class V1LimitsSpec extends Specification {
    static final long FRESH = Long.MAX_VALUE

    static List<String> written(Map values, boolean swap = true, long current = FRESH) {
        new V1Limits(LimitsFixture.limits(values), swap, current).settings().collect {
            it.targets().collect { "${it.file()}=${it.value()}" }.join(' or ')
        }
    }

    def "no limit writes nothing"() {
        expect:
        new V1Limits(Limits.NONE, true, FRESH).settings().empty
    }

    def "#limits writes #files"() {
        expect:
        written(limits) == files

        where:
        limits                                  || files
        [memory: 64]                            || ['memory.limit_in_bytes=64', 'memory.memsw.limit_in_bytes=128']
        [memory: 64, memorySwap: 64]            || ['memory.limit_in_bytes=64', 'memory.memsw.limit_in_bytes=64']
        [memory: 64, memorySwap: -1]            || ['memory.memsw.limit_in_bytes=-1', 'memory.limit_in_bytes=64']
        [memoryReservation: 32]                 || ['memory.soft_limit_in_bytes=32']
        [pids: 32]                              || ['pids.max=32']
        [cpus: 1.5]                             || ['cpu.cfs_period_us=100000', 'cpu.cfs_quota_us=150000']
        [cpus: 0.01]                            || ['cpu.cfs_period_us=100000', 'cpu.cfs_quota_us=1000']
        [cpuShares: 512]                        || ['cpu.shares=512']
        [cpusetCpus: '0-1,3', cpusetMems: '0']  || ['cpuset.cpus=0-1,3', 'cpuset.mems=0']
        [blkioWeight: 300]                      || ['blkio.weight=300 or blkio.bfq.weight=300']
    }

    def "memory never exceeds memory plus swap between the two writes, from #current to #to"() {
        expect:
        written([memory: to, memorySwap: to], true, current)*.tokenize('.')*.get(1) == order

        where:
        current | to  || order
        100     | 50  || ['limit_in_bytes=50', 'memsw']
        100     | 200 || ['memsw', 'limit_in_bytes=200']
        100     | 100 || ['memsw', 'limit_in_bytes=100']
    }

    def "where swap is not counted, its default and 'unlimited' are left out and a limit that was asked for stays"() {
        expect:
        written(limits, false) == files

        where:
        limits                        || files
        [memory: 64]                  || ['memory.limit_in_bytes=64']
        [memory: 64, memorySwap: -1]  || ['memory.limit_in_bytes=64']
        [memory: 64, memorySwap: 100] || ['memory.limit_in_bytes=64', 'memory.memsw.limit_in_bytes=100']
    }
}
