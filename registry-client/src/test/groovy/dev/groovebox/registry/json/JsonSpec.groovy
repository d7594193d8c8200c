package dev.groovebox.registry.json

import java.nio.charset.StandardCharsets
import spock.lang.Specification

class JsonSpec extends Specification {
    private static JsonObject read(String text) {
        Json.readObject(text.getBytes('UTF-8'))
    }

    def "what is read is what was written, in its order"() {
        given:
        def text = '{"z":1,"a":[true,null,-2.5,"\\u00e9\\n",{}],"o":{"b":"c"}}'

        expect:
        Json.text(read(text), false) == '{"z":1,"a":[true,null,-2.5,"é\\n",{}],"o":{"b":"c"}}'
    }

    def "the accessors take the types they are for, and null for absent"() {
        given:
        def json = read('{"s":"x","n":5,"l":["a","b"],"m":{"k":"v"},"none":null}')

        expect:
        json.requireText('s') == 'x'
        json.requireInteger('n') == 5
        json.texts('l') == ['a', 'b']
        json.textMap('m') == [k: 'v']
        json.text('none').empty
        json.texts('none') == []
        json.texts('missing') == []
        !json.has('none')

        when:
        use(json)

        then:
        thrown(JsonException)

        where:
        use << [{ it.text('n') }, { it.integer('s') }, { it.texts('s') }, { it.textMap('l') }, { it.object('s') },
                { it.requireText('missing') }, { it.requireObject('none') }]
    }

    def "hostile JSON is refused: #threat"() {
        when:
        Json.readObject(bytes)

        then:
        thrown(JsonException)

        where:
        threat                      | bytes
        'nothing'                   | new byte[0]
        'no object'                 | '[1]'.bytes
        'something behind it'       | '{} {}'.bytes
        'a name twice'              | '{"a":1,"a":2}'.bytes
        'cut short'                 | '{"a":'.bytes
        'nested too deep'           | ('{"a":' + '[' * 100_000).bytes
        'too large'                 | ('{"a":"' + 'x' * Json.MOST_BYTES + '"}').bytes
        'a number too long'         | ('{"a":' + '9' * 1000 + '}').bytes
        'UTF-16'                    | '{"a":1}'.getBytes(StandardCharsets.UTF_16LE)
        'no UTF-8'                  | [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d] as byte[]
        'a comment'                 | '{/* */}'.bytes
    }

    def "a number whose digits would fill the memory is no whole number"() {
        when:
        read('{"a":1e999999999}').integer('a')

        then:
        thrown(JsonException)
    }
}
