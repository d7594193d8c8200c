package dev.groovebox.registry.transport.http;

import dev.groovebox.registry.transport.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The first lines of an answer (RFC 9112, 4 and 5). */
record ResponseHead(int status, Headers headers, boolean persistent) {
    private static final int MOST_INFORMATIONAL = 10;

    /** Skips interim answers. */
    static ResponseHead read(HeadReader reader) throws IOException {
        for (int i = 0; i < MOST_INFORMATIONAL; i++) {
            ResponseHead head = readOne(reader);
            if (head.status >= 200) {
                return head;
            }
        }
        throw new IOException("only interim answers");
    }

    private static ResponseHead readOne(HeadReader reader) throws IOException {
        String line = reader.line();
        if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
            throw new IOException("the answer is not HTTP/1.1");
        }
        int status;
        try {
            status = Integer.parseInt(line.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new IOException("the answer has no status", e);
        }
        Headers headers = readHeaders(reader);
        boolean close = headers.all("Connection").stream().anyMatch(value -> value.equalsIgnoreCase("close"));
        return new ResponseHead(status, headers, line.charAt(7) == '1' && !close);
    }

    private static Headers readHeaders(HeadReader reader) throws IOException {
        List<Headers.Field> fields = new ArrayList<>();
        for (String line = reader.line(); !line.isEmpty(); line = reader.line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("the answer has a header field without a name");
            }
            try {
                fields.add(new Headers.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
            } catch (IllegalArgumentException e) {
                throw new IOException("the answer has " + e.getMessage(), e);
            }
        }
        return new Headers(fields);
    }
}
