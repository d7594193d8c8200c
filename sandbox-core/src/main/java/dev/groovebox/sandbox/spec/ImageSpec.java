package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.oci.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image to build.
 *
 * @param names the references it gets; none: it is known by its id alone
 * @param instructions in the order of writing: build arguments, then stages, each begun by {@link BuildStep.From}
 * @param context the folder COPY reads from; absent: COPY from the context is an error
 * @param contexts more of them by name, for FROM and {@code --from}
 * @param origin where it was written (file), for errors
 */
public record ImageSpec(
        List<String> names,
        List<Instruction> instructions,
        Optional<ContextSpec> context,
        Map<String, NamedContext> contexts,
        BuildOptions options,
        Optional<String> origin) {
    public ImageSpec {
        names = List.copyOf(names);
        instructions = List.copyOf(instructions);
        contexts = Map.copyOf(contexts);
    }

    /** A build with nothing but its steps said, and a context whose files are all there. */
    public static ImageSpec of(String name, List<BuildStep> steps, Optional<Path> context) {
        return new ImageSpec(List.of(name), steps.stream().map(Instruction::of).toList(), context.map(ContextSpec::of),
                Map.of(), BuildOptions.DEFAULT, Optional.empty());
    }

    public ImageSpec withOptions(BuildOptions value) {
        return new ImageSpec(names, instructions, context, contexts, value, origin);
    }

    /** The named context that FROM or {@code --from} means; docker compares such names as those of images. */
    public Optional<NamedContext> namedContext(String word) {
        return contexts.entrySet().stream().filter(named -> plain(named.getKey()).equals(plain(word)))
                .map(Map.Entry::getValue).findFirst();
    }

    private static String plain(String name) {
        try {
            return Reference.parse(name).withDefaultTag().full();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** What to call it in messages. */
    public String name() {
        return names.isEmpty() ? origin.orElse("without a name") : names.get(0);
    }

    public List<BuildStep> steps() {
        return instructions.stream().map(Instruction::step).toList();
    }
}
