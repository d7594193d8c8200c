package dev.groovebox.sandbox.build.pattern;

import dev.groovebox.sandbox.linux.file.BytePath;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads the kernel's bytes as the text that patterns are matched against. */
final class PathText {
    /** A byte that isn't UTF-8 becomes this lone surrogate plus the byte: no two names become one text. */
    private static final char UNREADABLE = '\udc00';

    private PathText() {}

    static String of(BytePath path) {
        String raw = path.raw();
        return raw.chars().allMatch(c -> c < 0x80) ? raw : decoded(path.bytes());
    }

    private static String decoded(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            out.put((char) (UNREADABLE + (in.get() & 0xff)));
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
