package dev.groovebox.spec.build

import dev.groovebox.spec.build.RealDockerfiles.Example

/**
 * Projects that install what they need from Debian inside the build. Their base is Debian as debootstrap makes it, with the
 * settings that Debian's official images have, so that apt and dpkg do what they do there. Maven has its plugins of
 * Debian's packages too, by a mirror in its settings; those for tests are left out, since they bring 57 packages more.
 */
class DebianProjects {
    static final String BASE = '''\
        FROM debian-root
        RUN echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/docker-apt-speedup \\
            && echo 'Acquire::Languages "none";' > /etc/apt/apt.conf.d/docker-no-languages \\
            && echo 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; }; \\
                     APT::Update::Post-Invoke { "rm -f /var/cache/apt/*.bin || true"; }; \\
                     Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";' > /etc/apt/apt.conf.d/docker-clean \\
            && printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d \\
            && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
        CMD ["bash"]
        '''

    /** Files of which each build has its own content, with the reason. That they are there, their modes and their owners are compared. */
    static final Map<String, String> CONTENT_OF_ITS_OWN = [
            'var/log/dpkg.log': 'dpkg writes down when it did what',
            'var/log/alternatives.log': 'likewise update-alternatives',
            'var/log/apt/history.log': 'likewise apt',
            'var/log/apt/term.log': 'likewise apt',
            'var/cache/ldconfig/aux-cache': 'ldconfig keeps inode numbers and times of libraries in it',
            'etc/ssl/certs/java/cacerts': 'a key store of Java has the time at which it took in each certificate',
    ]

    private static final String POM = '''\
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.example</groupId>
          <artifactId>greeter</artifactId>
          <version>1.0</version>
          <properties>
            <maven.compiler.release>17</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
            <project.build.outputTimestamp>2024-01-01T00:00:00Z</project.build.outputTimestamp>
          </properties>
          <build>
            <finalName>greeter</finalName>
            <plugins>
              <plugin>
                <artifactId>maven-surefire-plugin</artifactId>
                <executions><execution><id>default-test</id><phase>none</phase></execution></executions>
              </plugin>
              <plugin>
                <artifactId>maven-jar-plugin</artifactId>
                <configuration><archive><manifest><mainClass>org.example.Greeter</mainClass></manifest></archive></configuration>
              </plugin>
            </plugins>
          </build>
        </project>
        '''.stripIndent()

    static final List<Example> ALL = [
            new Example(name: 'a site on Debian\'s nginx', network: 'host', files: ['site/index.html': '<p>hi of nginx\n', 'site/css/a.css': 'p{}',
                                                                                     'cache.conf': 'expires 1h;\n'], dockerfile: '''\
                FROM debian
                LABEL org.opencontainers.image.title="site"
                RUN apt-get update \\
                    && apt-get install -y --no-install-recommends nginx \\
                    && rm -rf /var/lib/apt/lists/* \\
                    && ln -sf /dev/stdout /var/log/nginx/access.log \\
                    && ln -sf /dev/stderr /var/log/nginx/error.log
                COPY cache.conf /etc/nginx/conf.d/
                COPY --chown=www-data:www-data site /var/www/html
                EXPOSE 80
                STOPSIGNAL SIGQUIT
                CMD ["nginx", "-g", "daemon off;"]
                ''', use: '''
                withContainer(container { image args[0]; network none; keep() }) { site ->
                    site.awaitPort 80
                    def page = site.exec('bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3').out
                    site.stop()
                    [page.readLines().last(), page.contains('max-age=3600'), site.log()*.text().any { it.contains('"GET / HTTP/1.0" 200') }, site.awaitExit()]
                }
                ''', answer: ['<p>hi of nginx', true, true, 0]),
            new Example(name: 'a Java program by Maven', network: 'host', buildKit: true,
                    files: ['pom.xml': POM, 'settings.xml': '<settings><mirrors><mirror><id>debian</id><mirrorOf>*</mirrorOf><url>file:///usr/share/maven-repo</url></mirror></mirrors></settings>\n',
                            'src/main/java/org/example/Greeter.java': 'package org.example;\n\npublic class Greeter {\n    public static void main(String[] args) {\n        System.out.println("hi of Java");\n    }\n}\n'],
                    dockerfile: '''\
                FROM debian AS java
                RUN apt-get update \\
                    && apt-get install -y --no-install-recommends openjdk-17-jre-headless \\
                    && rm -rf /var/lib/apt/lists/*

                FROM java AS build
                RUN apt-get update \\
                    && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven \\
                        libmaven-compiler-plugin-java libmaven-jar-plugin-java libmaven-resources-plugin-java junit5
                WORKDIR /src
                COPY pom.xml settings.xml ./
                RUN --mount=type=cache,target=/root/.m2 mvn -q -B -c -s settings.xml package
                COPY src src
                RUN --mount=type=cache,target=/root/.m2 mvn -q -B -o -s settings.xml package

                FROM java
                RUN useradd --system --uid 999 --no-create-home greeter
                COPY --from=build /src/target/greeter.jar /opt/greeter/
                USER greeter
                ENTRYPOINT ["java", "-XX:+UseSerialGC", "-jar", "/opt/greeter/greeter.jar"]
                ''', use: 'container { image args[0]; network none }.run().out.readLines()', answer: ['hi of Java']),
            new Example(name: 'a Python program', network: 'host', files: ['app/report.py': '''\
                import jinja2
                import pathlib

                here = pathlib.Path(__file__).parent
                page = jinja2.Template((here / "page.txt").read_text())
                print(page.render(name="Python", total=sum([1, 2, 3])))
                '''.stripIndent(), 'app/page.txt': 'hi of {{ name }}, {{ total }}', 'app/test.log': 'x', '.dockerignore': '*/*.log\n'], dockerfile: '''\
                FROM debian
                ARG DEBIAN_FRONTEND=noninteractive
                ENV PYTHONUNBUFFERED=1
                RUN apt-get update \\
                    && apt-get install -y --no-install-recommends python3 python3-jinja2 \\
                    && rm -rf /var/lib/apt/lists/*
                RUN groupadd --gid 1000 app && useradd --uid 1000 --gid app --create-home app
                WORKDIR /home/app
                COPY --chown=app:app app .
                USER app
                RUN python3 -m compileall -q .
                CMD ["python3", "report.py"]
                ''', use: 'container { image args[0]; network none; readOnly() }.run().out.readLines()', answer: ['hi of Python, 6']),
            new Example(name: 'a Node program', network: 'host', files: ['package.json': '{"name": "app", "version": "1.0.0", "main": "server.js", "dependencies": {"greet": "file:greet"}}\n',
                                                                         'greet/package.json': '{"name": "greet", "version": "1.0.0", "main": "index.js"}\n',
                                                                         'greet/index.js': 'module.exports = name => `hi of ${name}`;\n',
                                                                         'server.js': '''\
                const http = require('http');
                const greet = require('greet');

                const server = http.createServer((request, response) => response.end(greet('Node')));
                server.listen(process.env.PORT, () => http.get({port: process.env.PORT}, response => {
                    response.on('data', text => console.log(`${response.statusCode} ${text}`));
                    response.on('end', () => server.close());
                }));
                '''.stripIndent()], dockerfile: '''\
                ARG DEBIAN=debian
                FROM ${DEBIAN}
                RUN apt-get update \\
                    && apt-get install -y --no-install-recommends nodejs \\
                    && rm -rf /var/lib/apt/lists/*
                ENV NODE_ENV=production PORT=3000
                WORKDIR /usr/src/app
                COPY package*.json ./
                COPY greet greet
                RUN mkdir node_modules && ln -s ../greet node_modules/greet
                COPY server.js .
                USER nobody
                EXPOSE $PORT
                HEALTHCHECK --interval=10s CMD ["node", "-e", "require('http').get({port: process.env.PORT})"]
                CMD ["node", "server.js"]
                ''', use: 'container { image args[0]; network none }.run().out.readLines()', answer: ['200 hi of Node']),
    ]

    /** The tree without the contents that are each build's own. */
    static Map<String, String> comparable(Map<String, String> tree) {
        tree.collectEntries { path, what ->
            [path, path in CONTENT_OF_ITS_OWN.keySet() ? what.replaceFirst(' [0-9a-f]{12}$', '') : what]
        } as Map<String, String>
    }

    /** For the page of differences. */
    static Map<String, String> kept() {
        CONTENT_OF_ITS_OWN.collectEntries { path, why -> ["content of /$path" as String, "not compared: $why" as String] }
    }
}
