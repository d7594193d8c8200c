package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.image.layered.UnusableFileException;
import dev.groovebox.sandbox.image.user.ContainerUser;
import dev.groovebox.sandbox.image.user.UserDatabase;
import dev.groovebox.sandbox.launch.LaunchRequest.Account;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Resolves who sandboxes' programs run as, by the image's own accounts. */
final class SandboxAccounts {
    /** As many as sandbox-init takes. */
    private static final int MOST_GROUPS = 256;

    private static final int MOST_REMEMBERED = 64;

    private final FileCalls files;
    private final RecentAnswers<Question, Account> answers = new RecentAnswers<>(MOST_REMEMBERED);

    SandboxAccounts(FileCalls files) {
        this.files = files;
    }

    /** What an answer depends on: layers never change. Compared in its own way, which needs no linking at first use. */
    private record Question(List<Path> layers, String user, List<String> additionalGroups) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Question question
                    && layers.equals(question.layers)
                    && user.equals(question.user)
                    && additionalGroups.equals(question.additionalGroups);
        }

        @Override
        public int hashCode() {
            return layers.hashCode();
        }
    }

    /**
     * @param upper what the sandbox wrote before, which may have other accounts than the image
     * @throws EngineException that names the image, when it lacks an account or its files can't be trusted
     */
    Account resolve(SandboxJob job, Path upper) {
        Question question = new Question(
                job.layers(), job.spec().user().orElse(job.image().user()), job.spec().additionalGroups());
        try {
            return isEmpty(upper)
                    ? answers.get(question, asked -> read(asked, asked.layers()))
                    : read(question, above(upper, job.layers()));
        } catch (IOException e) {
            boolean imagesFault = e instanceof UnusableFileException;
            throw failure(imagesFault ? FailureKind.INVALID : FailureKind.ENGINE, job, Failure.reasonOf(e), "", e);
        } catch (EngineException e) {
            Failure why = e.failure();
            Failure bare = new Failure(why.kind(), why.action(), why.object(), why.cause(), "");
            throw failure(why.kind(), job, bare.line(), why.remedy(), e);
        }
    }

    private boolean isEmpty(Path folder) throws IOException {
        try (OpenFile open = files.open(folder, Access.FOLDER)) {
            return files.list(open).isEmpty();
        }
    }

    private static List<Path> above(Path upper, List<Path> layers) {
        List<Path> all = new ArrayList<>();
        all.add(upper);
        all.addAll(layers);
        return all;
    }

    private Account read(Question question, List<Path> folders) throws IOException {
        try (LayeredFiles image = LayeredFiles.open(files, folders)) {
            return account(UserDatabase.read(image).resolve(question.user(), question.additionalGroups()), question);
        }
    }

    private static Account account(ContainerUser user, Question question) {
        // The primary group is a supplementary one too: a program could shed it otherwise, by a set-group-id program,
        // and pass by permissions that deny something to the group (CVE-2022-36109).
        Set<Long> groups = new LinkedHashSet<>();
        groups.add(user.gid());
        groups.addAll(user.groups());
        if (groups.size() > MOST_GROUPS) {
            throw new EngineException(FailureKind.INVALID, "cannot run as user", question.user(),
                    "it is in " + groups.size() + " groups, of which " + MOST_GROUPS + " are allowed",
                    "name one group (user:group)");
        }
        return new Account(user.uid(), user.gid(), List.copyOf(groups), user.home());
    }

    private static EngineException failure(
            FailureKind kind, SandboxJob job, String cause, String remedy, Exception e) {
        return new EngineException(
                new Failure(kind, "cannot start a container of image", job.imageName(), cause, remedy), e);
    }
}
