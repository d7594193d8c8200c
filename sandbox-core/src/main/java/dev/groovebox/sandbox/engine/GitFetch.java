package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.spec.GitAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Brings one state of a repository into a folder, by this machine's git: with its configuration, keys and helpers. */
record GitFetch(GitAddress address, Path folder) {
    private static final int MOST_SAID = 1 << 16;
    /** Of a repository that we may have been started in. */
    private static final Set<String> NOT_OURS = Set.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX");

    void fetch() throws InterruptedException {
        git("init", "--quiet", ".");
        String ref = address.ref().orElse("HEAD");
        try {
            git("fetch", "--quiet", "--depth=1", address.repository(), ref);
            git("checkout", "--quiet", "--detach", "FETCH_HEAD");
        } catch (EngineException e) {
            if (!ref.matches("[0-9a-f]{4,64}")) {
                throw e;
            }
            // A server need not give a commit by its number, and the beginning of one is found among all only.
            git("fetch", "--quiet", "--tags", address.repository(), "+refs/heads/*:refs/remotes/origin/*");
            git("checkout", "--quiet", "--detach", ref);
        }
        git("submodule", "--quiet", "update", "--init", "--recursive", "--depth=1");
    }

    private void git(String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never"));
        command.addAll(List.of(words));
        Process git = start(command);
        try {
            git.getOutputStream().close();
            String said = new String(git.getInputStream().readNBytes(MOST_SAID), StandardCharsets.UTF_8).strip();
            git.getInputStream().close();
            int code = git.waitFor();
            if (code != 0) {
                throw new EngineException(failure(said.isEmpty() ? "git ended with " + code : said, ""));
            }
        } catch (IOException e) {
            throw new EngineException(failure(Failure.reasonOf(e), ""), e);
        } finally {
            git.destroy();
        }
    }

    private Process start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(NOT_OURS);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new EngineException(failure(Failure.reasonOf(e), "git must be installed"), e);
        }
    }

    private Failure failure(String why, String remedy) {
        return new Failure(FailureKind.ENGINE, "cannot fetch the context", address.repository(), why, remedy);
    }
}
