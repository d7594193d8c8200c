package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.spec.Instruction;
import java.util.List;

/**
 * A Dockerfile that has been read.
 *
 * @param file what messages call it
 * @param instructions global ARGs, then stages, each begun by FROM
 * @param warnings what is allowed and hardly meant
 */
public record Dockerfile(String file, List<Instruction> instructions, List<Problem> warnings) {
    public Dockerfile {
        instructions = List.copyOf(instructions);
        warnings = List.copyOf(warnings);
    }
}
