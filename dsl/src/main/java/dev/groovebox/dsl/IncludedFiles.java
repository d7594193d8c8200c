package dev.groovebox.dsl;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Which files a block is including just now, one within the other. */
final class IncludedFiles {
    private final ScriptContext context;
    private final Deque<Path> files = new ArrayDeque<>();

    IncludedFiles(ScriptContext context) {
        this.context = context;
    }

    /** A path as the file that is read means it. */
    Path resolve(String path) {
        return files.isEmpty() ? context.resolve(path) : files.peek().resolveSibling(path).normalize();
    }

    void include(String path, BuildSteps block) {
        Path file = resolve(path);
        if (files.contains(file)) {
            block.problem("include", "'" + path + "' includes itself");
            return;
        }
        files.push(file);
        try {
            context.includes().run(file, new IntoBlock(block));
        } finally {
            files.pop();
        }
    }

    private static final class IntoBlock implements Includes.Target {
        private final BuildSteps block;
        private final int problemsBefore;

        IntoBlock(BuildSteps block) {
            this.block = block;
            this.problemsBefore = block.problemCount();
        }

        @Override
        public void begin(IncludedScript script, String name) {
            script.into(block);
            script.setBinding(block.script().getBinding());
            block.origin(script.getClass(), name);
        }

        @Override
        public List<WordProblem> problems() {
            return block.takeProblemsAfter(problemsBefore);
        }
    }
}
