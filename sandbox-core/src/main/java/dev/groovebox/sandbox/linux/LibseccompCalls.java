package dev.groovebox.sandbox.linux;

import java.io.IOException;
import java.util.List;

/** What we need of libseccomp, the library that writes filters of system calls (seccomp.h). */
public interface LibseccompCalls {
    /** What {@link Filter#resolve} answers for a name the library does not know (__NR_SCMP_ERROR). */
    int UNKNOWN = -1;

    int ALLOW = 0x7fff0000;

    int LOG = 0x7ffc0000;

    int TRACE = 0x7ff00000;

    int TRAP = 0x00030000;

    int KILL_THREAD = 0;

    int KILL_PROCESS = 0x80000000;

    /** The action that lets a call fail with this errno. */
    static int error(int errno) {
        return 0x00050000 | errno;
    }

    static boolean isError(int action) {
        return (action & 0xffff0000) == error(0);
    }

    /**
     * A filter for this machine's native architecture.
     *
     * @param defaultAction for calls without a rule
     * @throws dev.groovebox.sandbox.failure.EngineException when the library is not installed
     */
    Filter filter(int defaultAction) throws IOException;

    /** A filter that is being made; of one thread. */
    interface Filter extends AutoCloseable {
        /** @param architecture libseccomp's SCMP_ARCH_ number */
        void addArchitecture(int architecture) throws IOException;

        /** Decides by a binary tree of numbers; by default calls are compared one after the other. */
        void decideByTree() throws IOException;

        /** A call's number; a negative one other than UNKNOWN stands for a call of other architectures. */
        int resolve(String name);

        /** For every architecture of the filter that has the call. All comparisons must hold. */
        void addRule(int action, int call, List<Comparison> comparisons) throws IOException;

        /** The filter as an array of struct sock_filter. */
        byte[] export() throws IOException;

        @Override
        void close();
    }

    /** How an argument must compare; the numbers are libseccomp's. */
    enum Operator {
        NOT_EQUAL(1),
        LESS(2),
        LESS_OR_EQUAL(3),
        EQUAL(4),
        GREATER_OR_EQUAL(5),
        GREATER(6),
        MASKED_EQUAL(7);

        private final int number;

        Operator(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /**
     * A condition on a call's argument.
     *
     * @param argument 0 is the first
     * @param operand what it is compared with; the mask for MASKED_EQUAL
     * @param masked what must be left under the mask; 0 for other operators
     */
    record Comparison(int argument, Operator operator, long operand, long masked) {}
}
