package dev.groovebox.spec.archive

import dev.groovebox.sandbox.engine.BusyboxImage
import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls.Access
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import java.nio.file.Files
import java.nio.file.Path

/** A small root filesystem that runs, with one of every odd file that an image may hold, and its tar by GNU tar. */
class OddRoot {
    final Path tree
    final Path tar

    OddRoot(Path folder) {
        tree = Files.createDirectory(folder.resolve('odd'))
        tar = folder.resolve('odd.tar')
        sh(folder, """
            cd odd
            mkdir -p bin etc opt/sticky opt/setgid 'opt/with space' tmp
            cp ${BusyboxImage.PROGRAM} bin/busybox
            for name in sh cat stat ls id true; do ln -s busybox bin/\$name; done
            echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
            chmod 1777 opt/sticky tmp; chmod 2755 opt/setgid
            echo setuid >opt/setuid; chmod 4755 opt/setuid
            echo hard >opt/first; ln opt/first opt/second
            ln -s /nowhere/at/all opt/dangling
            mkfifo opt/fifo
            mknod opt/disk b 259 7; mknod opt/null c 1 3
            echo owner >opt/owned; chown 3000000:4000000 opt/owned
            echo cap >opt/capable
            printf 'bytes' >"\$(printf 'opt/not-\\377-utf8')"
            echo long >opt/${'n' * 200}
            mkdir -p opt/${'d' * 120}/${'e' * 120}; echo deep >opt/${'d' * 120}/${'e' * 120}/file
            truncate -s 3M opt/sparse; printf end >>opt/sparse
        """)
        attribute('first', 'user.note', 'colour'.bytes)
        attribute('capable', 'security.capability', [1, 0, 0, 2, 0, 0x20, *[0] * 14] as byte[])
        sh(folder, """
            cd odd
            touch -d '1969-12-31 23:59:50.25 UTC' opt/owned
            touch -h -d '2001-02-03 04:05:06.123456789 UTC' opt/dangling
            touch -d '2002-03-04 05:06:07.987654321 UTC' opt/first opt/sticky
            cd ..
            tar -C odd --format=pax --numeric-owner --xattrs '--xattrs-include=*' -cf odd.tar .
        """)
    }

    private void attribute(String file, String name, byte[] value) {
        def calls = new JnaFileCalls()
        calls.open(tree.resolve('opt'), Access.FOLDER).withCloseable {
            calls.setAttribute(it, BytePath.of(file), BytePath.of(name), value)
        }
    }

    static String sh(Path folder, String script) {
        def process = new ProcessBuilder('sh', '-ec', script).directory(folder.toFile()).redirectErrorStream(true).start()
        def output = process.inputStream.text
        assert process.waitFor() == 0: output
        output
    }
}
