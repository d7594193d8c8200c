package dev.groovebox.sandbox.operation;

import dev.groovebox.sandbox.spec.Instruction;
import java.util.List;

/**
 * What a Dockerfile says.
 *
 * @param file what messages call it
 * @param ignored the patterns of what is not there of its context
 */
public record DockerfileContent(String file, List<Instruction> instructions, List<String> ignored) {
    public DockerfileContent {
        instructions = List.copyOf(instructions);
        ignored = List.copyOf(ignored);
    }
}
