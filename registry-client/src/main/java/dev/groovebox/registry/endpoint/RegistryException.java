package dev.groovebox.registry.endpoint;

import java.io.IOException;

/** A registry's answer, or the want of one, that is no success. Its message names the registry, the object and the answer. */
public final class RegistryException extends IOException {
    private final Kind kind;
    private final String answer;

    /** What sort of refusal it is, and what a user can do about it. */
    public enum Kind {
        UNAUTHORIZED("log in with 'groovebox login', or see whether the name is right"),
        FORBIDDEN("the user that is logged in may not do this"),
        NOT_FOUND("see whether the name and tag are right"),
        TOO_MANY_REQUESTS("wait, or log in for a higher limit"),
        UNAVAILABLE("try again later"),
        UNSUPPORTED("the registry does not offer this"),
        INVALID("the registry says that what was sent is wrong"),
        /** The connection: no host, refused, reset, stalled, a certificate. */
        UNREACHABLE("see whether the registry runs and how it is reached"),
        /** We refuse what the registry asks for. */
        REFUSED(""),
        /** The answer breaks the protocol. */
        BROKEN_ANSWER("the registry is at fault, or something between");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }

        public String remedy() {
            return remedy;
        }

        static Kind of(int status) {
            return switch (status) {
                case 401 -> UNAUTHORIZED;
                case 403 -> FORBIDDEN;
                case 404 -> NOT_FOUND;
                case 405, 501 -> UNSUPPORTED;
                case 429 -> TOO_MANY_REQUESTS;
                default -> status >= 500 ? UNAVAILABLE : status >= 400 ? INVALID : BROKEN_ANSWER;
            };
        }
    }

    /**
     * @param asked registry and object: "localhost:5000: manifest 'latest' of x"
     * @param answer what came: "403 Forbidden (DENIED: ...)"
     */
    public RegistryException(Kind kind, String asked, String answer, Throwable cause) {
        super(asked + ": " + answer, cause);
        this.kind = kind;
        this.answer = answer;
    }

    public Kind kind() {
        return kind;
    }

    public String answer() {
        return answer;
    }
}
