package dev.groovebox.spec.threat

import dev.groovebox.sandbox.operation.ArchiveForm
import dev.groovebox.sandbox.operation.ArchiveInput
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ArchiveOutput
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Packing
import java.nio.file.Files
import spock.lang.Requires
import spock.lang.Unroll

/** A machine that can't run containers is told so in one line, with the way out, and nothing is left on it. */
@Requires(value = { new File('/usr/bin/strace').exists() && new File('/usr/bin/setpriv').exists() }, reason = 'needs strace and setpriv')
class BareMachineSpec extends ThreatSpecification {

    @Unroll('#lacking: one line, and the way out')
    def 'machines that lack something'() {
        when:
        def result = PrivateMachine.run(paths.root(), script)

        then:
        result.exitCode == 125
        result.out == ''
        def lines = result.err.readLines()
        lines.size() == 1
        lines[0].startsWith('groovebox: ')
        lines[0].contains(named)
        lines[0] =~ wayOut

        where:
        lacking                        | named                || wayOut                          | script
        'no root'                      | 'it needs root'      || /sudo/                          | 'exec setpriv --reuid 65534 --regid 65534 --clear-groups $groovebox run busybox true'
        'no overlay'                   | 'ENODEV'             || /modprobe overlay/              | 'exec strace -f -e trace=mount -e inject=mount:error=ENODEV:when=2 -o /dev/null $groovebox run busybox true'
        'no control groups'            | 'control groups'     || /mount -t cgroup/               | 'mount -t tmpfs none /sys/fs/cgroup; $groovebox run busybox true'
        'no controller of devices'     | 'devices controller' || /mount -t cgroup -o devices/    | 'umount -l /sys/fs/cgroup/devices; $groovebox run busybox true'
        'no controller for the limit'  | 'memory'             || /remove --?memory|remove memory/ | 'umount -l /sys/fs/cgroup/memory; $groovebox run -m 64m busybox true'
        'no library for the filter'    | 'seccomp'            || /libseccomp/                    | 'rm -rf $root/cache; for i in /usr/lib/*/libseccomp.so.2; do mount --bind /dev/null $(readlink -f $i); done; $groovebox run busybox true'
        'an engine root that is a file' | 'groovebox-file'    || /(?i)not a directory/     | 'mount -t tmpfs none /mnt; touch /mnt/groovebox-file; ${groovebox%% *} --root /mnt/groovebox-file run busybox true'
    }

    def 'a disk that is full is said to be, what was used is given back, and what needs no room goes on'() {
        when:
        def result = PrivateMachine.run(paths.root(), '''
            mount -t tmpfs -o size=16m none /mnt && cp -a $root /mnt/root && groovebox="${groovebox%% *} --root /mnt/root"
            $groovebox run --rm busybox echo before || exit 1
            free() { df -k --output=avail /mnt | tail -n 1; }
            dd if=/dev/zero of=/mnt/fill bs=4k 2>/dev/null
            had=$(free)
            $groovebox run --rm busybox sh -c 'dd if=/dev/zero of=/x bs=4k' >&2; echo "code $?"
            $groovebox run --name kept busybox true >&2; echo "code $?"
            [ $(free) -ge $((had - 64)) ] && echo "given back"
            $groovebox ps -a --format '{{.Names}}' && $groovebox images --format '{{.Repository}}'
            rm /mnt/fill
            $groovebox run --rm busybox echo after
            ls -A /mnt/root/tmp; ls -A /mnt/root/containers''')

        then: 'neither a name nor a folder of the container that could not be'
        result.out.readLines() == ['before', 'code 125', 'code 125', 'given back', 'busybox', 'after']
        result.err.readLines().findAll { it.startsWith('groovebox: ') }*.contains('o space left') == [true, true]
    }

    @Unroll('a disk that gets full in the middle of #command')
    def 'a disk that gets full while an image comes in: one error, nothing half made, and the room is given back'() {
        given: 'an image of 12 MB that nothing makes smaller, and a disk of 16'
        def tar = scratch.path.resolve('big.tar')
        if (!Files.exists(tar)) {
            def root = Files.createDirectory(scratch.path.resolve('big'))
            byte[] content = new byte[12 << 20]
            new Random(1).nextBytes(content)
            Files.write(root.resolve('big'), content)
            assert ['tar', '-C', root.toString(), '-cf', tar.toString(), 'big'].execute().waitFor() == 0
            engine.perform(new ArchiveOperation.ImportImage(
                    ArchiveInput.of(tar), Optional.of('big'), '', [], ArchiveOperation.MOST_LAYER_BYTES))
            engine.perform(new ArchiveOperation.SaveImages(['big'], ArchiveForm.DOCKER_ARCHIVE, Packing.NONE,
                    new ArchiveOutput.File(scratch.path.resolve('big-image.tar'))))
            engine.perform(new ImageOperation.RemoveImage('big', false))
        }

        when:
        def result = PrivateMachine.run(scratch.path, """
            mount -t tmpfs -o size=16m none /mnt; groovebox="\${groovebox%% *} --root /mnt/root"
            \$groovebox images -q
            used() { df -k --output=used /mnt | tail -n 1; }
            had=\$(used)
            $command; echo "code \$?"
            echo "more by \$(( (\$(used) - had) / 100 ))"
            \$groovebox images -q
            \$groovebox system check >&2; echo "check \$?"
            find /mnt/root/tmp /mnt/root/layers /mnt/root/images/blobs -mindepth 1 ! -type d""")

        then:
        result.out.readLines() == ['code 1', 'more by 0', 'check 0']
        def errors = result.err.readLines().findAll { it.startsWith('groovebox: ') }
        errors.size() == 1
        errors[0].contains('o space left')

        where:
        command << ['$groovebox load -q -i $root/big-image.tar', '$groovebox load -q <$root/big-image.tar',
                    'cat $root/big-image.tar | $groovebox load -q', '$groovebox import $root/big.tar big:1']
    }
}
