package dev.groovebox.dsl;

/**
 * Something wrong with one word of a script.
 *
 * @param word as it stands in the script
 * @param where made while the script was at the word; its stack trace leads to the line
 */
public record WordProblem(String word, String message, Throwable where) {}
