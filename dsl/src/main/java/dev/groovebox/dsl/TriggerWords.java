package dev.groovebox.dsl;

import dev.groovebox.sandbox.build.dockerfile.DockerfileException;
import dev.groovebox.sandbox.build.dockerfile.DockerfileReader;

/** Reads what follows the word onbuild. */
final class TriggerWords {
    private TriggerWords() {}

    /** The text itself; one that isn't an instruction is the word's problem now, not that of whoever builds on the image. */
    static String checked(Problems problems, String text) {
        try {
            DockerfileReader.trigger("onbuild", text);
        } catch (DockerfileException e) {
            problems.problem("onbuild", "onbuild: " + e.problems().get(0).message());
        }
        return text;
    }
}
