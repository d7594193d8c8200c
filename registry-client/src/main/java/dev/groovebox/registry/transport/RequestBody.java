package dev.groovebox.registry.transport;

import java.io.IOException;
import java.io.OutputStream;

/** What a request carries. It is asked to write itself again when the request is repeated. */
public interface RequestBody {
    /** In bytes. */
    long length();

    void writeTo(OutputStream out) throws IOException;

    static RequestBody of(byte[] content) {
        return new RequestBody() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(content);
            }
        };
    }
}
