package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.BuildOptionsBuilder;
import dev.groovebox.sandbox.spec.BuildSecret;
import dev.groovebox.shell.grammar.UsageException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --secret} and {@code --ssh}. */
final class SecretOptions {
    private static final String AGENT = "SSH_AUTH_SOCK";

    private final BuildOptionsBuilder options;
    private final Map<String, String> environment;
    private final Path folder;

    SecretOptions(BuildOptionsBuilder options, Map<String, String> environment, Path folder) {
        this.options = options;
        this.environment = environment;
        this.folder = folder;
    }

    /** An id alone is a variable of that name, if there is one, or else a file. */
    void secret(String text) {
        Map<String, String> fields = fields(text);
        String id = fields.getOrDefault("id", "");
        String file = fields.getOrDefault("src", "");
        String variable = fields.getOrDefault("env", "");
        if (id.isEmpty() || !file.isEmpty() && !variable.isEmpty()) {
            throw wrong(text);
        }
        if (file.isEmpty() && variable.isEmpty()) {
            boolean wantsFile = fields.getOrDefault("type", "").equals("file");
            variable = !wantsFile && environment.containsKey(id) ? id : "";
            file = id;
        }
        options.secret(id, variable.isEmpty()
                ? new BuildSecret.OfFile(folder.resolve(file).normalize())
                : new BuildSecret.OfVariable(variable));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals).replace("source", "src");
            if (equals < 0 || !List.of("id", "src", "env", "type").contains(name)) {
                throw wrong(text);
            }
            fields.put(name, field.substring(equals + 1));
        }
        // type=env,id=X,src=VARIABLE is another way to write env=VARIABLE
        if (fields.getOrDefault("type", "").equals("env") && fields.containsKey("src")) {
            fields.put("env", fields.remove("src"));
        }
        return fields;
    }

    private static UsageException wrong(String text) {
        // What stands there may be the secret itself: its beginning is enough to know it again.
        int equals = text.indexOf('=');
        return new UsageException("--secret '" + (equals < 0 ? text : text.substring(0, equals) + "=...")
                + "' is not id=NAME[,src=FILE|,env=VARIABLE]");
    }

    void agent(String text) {
        int equals = text.indexOf('=');
        String id = equals < 0 ? text : text.substring(0, equals);
        String socket = equals < 0 ? environment.getOrDefault(AGENT, "") : text.substring(equals + 1);
        if (id.isEmpty() || socket.isEmpty()) {
            throw new UsageException("--ssh '" + text + "' is not ID=SOCKET, and " + AGENT + " is not set");
        }
        options.agent(id, folder.resolve(socket).normalize());
    }
}
