package dev.groovebox.sandbox.spec;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A {@code --mount} of a RUN: there for the step's program, and in no layer. Texts may hold variables. */
public sealed interface RunMount {
    /** Where it is mounted; relative to the working folder; empty where the kind has a place of its own. */
    String target();

    /** How many builds at once may use a cache; the strictest last. */
    enum Sharing {
        /** Any number. */
        SHARED,
        /** Each has its own: a second one gets a new one. */
        PRIVATE,
        /** One after the other. */
        LOCKED
    }

    /**
     * A folder that outlives the build.
     *
     * @param id empty: the target
     * @param from a stage, an image or empty: what a new cache begins with
     * @param source the folder in {@code from}
     * @param mode of a new cache's folder
     */
    record Cache(String target, String id, String from, String source, Sharing sharing, boolean readOnly,
            OptionalInt mode, OptionalLong uid, OptionalLong gid) implements RunMount {
        public static Cache at(String target) {
            return new Cache(target, "", "", "", Sharing.SHARED, false, OptionalInt.empty(), OptionalLong.empty(),
                    OptionalLong.empty());
        }
    }

    /**
     * Files of the context, an image or a stage, read in place.
     *
     * @param from a stage, an image, a named context, or empty: the context
     * @param readWrite the step may write, into a place that is thrown away
     */
    record Bind(String target, String source, String from, boolean readWrite) implements RunMount {}

    /** A folder in memory. */
    record Tmpfs(String target, OptionalLong sizeBytes) implements RunMount {}

    /**
     * A secret of the build's options.
     *
     * @param id empty: the name that the target ends with
     * @param target empty and no {@code environment}: /run/secrets/ID
     * @param environment the variable that holds it, for the step alone
     * @param required its lack is an error
     */
    record Secret(String id, String target, Optional<String> environment, boolean required, OptionalInt mode,
            OptionalLong uid, OptionalLong gid) implements RunMount {}

    /**
     * An agent's socket of the build's options.
     *
     * @param id empty: "default"
     * @param target empty: /run/buildkit/ssh_agent.N
     */
    record Ssh(String id, String target, boolean required, OptionalInt mode, OptionalLong uid, OptionalLong gid)
            implements RunMount {}
}
