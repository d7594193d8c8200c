package dev.groovebox.sandbox.image.host;

import java.util.List;

/**
 * An installed package.
 *
 * @param needs for each of its dependencies the names that satisfy it, the preferred one first
 * @param provides virtual names it also stands for
 */
record DebianPackage(String name, String architecture, List<List<String>> needs, List<String> provides) {
    DebianPackage {
        needs = List.copyOf(needs);
        provides = List.copyOf(provides);
    }
}
