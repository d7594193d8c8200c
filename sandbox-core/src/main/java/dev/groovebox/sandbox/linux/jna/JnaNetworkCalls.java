package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Native;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.netlink.NetlinkAnswer;
import dev.groovebox.sandbox.linux.netlink.NetlinkMessage;
import dev.groovebox.sandbox.linux.netlink.NetlinkSocket;
import dev.groovebox.sandbox.linux.netlink.NetworkCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A namespace belongs to a thread. One that is to be elsewhere is a thread of its own that ends there: none of the
 * JVM's others can find itself in a container's network by mistake. A socket stays in the namespace that it was made in.
 */
public final class JnaNetworkCalls implements NetworkCalls {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_NETFILTER = 12;
    /** NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END of linux/netfilter/nfnetlink.h. */
    private static final int BATCH_BEGIN = 16;

    private static final int BATCH_END = 17;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 02000000;
    /** The kernel fills at most 32 KB of it for one read of a dump (netlink_dump, af_netlink.c). */
    private static final int ANSWER_BYTES = 64 << 10;

    /** The C library's calls, mapped directly. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int socket(int domain, int type, int protocol);

        static native long send(int socket, byte[] bytes, long length, int flags);

        static native long recv(int socket, byte[] bytes, long length, int flags);

        static native int unshare(int flags);

        static native int setns(int descriptor, int type);

        static native int open(byte[] path, int flags, int mode);

        static native int close(int descriptor);
    }

    @Override
    public NetlinkSocket route() throws IOException {
        return new Socket(NETLINK_ROUTE);
    }

    @Override
    public NetlinkSocket netfilter() throws IOException {
        return new Socket(NETLINK_NETFILTER);
    }

    @Override
    public Namespace newNamespace(Map<String, String> settings) throws IOException {
        return elsewhere(() -> {
            check("unshare", "network namespace", C.unshare(CLONE_NEWNET));
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                KernelSetting.write(setting.getKey(), setting.getValue());
            }
            return namespace(open("/proc/thread-self/ns/net"));
        });
    }

    @Override
    public Namespace openNamespace(Path file) throws IOException {
        int descriptor = open(file.toString());
        try {
            return elsewhere(() -> {
                check("setns", file.toString(), C.setns(descriptor, CLONE_NEWNET));
                return namespace(descriptor);
            });
        } catch (IOException | RuntimeException failure) {
            C.close(descriptor);
            throw failure;
        }
    }

    private static Namespace namespace(int descriptor) throws IOException {
        return new OpenNamespace(descriptor, new Socket(NETLINK_ROUTE));
    }

    private static int open(String path) throws KernelException {
        return check("open", path, C.open((path + "\0").getBytes(StandardCharsets.UTF_8), O_RDONLY_CLOEXEC, 0));
    }

    private static <T> T elsewhere(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "network namespace");
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                return task.get();
            } catch (InterruptedException e) {
                // It takes a few milliseconds; whoever interrupted is heard by the next wait.
                finish(task);
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException refused) {
                    throw refused;
                }
                throw new IOException(e.getCause());
            }
        }
    }

    private static void finish(FutureTask<?> task) {
        while (!task.isDone()) {
            Thread.onSpinWait();
        }
    }

    private static int check(String call, String object, long result) throws KernelException {
        if (result < 0) {
            throw new KernelException(call, object, Native.getLastError());
        }
        return (int) result;
    }

    private record OpenNamespace(int descriptor, NetlinkSocket route) implements Namespace {
        @Override
        public void close() throws IOException {
            route.close();
            check("close", "", C.close(descriptor));
        }
    }

    private static final class Socket implements NetlinkSocket {
        private final int descriptor;
        private final byte[] buffer = new byte[ANSWER_BYTES];
        private int sequence;

        Socket(int protocol) throws IOException {
            descriptor = check("socket", "netlink", C.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol));
        }

        @Override
        public List<NetlinkAnswer> request(NetlinkMessage message, String what) throws IOException {
            return ask(message.bytes(++sequence), what);
        }

        /** All three with one number: whatever the kernel has to say of any is heard. */
        @Override
        public void transaction(int subsystem, NetlinkMessage message, String what) throws IOException {
            ++sequence;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(mark(BATCH_BEGIN, subsystem).bytes(sequence));
            bytes.writeBytes(message.bytes(sequence));
            bytes.writeBytes(mark(BATCH_END, subsystem).bytes(sequence));
            ask(bytes.toByteArray(), what);
        }

        /** Its number of the subsystem is in the network's byte order. */
        private static NetlinkMessage mark(int type, int subsystem) {
            return new NetlinkMessage(type, 0).int8(0).int8(0).int8(0).int8(subsystem);
        }

        private List<NetlinkAnswer> ask(byte[] bytes, String what) throws IOException {
            check("send", what, C.send(descriptor, bytes, bytes.length, 0));
            List<NetlinkAnswer> answers = new ArrayList<>();
            while (true) {
                for (NetlinkAnswer answer : receive(what)) {
                    if (answer.sequence() != sequence) {
                        continue; // of an earlier request, whose answers nobody heard to their end
                    }
                    if (answer.type() == NetlinkAnswer.ERROR && answer.errno() != 0) {
                        throw new KernelException("netlink", what, answer.errno());
                    }
                    if (answer.type() == NetlinkAnswer.ERROR || answer.type() == NetlinkAnswer.DONE) {
                        return answers;
                    }
                    answers.add(answer);
                }
            }
        }

        /** The answers point into bytes of their own, since the buffer is used again. */
        private List<NetlinkAnswer> receive(String what) throws IOException {
            long length = C.recv(descriptor, buffer, buffer.length, 0);
            if (length < 0 && Native.getLastError() == Errno.EINTR) {
                return List.of();
            }
            int got = check("recv", what, length);
            byte[] own = java.util.Arrays.copyOf(buffer, got);
            return NetlinkAnswer.readAll(own, got);
        }

        @Override
        public void close() throws IOException {
            check("close", "", C.close(descriptor));
        }
    }
}
