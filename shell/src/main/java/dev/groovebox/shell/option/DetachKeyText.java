package dev.groovebox.shell.option;

import dev.groovebox.sandbox.operation.ExecOperation.Exec;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.UsageException;
import java.io.ByteArrayOutputStream;

/** Docker's way to write keys: "ctrl-p,ctrl-q", or single characters. */
public final class DetachKeyText {
    private static final String USUAL_KEYS = "ctrl-p,ctrl-q";

    private DetachKeyText() {}

    /** What {@code --detach-keys} says. */
    public static byte[] of(Arguments arguments) {
        return parse(arguments.value("--detach-keys").orElse(USUAL_KEYS));
    }

    /** The bytes that a terminal sends for them; none for no keys. */
    public static byte[] parse(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String key : text.isEmpty() ? new String[0] : text.split(",")) {
            boolean control = key.startsWith("ctrl-") && key.length() == 6;
            char letter = key.isEmpty() ? 0 : key.charAt(key.length() - 1);
            if (control && (letter >= 'a' && letter <= 'z' || "@[\\]^_".indexOf(letter) >= 0)) {
                bytes.write(letter & 0x1f);
            } else if (key.length() == 1 && letter < 0x80) {
                bytes.write(letter);
            } else {
                throw new UsageException("--detach-keys '" + text + "' are no keys such as ctrl-p,ctrl-q");
            }
        }
        if (bytes.size() > Exec.MOST_DETACH_KEYS) {
            throw new UsageException("--detach-keys '" + text + "' are more than " + Exec.MOST_DETACH_KEYS + " keys");
        }
        return bytes.toByteArray();
    }
}
