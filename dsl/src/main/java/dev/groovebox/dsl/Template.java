package dev.groovebox.dsl;

/** The content of a file in which the build's own variables are replaced, as {@code template('...')} makes it. */
record Template(String text) {}
