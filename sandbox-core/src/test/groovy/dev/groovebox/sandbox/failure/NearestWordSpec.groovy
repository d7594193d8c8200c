package dev.groovebox.sandbox.failure

import spock.lang.Specification

class NearestWordSpec extends Specification {
    def "'#word' was probably meant to be #nearest"() {
        expect:
        NearestWord.to(word, ['memory', 'memorySwap', 'cpus', 'NET_ADMIN', 'user']) == Optional.ofNullable(nearest)

        where:
        word        | nearest
        'memroy'    | 'memory'
        'memmory'   | 'memory'
        'memoryswp' | 'memorySwap'
        'cpu'       | 'cpus'
        'NETADMIN'  | 'NET_ADMIN'
        'net_admn'  | 'NET_ADMIN'
        'sure'      | null
        'sandwich'  | null
        ''          | null
    }

    def "the hint that ends a message is empty when no word is near"() {
        expect:
        NearestWord.hint('pid', ['pids', 'cmd']) == "; did you mean 'pids'?"
        NearestWord.hint('sandwich', ['pids', 'cmd']) == ''
    }
}
