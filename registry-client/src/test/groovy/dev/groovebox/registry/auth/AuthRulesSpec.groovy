package dev.groovebox.registry.auth

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** Challenges, realms, and files of credentials. */
class AuthRulesSpec extends Specification {
    /** Milliseconds for a helper that answers: three processes, on a machine that may be busy. */
    static final int PATIENCE = 15_000

    @TempDir
    Path folder

    def "a challenge is read: #field"() {
        expect:
        Challenge.parse([field]).collect { [it.scheme(), it.parameters()] } == challenges

        where:
        field                                            | challenges
        'Bearer realm="https://a/t",service="s",scope="x:y:pull,push"' | [['Bearer', [realm: 'https://a/t', service: 's', scope: 'x:y:pull,push']]]
        'Basic realm="a \\"quoted\\" one"'               | [['Basic', [realm: 'a "quoted" one']]]
        'Basic realm=x, Bearer realm="y" , service = z'  | [['Basic', [realm: 'x']], ['Bearer', [realm: 'y', service: 'z']]]
        'Negotiate'                                      | [['Negotiate', [:]]]
        'Bearer realm="unclosed'                         | [['Bearer', [realm: 'unclosed']]]
        ''                                               | []
        '="x"'                                           | []
    }

    def "a token server at #realm may know a password of #registry: #may"() {
        expect:
        new RealmRule(['named.org'] as Set).mayKnowPassword(URI.create("https://$registry/v2/"), URI.create("https://$realm/token")) == may

        where:
        registry              | realm                | may
        'registry.example.com' | 'registry.example.com:5001' | true
        'registry.example.com' | 'auth.example.com'  | true
        'registry-1.docker.io' | 'auth.docker.io'    | true
        'registry.gitlab.com' | 'gitlab.com'         | true
        'example.com'         | 'auth.example.com'   | true
        'example.com'         | 'evil.com'           | false
        'registry.example.com' | 'evilexample.com'   | false
        'registry.co.uk'      | 'evil.co.uk'         | false
        '10.0.0.1'            | '10.0.0.2'           | false
        '10.0.0.1:5000'       | '10.0.0.1:5001'      | true
        'registry.example.com' | 'named.org'         | true
    }

    def "https does not become http for a token"() {
        when:
        new RealmRule([] as Set).address(URI.create('https://r/v2/'), 'http://r/token')

        then:
        thrown(dev.groovebox.registry.transport.RefusedException)
    }

    def "docker's own file is read: #entry"() {
        given:
        def file = folder.resolve('config.json')
        Files.writeString(file, """{"auths": {"$key": $entry}, "HttpHeaders": {"x": "y"}}""")

        expect:
        new ConfigFile(file, new CredentialHelpers()).find(registry).get() == credentials

        where:
        key                           | registry    | entry                                                  | credentials
        'https://index.docker.io/v1/' | 'docker.io' | "{\"auth\": \"${'ops:a:b'.bytes.encodeBase64()}\"}"    | new Credentials.Password('ops', 'a:b')
        'h:5000'                      | 'h:5000'    | '{"username": "u", "password": "p"}'                   | new Credentials.Password('u', 'p')
        'https://h/v2/'               | 'h'         | "{\"auth\": \"${'u:'.bytes.encodeBase64()}\", \"identitytoken\": \"t\"}" | new Credentials.IdentityToken('u', 't')
        'h'                           | 'h'         | '{"registrytoken": "t"}'                               | new Credentials.RegistryToken('t')
    }

    def "what is kept is for its owner alone, leaves the rest of the file, and is erased again"() {
        given:
        def file = folder.resolve('new/auth.json')
        def config = new ConfigFile(file, new CredentialHelpers())

        when:
        config.store('docker.io', new Credentials.Password('u', 'p'))
        config.store('h:5', new Credentials.IdentityToken('u', 't'))

        then:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'
        Files.readString(file).contains('https://index.docker.io/v1/')
        config.find('docker.io').get() == new Credentials.Password('u', 'p')
        config.find('h:5').get() == new Credentials.IdentityToken('u', 't')
        file.parent.toFile().list() == ['auth.json'] as String[]

        and:
        config.erase('h:5')
        config.find('h:5').empty
        config.find('docker.io').present
        !config.erase('h:5')
    }

    def "a file that is no JSON is named, and its content is not"() {
        given:
        def file = folder.resolve('config.json')
        Files.writeString(file, content)

        when:
        new ConfigFile(file, new CredentialHelpers()).find('h')

        then: 'not even by its cause, which --debug shows'
        def e = thrown(IOException)
        e.message.startsWith("cannot read '$file'")
        !e.message.contains('hunter2')
        e.cause == null

        where:
        content << ['hunter2', '{"auths": {"h": "hunter2"}}', '{"auths": {"h": {"auth": "hunter2!"}}}']
    }

    def "a helper's name that is a path is refused, and one that is not there is named"() {
        given:
        def file = folder.resolve('config.json')
        Files.writeString(file, """{"credsStore": "$helper"}""")

        when:
        new ConfigFile(file, new CredentialHelpers()).find('h')

        then:
        def e = thrown(IOException)
        e.message.contains(message)

        where:
        helper              | message
        '../../bin/sh'      | 'no name of a credential helper'
        'none-of-that-name' | 'cannot start docker-credential-none-of-that-name'
    }

    def "a helper keeps, tells and forgets: #credentials"() {
        given: 'one that keeps what it is told in a file'
        helper '#!/bin/sh\ncd "$(dirname "$0")"\ncase $1 in store) cat >kept ;; get) cat >asked; if [ -e kept ]; then cat kept; else echo "credentials not found in native keychain"; exit 1; fi ;; erase) rm kept ;; esac\n'
        def config = withHelper()

        expect:
        config.find('h:5').empty

        when:
        config.store('h:5', credentials)

        then: 'it is asked by the name of the registry, and nothing is in the file itself'
        config.find('h:5').get() == found
        Files.readString(folder.resolve('asked')) == 'h:5'
        !Files.readString(config.file()).contains('hunter2')
        config.erase('h:5')
        config.find('h:5').empty

        where:
        credentials                                  | found
        new Credentials.Password('ops', 'hunter2')   | new Credentials.Password('ops', 'hunter2')
        new Credentials.IdentityToken('', 'hunter2') | new Credentials.IdentityToken('', 'hunter2')
    }

    @Timeout(20)
    def "a helper that #what is named, is not waited for, and its words are not shown"() {
        given:
        helper "#!/bin/sh\n$script\n"

        when:
        withHelper(most).find('h')

        then:
        def e = thrown(IOException)
        e.message == "docker-credential-spec $message"

        where:
        what                          | script                          | most     | message
        'hangs'                       | 'exec sleep 1000'               | 500      | 'get did not end within 500 ms'
        'leaves a child with the pipe' | 'sleep 1000 & wait'            | 500      | 'get did not end within 500 ms'
        'fails'                       | 'echo hunter2; exit 3'          | PATIENCE | 'get failed'
        'speaks of something else'    | 'echo hunter2'                  | PATIENCE | 'answered something else than credentials'
    }

    private void helper(String script) {
        def program = Files.writeString(folder.resolve('docker-credential-spec'), script)
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString('rwxr-xr-x'))
    }

    private ConfigFile withHelper(int mostMillis = PATIENCE) {
        def file = Files.writeString(folder.resolve('config.json'), '{"credHelpers": {"h": "spec", "h:5": "spec"}}')
        new ConfigFile(file, new CredentialHelpers([folder], Duration.ofMillis(mostMillis)))
    }

    def "files of the environment are taken, from the working folder on when they are relative: #environment"() {
        given:
        def files = ConfigFiles.of(environment, Path.of('/home/u'))

        expect:
        files.own().file() == Path.of(own).toAbsolutePath()
        files.others*.file() == [Path.of(docker).toAbsolutePath()]

        where:
        environment                            | own                                     | docker
        [:]                                    | '/home/u/.config/groovebox/auth.json'   | '/home/u/.docker/config.json'
        [GROOVEBOX_AUTH_FILE: 'my/auth.json']  | 'my/auth.json'                          | '/home/u/.docker/config.json'
        [DOCKER_CONFIG: 'conf']                | '/home/u/.config/groovebox/auth.json'   | 'conf/config.json'
        [XDG_CONFIG_HOME: '/x']                | '/x/groovebox/auth.json'                | '/home/u/.docker/config.json'
        [XDG_CONFIG_HOME: 'x']                 | '/home/u/.config/groovebox/auth.json'   | '/home/u/.docker/config.json'
    }

    def "credentials show no secret: #credentials"() {
        expect:
        !credentials.toString().contains('secret')

        where:
        credentials << [new Credentials.Password('u', 'secret'), new Credentials.IdentityToken('u', 'secret'), new Credentials.RegistryToken('secret')]
    }
}
