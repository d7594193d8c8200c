package dev.groovebox.registry.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a server wants to see (RFC 9110, 11.6.1): {@code Bearer realm="https://...",service="...",scope="..."}. */
public record Challenge(String scheme, Map<String, String> parameters) {
    public Challenge {
        parameters = Map.copyOf(parameters);
    }

    public boolean is(String name) {
        return scheme.equalsIgnoreCase(name);
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Every challenge of the fields; what can't be read as one is left out. */
    public static List<Challenge> parse(List<String> fields) {
        List<Challenge> all = new ArrayList<>();
        for (String field : fields) {
            all.addAll(new Parser(field).parse());
        }
        return all;
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<Challenge> parse() {
            List<Challenge> found = new ArrayList<>();
            skip(" ,");
            while (at < text.length()) {
                String scheme = token();
                if (scheme.isEmpty()) {
                    return found;
                }
                found.add(new Challenge(scheme, parameters()));
                skip(" ,");
            }
            return found;
        }

        /** Up to the next scheme, which is a word without "=" behind it. */
        private Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            while (true) {
                int before = at;
                skip(" ,");
                String name = token().toLowerCase(Locale.ROOT);
                skip(" ");
                if (name.isEmpty() || at >= text.length() || text.charAt(at) != '=') {
                    at = before;
                    return parameters;
                }
                at++;
                skip(" ");
                parameters.put(name, value());
            }
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }

        private String token() {
            int begin = at;
            while (at < text.length() && " ,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(begin, at);
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}
