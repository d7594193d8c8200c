package dev.groovebox.registry.endpoint;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.transport.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a registry says of its refusal (distribution-spec, "Error Codes"): "DENIED: requested access is denied". */
final class ErrorBody {
    private static final int MOST_SHOWN = 300;
    private static final int MOST_ERRORS = 3;

    private ErrorBody() {}

    /** Empty when it says nothing that people could read. */
    static String words(HttpResponse response) {
        byte[] body;
        try {
            body = response.readSmall();
        } catch (IOException e) {
            return ""; // the status is known, and is what counts
        }
        String words = body.length == 0 ? "" : errors(body);
        return words.length() > MOST_SHOWN ? words.substring(0, MOST_SHOWN) + "..." : words;
    }

    private static String errors(byte[] body) {
        try {
            List<String> errors = new ArrayList<>();
            for (JsonObject error : Json.readObject(body).objects("errors")) {
                if (errors.size() < MOST_ERRORS) {
                    String message = error.text("message").orElse("");
                    errors.add(error.text("code").orElse("UNKNOWN") + (message.isEmpty() ? "" : ": " + message));
                }
            }
            return String.join(", ", errors);
        } catch (JsonException e) {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            return text.startsWith("<") ? "" : text.lines().findFirst().orElse("");
        }
    }
}
