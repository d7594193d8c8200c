package dev.groovebox.dsl;

/** What {@code none} stands for. */
enum None {
    NONE
}
