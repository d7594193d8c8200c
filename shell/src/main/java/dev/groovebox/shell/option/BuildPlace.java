package dev.groovebox.shell.option;

import dev.groovebox.sandbox.build.copy.AddedArchive;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageOperation.FetchContext;
import dev.groovebox.sandbox.operation.ImageOperation.UnpackContext;
import dev.groovebox.sandbox.operation.UnpackedContext;
import dev.groovebox.sandbox.spec.DockerfileSource;
import dev.groovebox.sandbox.spec.GitAddress;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.UsageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a command line says is built: {@code .}, {@code -f FILE .}, {@code -f - .}, {@code -}, {@code -f FILE -} or a git repository. */
public sealed interface BuildPlace {
    /** @param context absent: nothing to copy from */
    record Folder(Optional<Path> context, DockerfileSource source) implements BuildPlace {}

    /** A context that has to be brought here first. */
    record Elsewhere(ImageOperation<UnpackedContext> bring, ContextFile file) implements BuildPlace {
        /** The place that it is when it is there. */
        public Folder in(Path folder) {
            return new Folder(Optional.of(folder), file.in(folder));
        }
    }

    /** The Dockerfile of a context that is not here yet. */
    interface ContextFile {
        DockerfileSource in(Path folder);

        static ContextFile named(Optional<String> file) {
            return folder -> file.<DockerfileSource>map(name -> new DockerfileSource.OfFile(inside(folder, name)))
                    .orElse(new DockerfileSource.Default());
        }

        private static Path inside(Path folder, String name) {
            Path path = folder.resolve(name).normalize();
            if (!path.startsWith(folder)) {
                throw new UsageException("the Dockerfile of a context that comes from elsewhere is in it, and '" + name + "' is not");
            }
            return path;
        }
    }

    String INPUT = "-";
    int MOST_BYTES = 4 << 20;

    /**
     * @param folder the working folder
     * @throws UsageException when there is no such folder, or it is none of this machine
     */
    static BuildPlace of(Arguments arguments, Path folder, InputStream input) {
        List<String> words = arguments.atLeastOneWord("PATH");
        if (words.size() > 1) {
            throw new UsageException("takes one PATH, not '" + words.get(1) + "' too");
        }
        Optional<String> file = arguments.value("-f");
        if (words.get(0).equals(INPUT)) {
            return ofInput(file.filter(name -> !name.equals(INPUT)), new BufferedInputStream(input));
        }
        Optional<GitAddress> repository = GitAddress.of(words.get(0));
        if (repository.isPresent()) {
            return new Elsewhere(new FetchContext(repository.get()), file.filter(INPUT::equals).isPresent()
                    ? ofText(read(input)) : ContextFile.named(file));
        }
        Path context = context(words.get(0), folder);
        return new Folder(Optional.of(context), file.map(name -> name.equals(INPUT)
                ? read(input)
                : new DockerfileSource.OfFile(folder.resolve(name).normalize())).orElse(new DockerfileSource.Default()));
    }

    /** As docker tells them apart: by the first bytes. */
    private static BuildPlace ofInput(Optional<String> file, BufferedInputStream input) {
        try {
            if (AddedArchive.isPacked(input)) {
                return new Elsewhere(new UnpackContext(input), ContextFile.named(file));
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (file.isPresent()) {
            throw new UsageException("standard input is no archive that '" + file.get() + "' could be in");
        }
        return new Folder(Optional.empty(), read(input));
    }

    private static ContextFile ofText(DockerfileSource text) {
        return folder -> text;
    }

    private static UsageException unreadable(IOException e) {
        return new UsageException("standard input can't be read: " + e.getMessage());
    }

    private static Path context(String word, Path folder) {
        if (word.matches("[a-z]+://.*")) {
            throw new UsageException("the context '" + word + "' is no git repository (its name would end with .git); fetch it, and name the folder");
        }
        Path context = folder.resolve(word).normalize();
        if (!Files.isDirectory(context)) {
            throw new UsageException("the context '" + word + "' is no folder");
        }
        return context;
    }

    /** The Dockerfile on standard input. */
    static DockerfileSource read(InputStream input) {
        try {
            byte[] bytes = input.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UsageException("standard input has more than 4 MB: it is no Dockerfile");
            }
            return new DockerfileSource.Text("-", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new UsageException("standard input is no text, and no archive");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
