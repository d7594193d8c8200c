package dev.groovebox.sandbox.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program's environment in docker's order: the engine's own words, the image's, the user's. */
final class ProgramEnvironment {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private ProgramEnvironment() {}

    static List<String> of(LaunchRequest request, String hostname) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", DEFAULT_PATH);
        variables.put("HOSTNAME", hostname);
        if (request.spec().terminal()) {
            variables.put("TERM", "xterm");
        }
        List<String> odd = new ArrayList<>();
        for (String variable : request.image().environment()) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            } else {
                odd.add(variable); // passed on as it is: it drives nothing of ours
            }
        }
        variables.putAll(request.spec().environment());
        variables.putIfAbsent("HOME", request.user().home());
        List<String> environment = new ArrayList<>();
        variables.forEach((name, value) -> environment.add(name + "=" + value));
        environment.addAll(odd);
        return environment;
    }
}
