package dev.groovebox.spec.build

/**
 * Dockerfiles as projects have them, on a base of busybox, each with the files of its context. Those that use what docker's
 * classic builder has not are built by us alone, and judged by what must be in the image.
 */
class RealDockerfiles {
    static class Example {
        String name
        String dockerfile
        Map<String, String> files = [:]
        Map<String, String> arguments = [:]
        String target
        /** Of its steps. */
        String network = 'none'
        /** Whether docker's other builder is asked, since the classic one lacks what is used. */
        boolean buildKit
        /** Paths with what {@link BuiltTree} says of them; docker is not asked where some are given and its classic builder would have to. */
        Map<String, String> expected = [:]
        /** Folders that docker 20.10 leaves in the image and nobody asked for. */
        Set<String> leftByDocker = []
        /** A script that runs the image of its first argument, and what it answers. */
        String use
        List<Object> answer

        boolean isForDocker() {
            buildKit || expected.isEmpty()
        }

        /** As an image is called. */
        String getImage() {
            name.toLowerCase().replaceAll('[^a-z0-9]+', '-')
        }
    }

    static final List<Example> ALL = [
            new Example(name: 'static site', files: ['site/index.html': '<p>hi', 'site/css/a.css': 'p{}', 'site/notes.md': 'x', '.dockerignore': '**/*.md\n'],
                    dockerfile: '''\
                        FROM base
                        LABEL org.opencontainers.image.title="site" org.opencontainers.image.version="1.0"
                        COPY site /usr/share/www
                        EXPOSE 80 443/tcp 8000-8002/udp
                        STOPSIGNAL SIGQUIT
                        CMD ["httpd", "-f", "-h", "/usr/share/www"]
                        '''),
            new Example(name: 'compiled program into scratch', files: ['main.sh': '#!/bin/sh\necho hi\n'], dockerfile: '''\
                        FROM base AS build
                        WORKDIR /src
                        COPY main.sh .
                        RUN mkdir -p /out && cp main.sh /out/main && chmod 0755 /out/main && touch /out/unused
                        FROM scratch
                        COPY --from=build /out/main /main
                        ENTRYPOINT ["/main"]
                        '''),
            new Example(name: 'arguments in FROM and stages', buildKit: true, arguments: [VERSION: '2'], dockerfile: '''\
                        ARG BASE=base
                        ARG VERSION=1
                        FROM ${BASE} AS first
                        ARG VERSION
                        ARG OTHER=x${VERSION}y
                        ENV SHOWN=${OTHER:-none} UNSET=${NOTHING:-fallback} SET=${VERSION:+given}
                        RUN echo "$VERSION $OTHER $SHOWN" > /first
                        FROM first
                        RUN echo "$VERSION $OTHER $SHOWN" > /second
                        ARG VERSION=9
                        ARG OTHER=again
                        RUN echo "$VERSION ${OTHER-gone} $SHOWN" > /third
                        '''),
            new Example(name: 'an unused stage that fails', buildKit: true, expected: [good: 'FILE 644 0:0'], dockerfile: '''\
                        FROM base AS broken
                        RUN exit 3
                        FROM base AS wanted
                        RUN echo good > /good
                        FROM broken AS last
                        RUN echo never
                        ''', target: 'wanted'),
            new Example(name: 'owners and modes', buildKit: true, files: ['a': 'a', 'dir/b': 'b', 'dir/c/d': 'd'], dockerfile: '''\
                        FROM base
                        COPY --chown=musician:band a /owned/a
                        COPY --chown=1000 a /owned/numeric
                        COPY --chown=5:6 dir /owned/dir/
                        COPY dir/ /plain
                        USER musician
                        WORKDIR /home/musician/work
                        COPY a relative
                        RUN id -u > /tmp/uid; pwd >> /tmp/uid; touch made
                        USER 7
                        WORKDIR /numeric
                        USER 7:8
                        WORKDIR /group/below
                        USER nobody-known
                        WORKDIR /unknown
                        USER root
                        WORKDIR /back
                        '''),
            new Example(name: 'wildcards', files: ['x1.txt': '1', 'x2.txt': '2', 'y.md': '3', 'd/x3.txt': '4', '.hidden': 'h', 'e/f/g.txt': '5'], dockerfile: '''\
                        FROM base
                        COPY x?.txt /w/
                        COPY *.md /md
                        COPY d* /folders/
                        COPY */*.txt /nested/
                        COPY . /all/
                        COPY e /e/deeper/still/
                        '''),
            new Example(name: 'files that may be missing', buildKit: true, files: ['package.json': '{}', 'd/x.txt': 'x'], dockerfile: '''\
                        FROM base
                        COPY package.json package-lock.json* /app/
                        COPY d/*.md none* /never/
                        ADD n?ne/x.txt */none /never/
                        '''),
            new Example(name: 'programs of stages', buildKit: true, dockerfile: '''\
                        FROM base AS first
                        CMD ["old"]
                        FROM first
                        ENTRYPOINT ["prog"]
                        '''),
            new Example(name: 'links in the context', files: ['real/file': 'r', 'to-file -> real/file': '', 'to-folder -> real': '', 'broken -> nowhere': ''], dockerfile: '''\
                        FROM base
                        COPY to-file /copied
                        COPY to-folder/file /through
                        COPY . /ctx
                        '''),
            new Example(name: 'links in the image', files: ['f': 'f'], dockerfile: '''\
                        FROM base
                        RUN mkdir -p /real/sub && ln -s /real /link && ln -s real/sub /relative
                        COPY f /link/here
                        COPY f /relative/
                        WORKDIR /link/made
                        RUN echo x > there
                        '''),
            new Example(name: 'archives', files: ['files.tar': 'TAR', 'files.tar.gz': 'TGZ', 'files.tar.xz': 'TXZ', 'not.tar': 'plain text', 'not.xz': 'XZ'], dockerfile: '''\
                        FROM base
                        ADD files.tar /unpacked
                        ADD files.tar.gz /unpacked-too/
                        ADD files.tar.xz not.xz /unpacked-xz/
                        ADD not.tar /kept/
                        COPY files.tar /copied.tar
                        '''),
            new Example(name: 'environment', dockerfile: '''\
                        FROM base
                        ENV A=1 B="two words" C='$A' D=a\\ b
                        ENV E old style with spaces
                        ENV PATH=/opt/bin:$PATH
                        ENV F=$A$B G=${A}x
                        RUN env | grep -v HOSTNAME | sort > /env
                        '''),
            new Example(name: 'shell and exec forms', dockerfile: '''\
                        FROM base
                        RUN ["/bin/sh", "-c", "echo exec > /exec"]
                        SHELL ["/bin/sh", "-ec"]
                        RUN echo shell > /shell; \\
                            # a comment between
                            echo more >> /shell
                        CMD echo done
                        ENTRYPOINT exec top -b
                        '''),
            new Example(name: 'health check and volumes', dockerfile: '''\
                        FROM base
                        RUN mkdir /data && echo seed > /data/seed
                        VOLUME /data /logs
                        VOLUME ["/with space"]
                        HEALTHCHECK --interval=30s --timeout=3s --start-period=1m --retries=2 CMD wget -q localhost || exit 1
                        '''),
            new Example(name: 'maintainer and labels', dockerfile: '''\
                        FROM base
                        MAINTAINER Some One <one@example.org>
                        LABEL a=1
                        LABEL "com.example.b"="with space" multi="line one \\
                        line two"
                        '''),
            new Example(name: 'deleting and replacing', files: ['new/f': 'n'], dockerfile: '''\
                        FROM base
                        RUN mkdir -p /d/e && echo 1 > /d/e/f && echo 2 > /d/g
                        RUN rm -r /d/e && echo 3 > /d/e
                        RUN rm /d/g /bin/cal && mkdir /d/g
                        COPY new /d/g
                        '''),
            new Example(name: 'special files', dockerfile: '''\
                        FROM base
                        RUN mkfifo /fifo && echo x > /f && ln /f /hard && chmod 4755 /f && mkdir -m 1777 /sticky && chown 3:4 /sticky
                        RUN touch "/name with space" "/ünïcode" && chmod 0000 "/name with space"
                        '''),
            new Example(name: 'folders over folders', dockerfile: '''\
                        FROM base AS made
                        RUN mkdir -p /s/home/app /s/new && echo x > /s/home/app/x && chmod 700 /s /s/new && chmod 750 /s/home/app && chown 3:4 /s/home/app
                        FROM base
                        RUN mkdir -p /t/home/app /u/home/app && echo old > /t/home/app/old && chmod 711 /t /t/home
                        COPY --from=made /s /t
                        COPY --from=made --chown=5:6 /s/home /u/home/
                        COPY --from=made /s /made/of
                        '''),
            new Example(name: 'files of several names, FIFOs', dockerfile: '''\
                        FROM base AS made
                        RUN mkdir -p /s/d && echo x > /s/f && ln /s/f /s/d/g && ln /s/f /s/h && mkfifo -m 640 /s/fifo && chown 3:4 /s/fifo
                        FROM base
                        COPY --from=made /s /copied
                        COPY --from=made /s/f /s/h /apart/
                        '''),
            new Example(name: 'working folders', dockerfile: '''\
                        FROM base
                        ENV DIR=sub
                        WORKDIR /a
                        WORKDIR b/$DIR
                        RUN pwd > /where
                        WORKDIR ../..
                        RUN pwd >> /where
                        '''),
            new Example(name: 'here-documents', expected: ['one': 'FILE 644 0:0 c8f3d3c0f6f3', 'etc/app.conf': 'FILE 644 0:0', 'ran': 'FILE 644 0:0'], dockerfile: '''\
                        FROM base
                        ENV NAME=groovebox
                        COPY <<one <<two /
                        1
                        one
                        2
                        two
                        COPY <<EOF /etc/app.conf
                        name=$NAME
                        EOF
                        RUN <<EOF
                        set -e
                        echo first > /ran
                        echo second >> /ran
                        EOF
                        '''),
            new Example(name: 'mounts', buildKit: true, leftByDocker: ['ctx', 'root/.m2', 'work'], files: ['data': 'd'], expected: ['result': 'FILE 644 0:0'], dockerfile: '''\
                        FROM base AS tools
                        RUN echo tool > /tool
                        FROM base
                        RUN --mount=type=cache,target=/root/.m2 echo x >> /root/.m2/count && cat /root/.m2/count > /result
                        RUN --mount=type=bind,target=/ctx --mount=type=bind,from=tools,source=/tool,target=/t cat /ctx/data /t >> /result
                        RUN --mount=type=tmpfs,target=/work touch /work/x
                        '''),
            new Example(name: 'link, parents, exclude', files: ['a/b/c.txt': 'c', 'a/b/d.log': 'd', 'a/e/f.txt': 'f'], dockerfile: '''\
                        FROM base
                        COPY --link a/b /linked/
                        COPY --parents a/b/c.txt a/e /p/
                        COPY --parents a/./e/f.txt /q/
                        COPY --exclude=*.log --exclude=e a /x/
                        COPY --chmod=u=rwX,go=rX a/b /m/
                        ''', expected: ['linked/c.txt': 'FILE 644 0:0', 'p/a/b/c.txt': 'FILE 644 0:0', 'p/a/e/f.txt': 'FILE 644 0:0',
                                        'q/e/f.txt': 'FILE 644 0:0', 'x/b/c.txt': 'FILE 644 0:0', 'm/d.log': 'FILE 644 0:0']),
            new Example(name: 'parallel stages', dockerfile: '''\
                        FROM base AS one
                        RUN echo 1 > /one
                        FROM base AS two
                        RUN echo 2 > /two
                        FROM one AS three
                        RUN echo 3 > /three
                        FROM base
                        COPY --from=one /one /
                        COPY --from=1 /two /
                        COPY --from=three /three /one /from-three/
                        '''),
    ]
}
