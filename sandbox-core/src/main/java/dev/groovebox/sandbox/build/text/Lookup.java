package dev.groovebox.sandbox.build.text;

import java.util.Optional;

/** Where variables get their values. It is asked for each variable that the result depends on, and for no other. */
@FunctionalInterface
public interface Lookup {
    /** Absent when the variable isn't set; one that is empty is set. */
    Optional<String> value(String name);
}
