package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.build.cache.StepKey;
import dev.groovebox.sandbox.build.copy.ContentSum;
import dev.groovebox.sandbox.build.copy.SourceTree;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.launch.LaunchPlan.Mount;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.BuildSecret;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.InlineFile;
import dev.groovebox.sandbox.spec.RunMount;
import dev.groovebox.sandbox.storage.StagingArea;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The mounts of a RUN: what of them counts for its result, and how each is made. */
final class RunMounts {
    /** MOUNT_ATTR_* of linux/mount.h. */
    private static final int READ_ONLY = 1;
    private static final int NO_SET_ID = 2;
    private static final int NO_DEVICES = 4;
    private static final int SECRET_MODE = 0400;
    private static final int SCRIPT_MODE = 0755;
    private static final String SCRIPTS = "/dev/pipes/";

    private final BuildSession session;
    private final BuildSources sources;
    private final CacheMounts caches;

    RunMounts(BuildSession session, BuildSources sources) {
        this.session = session;
        this.sources = sources;
        this.caches = new CacheMounts(session);
    }

    /** Secrets and caches count by their names alone: their content must make no difference. */
    void addTo(StepKey.Builder key, StepScope scope, List<RunMount> mounts) throws IOException, InterruptedException {
        for (RunMount mount : mounts) {
            String name = "the mount at " + mount.target();
            key.part(name, mount.toString());
            if (mount instanceof RunMount.Bind bind && !bind.from().isEmpty()) {
                BuildSources.Origin origin = sources.origin(scope, bind.from());
                if (origin.identity().isPresent()) {
                    key.part("the files of " + bind.from(), origin.identity().get());
                    continue;
                }
            }
            if (mount instanceof RunMount.Bind bind) {
                try (SourceTree tree = sources.open(scope, bind.from())) {
                    ContentSum sum = tree.sum(source(bind), session.paths.contentDigests(tree.digestsName(source(bind))));
                    sum.files().forEach((file, what) -> key.part("/" + file + " at " + bind.target(), what));
                }
            }
        }
    }

    private static String source(RunMount.Bind bind) {
        return bind.source().isEmpty() ? "." : bind.source();
    }

    /** What is held until the step has ended. */
    static final class Prepared implements AutoCloseable {
        private final List<Mount> mounts = new ArrayList<>();
        private final List<String> targets = new ArrayList<>();
        private final List<String> environment = new ArrayList<>();
        private final List<AutoCloseable> held = new ArrayList<>();

        List<Mount> mounts() {
            return mounts;
        }

        /** Where mounts stand that are no part of what every sandbox has. */
        List<String> targets() {
            return targets;
        }

        /** NAME=value, for the step alone. */
        List<String> environment() {
            return environment;
        }

        <T extends AutoCloseable> T hold(T resource) {
            held.add(resource);
            return resource;
        }

        void add(Mount mount) {
            mounts.add(mount);
            if (!mount.target().startsWith("/dev/")) {
                targets.add(mount.target());
            }
        }

        @Override
        public void close() throws IOException {
            for (AutoCloseable resource : held) {
                try {
                    resource.close();
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        }
    }

    Prepared prepare(StepScope scope, BuildState state, BuildStep.Run step) throws IOException, InterruptedException {
        Prepared prepared = new Prepared();
        boolean done = false;
        try {
            Map<String, String> locked = caches.lock(prepared, state, step.mounts());
            for (RunMount mount : step.mounts()) {
                prepare(prepared, locked, scope, state, mount);
            }
            for (InlineFile script : step.scripts()) {
                addFile(prepared, session.staging(), SCRIPTS + script.name(), script.content().getBytes(StandardCharsets.UTF_8),
                        OptionalInt.of(SCRIPT_MODE), OptionalLong.empty(), OptionalLong.empty());
            }
            done = true;
            return prepared;
        } finally {
            if (!done) {
                prepared.close();
            }
        }
    }

    private void prepare(Prepared prepared, Map<String, String> locked, StepScope scope, BuildState state, RunMount mount)
            throws IOException, InterruptedException {
        if (mount instanceof RunMount.Cache cache) {
            Path folder = caches.open(locked, cache, state, origin(scope, cache));
            prepared.add(new Mount.Bind(folder, CopySteps.absolute(cache.target(), state),
                    NO_SET_ID | NO_DEVICES | (cache.readOnly() ? READ_ONLY : 0), false));
        } else if (mount instanceof RunMount.Bind bind) {
            bind(prepared, scope, bind, CopySteps.absolute(bind.target(), state));
        } else if (mount instanceof RunMount.Tmpfs tmpfs) {
            List<String> options = new ArrayList<>(List.of("mode=1777"));
            tmpfs.sizeBytes().ifPresent(size -> options.add("size=" + size));
            prepared.add(new Mount.Filesystem("tmpfs", "tmpfs", CopySteps.absolute(tmpfs.target(), state),
                    NO_SET_ID | NO_DEVICES, options, false));
        } else if (mount instanceof RunMount.Secret secret) {
            secret(prepared, state, secret);
        } else if (mount instanceof RunMount.Ssh ssh) {
            ssh(prepared, state, ssh);
        }
    }

    private Optional<SourceTree> origin(StepScope scope, RunMount.Cache cache) throws IOException, InterruptedException {
        return cache.from().isEmpty() ? Optional.empty() : Optional.of(sources.open(scope, cache.from()));
    }

    /**
     * The source is looked up here, in its own root and through no link that leads out of it (CVE-2024-1753). Where it
     * is then is the way by which the monitor opens it, through no link: who changes the way meanwhile leads it nowhere
     * else (CVE-2024-11218).
     */
    private void bind(Prepared prepared, StepScope scope, RunMount.Bind bind, String target)
            throws IOException, InterruptedException {
        boolean context = bind.from().isEmpty() || sources.origin(scope, bind.from()).identity().isEmpty();
        List<Path> folders = context && bind.from().isEmpty()
                ? List.of(sources.context(scope).folder())
                : sources.origin(scope, bind.from()).folders();
        if (folders.size() == 1 && !bind.readWrite()) {
            try (OpenFile root = session.calls.open(folders.get(0), Access.FOLDER); OpenFile source = open(root, bind)) {
                prepared.add(new Mount.Exact(placeOf(source), target, READ_ONLY | NO_SET_ID | NO_DEVICES));
            }
            return;
        }
        StagingArea staging = session.staging();
        prepared.add(new Mount.Merged(folders, staging.newFolder(), staging.newFolder(), staging.newFolder(), source(bind),
                target, NO_SET_ID | NO_DEVICES | (bind.readWrite() ? 0 : READ_ONLY)));
    }

    private OpenFile open(OpenFile root, RunMount.Bind bind) throws IOException {
        try {
            return session.calls.openWithin(root, BytePath.of(relative(source(bind))), Access.PLACE);
        } catch (dev.groovebox.sandbox.linux.KernelException e) {
            boolean out = e.errno() == dev.groovebox.sandbox.linux.Errno.EXDEV;
            throw new EngineException(out ? FailureKind.INVALID : FailureKind.NOT_FOUND, "cannot mount", bind.source(),
                    out ? "it leads out of " + (bind.from().isEmpty() ? "the context" : "'" + bind.from() + "'")
                            : "no such file in " + (bind.from().isEmpty() ? "the context" : "'" + bind.from() + "'"), "");
        }
    }

    private static String relative(String source) {
        int start = 0;
        while (start < source.length() && source.charAt(start) == '/') {
            start++;
        }
        return start == source.length() ? "." : source.substring(start);
    }

    /** Its path, which has no link in it. */
    private static Path placeOf(OpenFile open) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + open.number()));
    }

    private void secret(Prepared prepared, BuildState state, RunMount.Secret mount) throws IOException {
        Optional<byte[]> content = content(mount);
        if (content.isEmpty()) {
            return;
        }
        if (mount.environment().isPresent()) {
            prepared.environment.add(mount.environment().get() + "=" + new String(content.get(), StandardCharsets.UTF_8));
        }
        if (mount.environment().isEmpty() || !mount.target().isEmpty()) {
            String target = mount.target().isEmpty() ? "/run/secrets/" + idOf(mount) : CopySteps.absolute(mount.target(), state);
            OptionalInt mode = mount.mode().isPresent() ? mount.mode() : OptionalInt.of(SECRET_MODE);
            addFile(prepared, session.volatileStaging(), target, content.get(), mode, mount.uid(), mount.gid());
        }
    }

    private static String idOf(RunMount.Secret mount) {
        return mount.id().isEmpty() ? mount.target().substring(mount.target().lastIndexOf('/') + 1) : mount.id();
    }

    private Optional<byte[]> content(RunMount.Secret mount) throws IOException {
        BuildSecret secret = session.options().secrets().get(idOf(mount));
        if (secret instanceof BuildSecret.OfFile file) {
            return Optional.of(Files.readAllBytes(file.file()));
        }
        if (secret instanceof BuildSecret.OfVariable variable) {
            Optional<String> value = Optional.ofNullable(System.getenv(variable.name()));
            return Optional.of(value.orElseThrow(() -> new EngineException(FailureKind.NOT_FOUND, "cannot read secret",
                    idOf(mount), "the variable " + variable.name() + " is not set", "")).getBytes(StandardCharsets.UTF_8));
        }
        if (mount.required()) {
            throw new EngineException(FailureKind.NOT_FOUND, "cannot mount secret", idOf(mount),
                    "the step needs it, and the build has no such secret",
                    "give it with --secret id=" + idOf(mount) + ",src=FILE");
        }
        return Optional.empty();
    }

    private void addFile(Prepared prepared, StagingArea staging, String target, byte[] content, OptionalInt mode,
            OptionalLong uid, OptionalLong gid) throws IOException {
        Path folder = staging.newFolder();
        BytePath name = BytePath.of("file");
        try (OpenFile parent = session.calls.open(folder, Access.FOLDER)) {
            try (OpenFile file = session.calls.create(parent, name, 0600)) {
                session.calls.write(file, content, content.length);
            }
            session.calls.changeOwner(parent, name, uid.orElse(0), gid.orElse(0));
            session.calls.changePermissions(parent, name, mode.orElse(SECRET_MODE));
        }
        Path file = folder.resolve("file");
        prepared.hold((AutoCloseable) () -> Files.deleteIfExists(file));
        prepared.add(new Mount.Bind(file, target, READ_ONLY | NO_SET_ID | NO_DEVICES, false));
    }

    private void ssh(Prepared prepared, BuildState state, RunMount.Ssh mount) throws IOException {
        String id = mount.id().isEmpty() ? "default" : mount.id();
        Path socket = session.options().agents().get(id);
        if (socket == null && mount.required()) {
            throw new EngineException(FailureKind.NOT_FOUND, "cannot mount the ssh agent", id,
                    "the step needs it, and the build has no such agent", "give it with --ssh " + id);
        }
        if (socket != null) {
            String target = mount.target().isEmpty() ? "/run/buildkit/ssh_agent.0" : CopySteps.absolute(mount.target(), state);
            prepared.add(new Mount.Bind(socket, target, NO_SET_ID | NO_DEVICES, false));
            prepared.environment.add("SSH_AUTH_SOCK=" + target);
        }
    }
}
