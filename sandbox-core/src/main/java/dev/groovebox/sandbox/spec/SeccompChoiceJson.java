package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.util.Optional;

/** A {@link SeccompChoice} as JSON; the default is an empty object. */
final class SeccompChoiceJson {
    private static final String UNCONFINED = "UNCONFINED";

    private SeccompChoiceJson() {}

    static JsonObject write(SeccompChoice choice) {
        if (choice.unconfined()) {
            return JsonObject.builder().put("mode", UNCONFINED).build();
        }
        return choice.profile().map(text -> JsonObject.builder().put("profile", text).build()).orElse(JsonObject.EMPTY);
    }

    static SeccompChoice read(JsonObject json) {
        Optional<String> mode = json.text("mode");
        if (mode.isEmpty()) {
            return json.text("profile").map(SeccompChoice::ofProfile).orElse(SeccompChoice.DEFAULT);
        }
        if (!mode.get().equals(UNCONFINED)) {
            throw new JsonException("'" + mode.get() + "' is no filter of system calls");
        }
        return SeccompChoice.UNCONFINED;
    }
}
