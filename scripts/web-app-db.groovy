#!/usr/bin/env groovebox
// A web server, an application and a database, each in a container of Debian: the web server alone is reached from
// outside, the application alone reaches the database, which has no way out. Visits are asked for through the published
// port; then all is taken down, but the image.
//
//     groovebox scripts/base-debian.groovy               # debian:bookworm, on which it builds
//     groovebox scripts/web-app-db.groovy [PORT]         # on a free port unless one is named

// Packages come from the mirror that the base image knows, by this machine's network, names and proxies.
image('web-app-db', network: 'host') {
    from 'debian:bookworm'
    ['http_proxy', 'https_proxy', 'no_proxy'].findAll { System.getenv(it) }.each { arg((it): System.getenv(it)) }
    env DEBIAN_FRONTEND: 'noninteractive'
    copy files: ['policy-rc.d': '#!/bin/sh\nexit 101\n'], to: '/usr/sbin/', mode: 0755       // packages start nothing
    run 'apt-get update -qq && apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-unsafe-io ' +
            'nginx-light postgresql python3-psycopg2 && apt-get clean && rm -rf /var/lib/apt/lists/*'
    run 'echo "host all all samenet scram-sha-256" >> /etc/postgresql/15/main/pg_hba.conf'
    copy files: ['app.py': '''
        |import http.server, psycopg2
        |
        |class Visits(http.server.BaseHTTPRequestHandler):
        |    def do_GET(self):
        |        with psycopg2.connect('') as db, db.cursor() as cursor:     # PGHOST and its kin say where
        |            cursor.execute('INSERT INTO visits DEFAULT VALUES RETURNING number')
        |            body = f'visit {cursor.fetchone()[0]}\\n'.encode()
        |        self.send_response(200)
        |        self.send_header('Content-Length', str(len(body)))
        |        self.end_headers()
        |        self.wfile.write(body)
        |
        |http.server.ThreadingHTTPServer(('', 8000), Visits).serve_forever()
        |'''.stripMargin().trim()], to: '/srv/'
    copy files: [default: '''
        |server {
        |    listen 80;
        |    listen [::]:80;
        |    location / { proxy_pass http://app:8000; }
        |}
        |'''.stripMargin().trim()], to: '/etc/nginx/sites-available/'
}

def front = network('visits-front')
def back = network('visits-back') { internal() }
def data = volume('visits-data')
def password = UUID.randomUUID().toString()

def db = container('visits-db') {
    image 'web-app-db'
    network back, alias: 'db'
    volume data, at: '/var/lib/postgresql'
    cmd 'pg_ctlcluster', '--foreground', '15', 'main', 'start', '-o', '-c listen_addresses=*'
    healthcheck 'pg_isready --quiet', every: 500.ms, retries: 60
    stopSignal 'SIGINT'
}
def app = container('visits-app') {
    image 'web-app-db'
    network back
    network front, alias: 'app'
    env PGHOST: 'db', PGUSER: 'visits', PGDATABASE: 'visits', PGPASSWORD: password
    cmd 'python3', '/srv/app.py'
    user 'nobody'
}
def web = container('visits-web') {
    image 'web-app-db'
    network front
    publish args ? "${args[0]}:80" : '80'
    cmd 'nginx', '-g', 'daemon off;'
}

try {
    withContainer(db) { database ->
        database.awaitHealthy 60.s
        def tables = database.exec(user: 'postgres', stdin: """
            CREATE ROLE visits LOGIN PASSWORD '$password';
            CREATE DATABASE visits OWNER visits;
            \\connect visits
            CREATE TABLE visits (number serial PRIMARY KEY);
            GRANT ALL ON ALL TABLES IN SCHEMA public TO visits;
            GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO visits;
            """, 'psql', '--quiet', '-v', 'ON_ERROR_STOP=1')
        assert tables.succeeded(): tables.err

        withContainer(app) { application ->
            application.awaitPort 8000
            withContainer(web) { server ->
                server.awaitPort 80
                3.times { print new URL("http://127.0.0.1:${server.port(80)}/").text }
                println "the web server ${server.exec('getent', 'hosts', 'db').succeeded() ? 'knows' : 'does not know'} the database"
            }
        }
    }
} finally {
    [front, back, data]*.remove()
}
