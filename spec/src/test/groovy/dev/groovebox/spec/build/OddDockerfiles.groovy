package dev.groovebox.spec.build

/** Ways to write instructions that a reader of Dockerfiles can get wrong. They set the configuration alone, so they are built fast. */
class OddDockerfiles {
    static final Map<String, String> ALL = [
            'continued lines': '''\
                FROM scratch
                ENV A=1 \\
                # a comment
                    B=2 \\

                    C="three \\
                        words" \\
                  # another
                    D=x\\
                y
                ENV E=end\\\\
                ENV F=after
                CMD echo a \\\t
                  && echo b
                ''',
            'a comment where a directive can not be': '''\
                # just a comment
                # escape=`
                FROM scratch
                ENV A=1 \\
                    B=2
                ''',
            'the escape is a backtick': '''\
                # escape=`
                FROM scratch
                ENV A=C:\\dir\\ B=`$x C="a`"b" D=e` f
                LABEL p=c:\\x `
                      q=d
                CMD dir `
                  c:\\
                ''',
            'quotes and escapes': '''\
                FROM scratch
                ENV A="a b" B='c "d" $A' C=e\\ f D="g\\"h" E="i\\nj" F=k\\lm G="" H='' I=n"o p"q'r s'
                LABEL "a b"="c d" e='f\\'
                ENV T="\\$A" U=\\$A V="\\\\$A"
                ''',
            'one name and the rest': '''\
                FROM scratch
                ENV A   a b  c
                ENV B "d e"
                ENV C f=g
                LABEL D  h "i" j
                ''',
            'variables': '''\
                FROM scratch
                ENV A=a EMPTY=
                ENV B=${A}b C=$A$B D=${A:-x} E=${NONE:-"x y"} F=${EMPTY:-z} G=${A:+p} H=${EMPTY:+q} I=$NONE. J=a$ K=${NONE:-${A}}
                ENV A=new L=$A
                LABEL l=$A "m$A"=n
                ''',
            'arguments': '''\
                ARG GLOBAL=global
                FROM scratch
                ARG A=a
                ARG B="b $A" C
                ARG GLOBAL
                ENV A2=$A B2=$B C2=${C:-none} G2=$GLOBAL
                ENV A=env
                ARG A=third
                ENV A4=$A
                ''',
            'JSON and what looks like it': '''\
                FROM scratch
                CMD [ "a" , "b c","\\u0041\\t" ]
                ENTRYPOINT ['x', 'y']
                VOLUME ["/a", "/b c"]
                ''',
            'small letters and blanks': '''\
                from scratch
                \tenv A=1
                   Label b=2
                user\t\tnobody
                workdir    /x y/z
                eXpose 80
                cmd   [ "x" ]
                ''',
            'lines of Windows, and a byte order mark': '\ufeffFROM scratch\r\nENV A=1 \\\r\n  B=2\r\nLABEL c="d"\r\nCMD x\r\n',
            'ports': '''\
                FROM scratch
                ENV P=90 Q=91/udp
                EXPOSE 80 81/tcp 82/UDP 8000-8002 7000-7001/udp $P ${Q}
                ''',
            'working folders and users': '''\
                FROM scratch
                ENV D=/base
                WORKDIR $D
                WORKDIR sub/$D
                WORKDIR "quoted dir"
                WORKDIR ../up
                USER "1000:1000"
                USER ${NONE:-app}
                ''',
            'health checks': '''\
                FROM scratch
                HEALTHCHECK --interval=1h2m3.5s --timeout=500ms --retries=7 CMD ["a", "b"]
                ''',
            'a health check by the shell': '''\
                FROM scratch
                healthcheck --start-period=2s  cmd  a  "b"  c
                ''',
            'triggers': '''\
                FROM scratch
                ONBUILD RUN echo "$A"  \\
                    two
                onbuild add . /x
                ONBUILD ENV A b c
                ONBUILD CMD ["x"]
                ''',
            'a maintainer': '''\
                FROM scratch
                MAINTAINER "Some" One $X <a@b>
                ''',
    ]
}
