package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.DockerfileSource;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a command line says is built: {@code .}, {@code -f FILE .}, {@code -f - .} or {@code -}.
 *
 * @param context absent: nothing to copy from
 */
public record BuildPlace(Optional<Path> context, DockerfileSource source) {
    private static final String INPUT = "-";
    private static final int MOST_BYTES = 4 << 20;

    /**
     * @param folder the working folder
     * @throws UsageException when there is no such folder, or it is none of this machine
     */
    public static BuildPlace of(Arguments arguments, Path folder, InputStream input) {
        List<String> words = arguments.atLeastOneWord("PATH");
        if (words.size() > 1) {
            throw new UsageException("takes one PATH, not '" + words.get(1) + "' too");
        }
        Optional<String> file = arguments.value("-f");
        if (words.get(0).equals(INPUT)) {
            if (file.isPresent() && !file.get().equals(INPUT)) {
                throw new UsageException("a context on standard input can't have a file '" + file.get() + "'");
            }
            return new BuildPlace(Optional.empty(), read(input));
        }
        Path context = context(words.get(0), folder);
        return new BuildPlace(Optional.of(context), file.map(name -> name.equals(INPUT)
                ? read(input)
                : new DockerfileSource.OfFile(folder.resolve(name).normalize())).orElse(new DockerfileSource.Default()));
    }

    private static Path context(String word, Path folder) {
        if (word.matches("(https?|git|ssh)://.*|git@.*|github\\.com/.*")) {
            throw new UsageException("the context '" + word + "' is on another machine; fetch it, and name the folder");
        }
        Path context = folder.resolve(word).normalize();
        if (!Files.isDirectory(context)) {
            throw new UsageException("the context '" + word + "' is no folder");
        }
        return context;
    }

    /** The Dockerfile on standard input. */
    public static DockerfileSource read(InputStream input) {
        try {
            byte[] bytes = input.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UsageException("standard input has more than 4 MB: it is no Dockerfile");
            }
            return new DockerfileSource.Text("-", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new UsageException("standard input is no text: a context as tar has to be unpacked first");
        } catch (IOException e) {
            throw new UsageException("standard input can't be read: " + e.getMessage());
        }
    }
}
