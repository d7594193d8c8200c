package dev.groovebox.shell.render;

import java.util.function.Function;

/**
 * One column of a listing.
 *
 * @param heading docker's, for tables
 * @param field docker's name of it in a template: {@code {{.ID}}}
 * @param inTable whether the default table shows it
 */
public record Column<T>(String heading, String field, boolean inTable, Function<T, String> value) {}
