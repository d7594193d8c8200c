package dev.groovebox.dsl.script;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The text of a script.
 *
 * @param name as errors show it: the path as it was given, or "-e"
 * @param folder what the script's relative paths start from: a file's own folder, so that cron's working folder
 *     doesn't matter; for code without a file, the working folder
 */
public record ScriptSource(String name, String text, Path folder) {
    /** @throws EngineException when the file can't be read, or isn't UTF-8 */
    public static ScriptSource file(Path file) {
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            return new ScriptSource(file.toString(), Files.readString(file), folder);
        } catch (NoSuchFileException e) {
            throw unreadable(FailureKind.NOT_FOUND, file, "no such file", e);
        } catch (CharacterCodingException e) {
            throw unreadable(FailureKind.INVALID, file, "it is not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(FailureKind.ENGINE, file, e.getMessage(), e);
        }
    }

    /** Code given on the command line. */
    public static ScriptSource code(String text) {
        return new ScriptSource("-e", text, Path.of("").toAbsolutePath());
    }

    /** The line as it stands; empty when there is no such line. */
    String line(int number) {
        List<String> lines = text.lines().toList();
        return number < 1 || number > lines.size() ? "" : lines.get(number - 1);
    }

    /** What the script's class is called: the file's name as far as it can be part of a class's. */
    String className() {
        String file = Path.of(name).getFileName().toString().replaceFirst("\\.groovy$", "");
        String cleaned = file.replaceAll("[^\\p{Alnum}_]", "_");
        return cleaned.isEmpty() || Character.isDigit(cleaned.charAt(0)) ? "_" + cleaned : cleaned;
    }

    private static EngineException unreadable(FailureKind kind, Path file, String cause, IOException e) {
        return new EngineException(
                new Failure(kind, "cannot read script", file.toString(), cause, ""), e);
    }
}
