package dev.groovebox.registry.endpoint;

import java.util.List;

/** What a token must allow (distribution, "Token Scope Documentation"). */
final class Scopes {
    static final List<String> CATALOG = List.of("registry:catalog:*");

    private Scopes() {}

    static List<String> pull(String repository) {
        return List.of("repository:" + repository + ":pull");
    }

    static List<String> push(String repository) {
        return List.of("repository:" + repository + ":pull,push");
    }

    static List<String> delete(String repository) {
        return List.of("repository:" + repository + ":delete,pull,push");
    }

    static List<String> mount(String repository, String from) {
        return List.of("repository:" + repository + ":pull,push", "repository:" + from + ":pull");
    }
}
