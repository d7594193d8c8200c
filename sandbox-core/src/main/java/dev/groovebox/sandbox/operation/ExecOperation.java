package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.spec.ExecSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the engine does to programs that run beside a container's own. */
public sealed interface ExecOperation<R> extends Operation<R> {
    /**
     * Runs a program in a running container to its end; it ends with its caller too.
     *
     * @param detachKeys the bytes that are typed at its terminal to let go of it: it goes on, and the exit code answered is
     *     0; none: there are no such keys
     */
    record Exec(String container, ExecSpec spec, Stdio stdio, byte[] detachKeys) implements ExecOperation<RunResult> {
        /** RELAY_KEYS of terminal.h. */
        public static final int MOST_DETACH_KEYS = 64;

        public Exec(String container, ExecSpec spec, Stdio stdio) {
            this(container, spec, stdio, new byte[0]);
        }
    }

    /** Starts a program in a running container and leaves it; answers its id. */
    record ExecDetached(String container, ExecSpec spec) implements ExecOperation<String> {}

    /**
     * Connects to the streams of a running container's own program, until it ends or the keys are typed. Answers its exit
     * code, which is absent when it was let go of.
     *
     * @param input absent: only its output is shown
     * @param detachKeys the bytes that are typed for it; none: there are no such keys
     */
    record Attach(String container, Optional<InputStream> input, OutputStream out, OutputStream err, byte[] detachKeys)
            implements ExecOperation<OptionalInt> {}

    /** Those that run now. */
    record ListExecs(String container) implements ExecOperation<List<ExecSummary>> {}

    /**
     * Signals a program that was started by one of these.
     *
     * @param exec its id, or the beginning of it
     * @param signal its number
     */
    record KillExec(String exec, int signal) implements ExecOperation<String> {}
}
